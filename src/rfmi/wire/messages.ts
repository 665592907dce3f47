/**
 * The messages of RFMI 0.91 and of its extension (extension.ts): one table, from which the encoder, the decoder, the dump, the types and the protocol's page
 * under docs/ follow. The four letters of a code are what its bytes read in little-endian byte order (1.2).
 */
import { EXTENSION_COMMANDS, EXTENSION_RESPONSES } from './extension.js';
import {
  extendedFlag,
  f64,
  file,
  flag,
  frameChoice,
  frameDefinition,
  frameDefinitions,
  frameValues,
  list,
  reserved,
  text,
  u16,
  u32,
  type Fields,
  type FieldValues,
} from './fields.js';

interface Row {
  /** Section of the specification. */
  readonly section: string;
  readonly title: string;
  readonly fields: Fields;
}

/** Numbers of frames that mean something by themselves (3.2.4). */
export const FrameId = {
  empty: 0,
  inputs: 1,
  outputs: 2,
  dynamic: 0x1000_0000,
  /** From here on clients may define frames. */
  firstOfClient: 0x8000_0000,
} as const;

const hello = [
  u16('major', 'major version of the protocol, 1'),
  u16('minor', 'minor version of the protocol, 0'),
  u32('session', 'asked: the session to go on with, 0 for a new one; answered: the session'),
] as const;

const experiment = [
  f64('startTime', 'start time in seconds'),
  f64('stopTime', 'stop time in seconds'),
  flag('stopTimeDefined', 'whether there is a stop time'),
  reserved(3),
] as const;

const failure = [u32('errorCode', 'cause, 0 if nothing special'), text('message', 4, 'what went wrong')] as const;

/** What a client may say, by the code of the message. */
export const COMMANDS = {
  RFMI: { section: '2.1.1', title: 'Hello', fields: hello },
  SOFF: { section: '2.2.1', title: 'Session Shutdown', fields: [] },
  LFMU: { section: '3.1.1', title: 'List FMUs', fields: [] },
  FSEL: { section: '3.1.3', title: 'Select FMU', fields: [text('name', 4, 'name of the FMU')] },
  FXML: { section: '3.2.1', title: 'Get FMU Model Description', fields: [] },
  LFRM: { section: '3.2.3', title: 'List Defined Frames', fields: [] },
  DFRM: { section: '3.2.5', title: 'Define Frame', fields: [frameDefinition('frame', 'the frame')] },
  INIT: { section: '4.1.1', title: 'Begin Initialization', fields: [] },
  GETV: { section: '4.1.3', title: 'Get Variables', fields: [frameChoice('frame', 'what to get')] },
  SETV: {
    section: '4.1.5',
    title: 'Set Variables',
    fields: [frameChoice('frame', 'what to set'), frameValues('values', 'the values')],
  },
  SIMS: { section: '4.2.1', title: 'Begin Simulation', fields: experiment },
  SEXP: { section: '4.2.3', title: 'Setup Experiment', fields: experiment },
  EINI: { section: '4.2.5', title: 'Enter Initialization Mode', fields: [] },
  XINI: { section: '4.2.7', title: 'Exit Initialization Mode', fields: [] },
  STEP: {
    section: '4.2.9',
    title: 'Simulation Step',
    fields: [
      f64('time', 'current time in seconds'),
      f64('size', 'size of the step in seconds'),
      flag('newStep', 'whether the step before this one is accepted'),
      reserved(7),
      u32('input', 'number of the frame of the values'),
      u32('output', 'number of the frame to answer with'),
      frameValues('values', 'the values of the input frame'),
    ],
  },
  SDWN: { section: '4.3.1', title: 'Simulation Shutdown', fields: [] },
  SRST: { section: '4.3.3', title: 'Simulation Reset', fields: [] },
  ...EXTENSION_COMMANDS,
} as const satisfies Record<string, Row>;

