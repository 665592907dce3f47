/**
 * The phases of a session and which command is allowed in which: one table, which the session obeys and the documentation
 * shows. RFMI 0.91 names the phases in its sections 2 to 4; what is refused changes nothing.
 */
import type { FmiMajor } from '../../fmu/fmi-major.js';
import { EXTENSION_COMMANDS } from '../wire/extension.js';
import { ErrorCode, type CommandCode, type Response } from '../wire/messages.js';

/** The phases, with the words that refusals use. */
export const PHASES = {
  /** Before hello (2.1). */
  startup: 'the session startup phase',
  /** 3.1. */
  selection: 'the FMU selection phase',
  /** 3.2. */
  frameSetup: 'the frame setup phase',
  /** 4.1. */
  initialization: 'the initialization phase',
  /** 4.2.3, from FMI 2.0. */
  experiment: 'the setup experiment phase',
  /** 4.2.5, from FMI 2.0. */
  initializationMode: 'the initialization mode phase',
  /** 4.2. */
  simulation: 'the simulation phase',
  /** With XTND (FMI 3.0, 4.2.1): Event Mode. */
  eventMode: 'the event mode phase',
  /** With XTND (FMI 3.0, 2.3.5): Configuration Mode. */
  configuration: 'the configuration mode phase',
  /** With XTND (FMI 3.0, 2.3.5): Reconfiguration Mode, between two steps. */
  reconfiguration: 'the reconfiguration mode phase',
  /** The FMU has discarded a step (FMI 2.0.4, 4.2.4), perhaps because it has ended the simulation. */
  stepFailed: 'the step failed phase',
  /** The FMU has returned an error. */
  error: 'the error phase',
  /** The FMU is gone: it has returned fatal, or its process has died. */
  fatal: 'the fatal error phase',
  /** The session has been shut down. */
  ended: 'a session that has ended',
} as const;

export type Phase = keyof typeof PHASES;

/** Where each command is allowed. */
export const ALLOWED: Readonly<Record<CommandCode, readonly Phase[]>> = {
  RFMI: ['startup'],
  SOFF: [
    'selection',
    'frameSetup',
    'initialization',
    'experiment',
    'initializationMode',
    'simulation',
    'eventMode',
    'configuration',
    'reconfiguration',
    'stepFailed',
    'error',
    'fatal',
  ],
  LFMU: ['selection', 'frameSetup'],
  FSEL: ['selection', 'frameSetup'],
  FXML: ['frameSetup'],
  LFRM: ['frameSetup'],
  DFRM: ['frameSetup'],
  INIT: ['frameSetup'],
  GETV: ['initialization', 'initializationMode', 'simulation', 'eventMode', 'stepFailed'],
  SETV: [
    'initialization',
    'experiment',
    'initializationMode',
    'simulation',
    'eventMode',
    'configuration',
    'reconfiguration',
  ],
  SIMS: ['initialization'],
  SEXP: ['initialization'],
  EINI: ['experiment'],
  XINI: ['initializationMode'],
  STEP: ['simulation'],
  SDWN: ['initialization', 'simulation', 'eventMode', 'configuration', 'stepFailed', 'error', 'fatal'],
  SRST: ['simulation', 'eventMode', 'stepFailed', 'error'],
  XTND: ['selection'],
  XDIM: ['frameSetup', 'initialization', 'simulation', 'eventMode'],
  XCFG: ['initialization', 'simulation'],
  XCFE: ['configuration', 'reconfiguration'],
  XEVT: ['simulation'],
  XUPD: ['eventMode'],
  XSTM: ['eventMode'],
  XIVL: ['eventMode'],
};

/** Whether the FMU is to be terminated before it is freed. */
export function isTerminable(phase: Phase): boolean {
  return phase === 'simulation' || phase === 'eventMode' || phase === 'stepFailed';
}

/** 4.2.3, 4.2.5, 4.2.7: "for FMI 2.0 FMUs only", and FMI 3.0 is as 2.0. */
const NOT_IN_FMI1: readonly CommandCode[] = ['SEXP', 'EINI', 'XINI'];

/** Whether a command is one of the extension. */
export function isOfExtension(code: CommandCode): boolean {
  return code in EXTENSION_COMMANDS;
}

/**
 * Why a command cannot be carried out now: 'eror' with the code of a wrong phase, or 'unsp' for one that the selected FMU's
 * FMI version does not have; undefined if it can. `major` is undefined while no FMU is selected; `extended`: both sides have
 * agreed on the extension.
 */
export function refusal(
  code: CommandCode,
  phase: Phase,
  major: FmiMajor | undefined,
  extended = false,
): Response | undefined {
  const version = major === undefined ? undefined : tooOldFor(code, major);
  if (version !== undefined) return { code: 'unsp', errorCode: ErrorCode.generic, message: version };
  if (ALLOWED[code].includes(phase)) return undefined;
  const message = `${code} is not allowed in ${PHASES[phase]}; ${allowedIn(phase, major, extended)}`;
  return { code: 'eror', errorCode: ErrorCode.phase, message };
}

/** What is wrong with a command for an FMU of this FMI version; undefined if nothing is. */
function tooOldFor(code: CommandCode, major: FmiMajor): string | undefined {
  if (major === 1 && NOT_IN_FMI1.includes(code)) {
    return `${code} is for FMUs of FMI 2.0 and later, and this one is of FMI 1.0; use SIMS`;
  }
  if (major !== 3 && isOfExtension(code) && code !== 'XTND') {
    return `${code} is for FMUs of FMI 3.0, and this one is of FMI ${major}.0`;
  }
  return undefined;
}

function allowedIn(phase: Phase, major: FmiMajor | undefined, extended: boolean): string {
  const codes = (Object.keys(ALLOWED) as CommandCode[]).filter(
    (code) =>
      ALLOWED[code].includes(phase) &&
      (extended ? code !== 'XTND' : !isOfExtension(code)) &&
      (major === undefined || tooOldFor(code, major) === undefined),
  );
  return codes.length === 0 ? 'nothing is' : `allowed: ${codes.join(', ')}`;
}