/** What a server may answer, by the code of the message. */
export const RESPONSES = {
  rfmi: { section: '2.1.2', title: 'Hello', fields: hello },
  soff: { section: '2.2.2', title: 'Session Shutdown', fields: [] },
  lfmu: {
    section: '3.1.2',
    title: 'List FMUs',
    fields: [
      list(
        'fmus',
        'list32',
        [
          u16('fmiMajor', 'FMI major version'),
          u16('fmiMinor', 'FMI minor version'),
          u16('kind', '0: co-simulation'),
          u16('capabilities', '0'),
          text('name', 4, 'name of the FMU'),
        ],
        'the FMUs that are served',
      ),
    ],
  },
  fsel: {
    section: '3.1.4',
    title: 'Select FMU',
    fields: [
      text('name', 8, 'name of the FMU'),
      list(
        'variables',
        'list64',
        [
          u16('kind', 'variability in the low byte, causality in the high byte'),
          u16('type', 'type of its values'),
          u32('reference', 'value reference'),
          text('name', 4, 'name of the variable'),
        ],
        'the variables of the FMU',
      ),
    ],
  },
  fxml: {
    section: '3.2.2',
    title: 'Get FMU Model Description',
    fields: [file('xml', 'modelDescription.xml')],
  },
  lfrm: {
    section: '3.2.4',
    title: 'List Defined Frames',
    fields: [frameDefinitions('frames', 'all frames, also those that are always there')],
  },
  dfrm: { section: '3.2.6', title: 'Define Frame', fields: [] },
  init: { section: '4.1.2', title: 'Begin Initialization', fields: [] },
  getv: {
    section: '4.1.4',
    title: 'Get Variables',
    fields: [u32('frame', 'number of the frame'), reserved(4), frameValues('values', 'the values')],
  },
  setv: { section: '4.1.6', title: 'Set Variables', fields: [] },
  sims: { section: '4.2.2', title: 'Begin Simulation', fields: [] },
  sexp: { section: '4.2.4', title: 'Setup Experiment', fields: [] },
  eini: { section: '4.2.6', title: 'Enter Initialization Mode', fields: [] },
  xini: { section: '4.2.8', title: 'Exit Initialization Mode', fields: [] },
  step: {
    section: '4.2.10',
    title: 'Simulation Step',
    fields: [
      f64('time', 'time now: the sum of the time and the size of the command; with XTND the last successful time'),
      u32('output', 'number of the frame of the values'),
      extendedFlag('eventsNeeded', 'with XTND: whether the model wants to enter Event Mode (eventHandlingNeeded)'),
      extendedFlag('early', 'with XTND: whether the step has returned early (earlyReturn)'),
      extendedFlag('ended', 'with XTND: whether the model wants to end the simulation (terminateSimulation)'),
      reserved(1),
      frameValues('values', 'the values of the output frame'),
    ],
  },
  sdwn: { section: '4.3.2', title: 'Simulation Shutdown', fields: [] },
  srst: { section: '4.3.4', title: 'Simulation Reset', fields: [] },
  /** The connection ends with it. 'fat!' is understood too. */
  fatl: { section: '1.3.1', title: 'Fatal Error', fields: failure },
  eror: { section: '1.3.2', title: 'Error', fields: failure },
  unsp: { section: '1.3.3', title: 'Unsupported', fields: failure },
  nack: { section: '1.3.4', title: 'Not Acknowledged', fields: failure },
  ...EXTENSION_RESPONSES,
} as const satisfies Record<string, Row>;

type Table = typeof COMMANDS & typeof RESPONSES;

export type CommandCode = keyof typeof COMMANDS;
export type ResponseCode = keyof typeof RESPONSES;
export type MessageCode = keyof Table;

/** A message as values: its code, its flags (0 unless given) and its fields. */
export type Message<Code extends MessageCode> = {
  [Each in Code]: { readonly code: Each; readonly flags?: number } & FieldValues<Table[Each]['fields']>;
}[Code];

/** A command of any kind. */
export type Command = Message<CommandCode>;
/** A response of any kind. */
export type Response = Message<ResponseCode>;

/** A message with a code that is in no table: it can be skipped and answered with 'unsp'. */
export interface UnknownMessage {
  readonly code: undefined;
  /** As read in the byte order of the connection. */
  readonly number: number;
  readonly flags: number;
}

/** Error codes that this server gives (field `errorCode`). */
export const ErrorCode = {
  generic: 0,
  /** The command is not allowed now. */
  phase: 1,
  /** The message cannot be read. */
  malformed: 2,
  /** The model discarded the call; the session is as it was. */
  discard: 3,
  /** The model is in error: SRST, SDWN and SOFF remain. */
  error: 4,
  /** The model is gone: SDWN and SOFF remain. */
  fatal: 5,
  /** The model has ended the simulation: the text begins with the time. GETV, SRST, SDWN and SOFF remain. */
  ended: 6,
  /** The command was carried out before the connection was lost, and its answer is too long to have been kept. */
  forgotten: 7,
  /** A fault of the server: the session has ended. */
  bug: 8,
} as const;
