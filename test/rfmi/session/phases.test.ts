// Each command in each phase, written down by hand from RFMI 0.91 and tried on sessions.
import { describe, expect, it } from 'vitest';
import type { EXTENSION_COMMANDS } from '../../../src/rfmi/wire/extension.js';
import { COMMANDS, type CommandCode } from '../../../src/rfmi/wire/messages.js';
import { ALLOWED, PHASES, refusal, type Phase } from '../../../src/rfmi/session/phases.js';
import { COMMAND, Driven } from './drive.js';

/** What is allowed where; everything else is refused. */
const EXPECTED: Readonly<Record<Phase, string>> = {
  startup: 'RFMI',
  selection: 'SOFF LFMU FSEL',
  frameSetup: 'SOFF LFMU FSEL FXML LFRM DFRM INIT',
  initialization: 'SOFF GETV SETV SIMS SEXP SDWN',
  experiment: 'SOFF SETV EINI',
  initializationMode: 'SOFF GETV SETV XINI',
  simulation: 'SOFF GETV SETV STEP SDWN SRST',
  eventMode: 'SOFF GETV SETV SDWN SRST',
  configuration: 'SOFF SETV SDWN',
  reconfiguration: 'SOFF SETV',
  stepFailed: 'SOFF GETV SDWN SRST',
  error: 'SOFF SDWN SRST',
  fatal: 'SOFF SDWN',
  ended: '',
};

/** What a refusal calls the phases. */
const NAMES: Readonly<Record<Phase, string>> = {
  startup: 'the session startup phase',
  selection: 'the FMU selection phase',
  frameSetup: 'the frame setup phase',
  initialization: 'the initialization phase',
  experiment: 'the setup experiment phase',
  initializationMode: 'the initialization mode phase',
  simulation: 'the simulation phase',
  eventMode: 'the event mode phase',
  configuration: 'the configuration mode phase',
  reconfiguration: 'the reconfiguration mode phase',
  stepFailed: 'the step failed phase',
  error: 'the error phase',
  fatal: 'the fatal error phase',
  ended: 'a session that has ended',
};

/** Phases that a session comes into after an agreement alone. */
type PhaseOfExtension = 'eventMode' | 'configuration' | 'reconfiguration';

/** Where each command of the extension is allowed, written down by hand from docs/rfmi.md. */
const EXTENSION: Readonly<Record<keyof typeof EXTENSION_COMMANDS, string>> = {
  XTND: 'selection',
  XDIM: 'frameSetup initialization simulation eventMode',
  XCFG: 'initialization simulation',
  XCFE: 'configuration reconfiguration',
  XEVT: 'simulation',
  XUPD: 'eventMode',
  XSTM: 'eventMode',
  XIVL: 'eventMode',
};

/** Ways into the phases that a session can be in. */
const INTO: Readonly<
  Record<Exclude<Phase, 'startup' | PhaseOfExtension>, (driven: Driven, fmu: string) => Promise<unknown>>
> = {
  selection: () => Promise.resolve(),
  frameSetup: (driven, name) => driven.say({ ...COMMAND.FSEL, name }),
  initialization: (driven, fmu) => driven.begin(fmu),
  experiment: async (driven, fmu) => (await driven.begin(fmu)).say(COMMAND.SEXP),
  initializationMode: async (driven, fmu) => (await driven.begin(fmu)).say(COMMAND.SEXP, COMMAND.EINI),
  simulation: (driven, fmu) => driven.simulate(fmu),
  stepFailed: async (driven, fmu) => {
    await driven.simulate(fmu);
    driven.model.failures.set('step', { status: 'discard', lastTime: 0.25, terminated: true });
    await driven.say(COMMAND.STEP);
  },
  error: async (driven, fmu) => {
    await driven.simulate(fmu);
    driven.model.failures.set('step', { status: 'error' });
    await driven.say(COMMAND.STEP);
  },
  fatal: async (driven, fmu) => {
    await driven.simulate(fmu);
    driven.model.failures.set('step', { status: 'fatal' });
    await driven.say(COMMAND.STEP);
  },
  ended: (driven) => driven.say(COMMAND.SOFF),
};

/** Those of the specification. */
const CODES = (Object.keys(COMMANDS) as CommandCode[]).filter((code): code is keyof typeof COMMAND => code in COMMAND);
const PHASES_OF_SESSIONS = Object.keys(INTO) as (keyof typeof INTO)[];
const ONLY_LATER_FMI = ['SEXP', 'EINI', 'XINI'];

describe('the table of phases', () => {
  it('is what the specification says', () => {
    const table = Object.fromEntries(
      (Object.keys(PHASES) as Phase[]).map((phase) => [
        phase,
        CODES.filter((code) => ALLOWED[code].includes(phase))
          .sort()
          .join(' '),
      ]),
    );
    expect(table).toEqual(
      Object.fromEntries(Object.entries(EXPECTED).map(([phase, text]) => [phase, text.split(' ').sort().join(' ')])),
    );
  });

  it('says where each command of the extension is allowed', () => {
    for (const [code, phases] of Object.entries(EXTENSION)) {
      expect([...ALLOWED[code as CommandCode]].sort(), code).toEqual(phases.split(' ').sort());
    }
  });

  it('names commands of the extension only to a client that has agreed on it', () => {
    expect(refusal('STEP', 'eventMode', 3)).toHaveProperty('message', expect.not.stringMatching(/X(TND|UPD|STM|IVL)/));
    expect(refusal('STEP', 'eventMode', 3, true)).toHaveProperty(
      'message',
      expect.stringContaining('XUPD, XSTM, XIVL'),
    );
  });

  it.each([1, 2] as const)('has no command of the extension but XTND for FMI %i.0', (major) => {
    const codes = (Object.keys(EXTENSION) as (keyof typeof EXTENSION)[]).filter((code) => code !== 'XTND');
    for (const code of codes) {
      const message = `${code} is for FMUs of FMI 3.0, and this one is of FMI ${major}.0`;
      expect(refusal(code, 'simulation', major, true)).toEqual({ code: 'unsp', errorCode: 0, message });
    }
  });

  it('lets a connection begin with hello only', () => {
    for (const code of CODES) {
      const message = `${code} is not allowed in the session startup phase; allowed: RFMI`;
      const expected = code === 'RFMI' ? undefined : { code: 'eror', errorCode: 1, message };
      expect(refusal(code, 'startup', undefined)).toEqual(expected);
    }
  });
});

describe.each([
  ['FMI 1.0', 'one'],
  ['FMI 2.0', 'two'],
  ['FMI 3.0', 'three'],
])('with an FMU of %s', (_version, fmu) => {
  const phases = PHASES_OF_SESSIONS.filter(
    (phase) => fmu !== 'one' || (phase !== 'experiment' && phase !== 'initializationMode'),
  );
  describe.each(phases)('in the phase %s', (phase) => {
    const selected = !['selection', 'ended'].includes(phase);
    const unsupported = (code: string): boolean => selected && fmu === 'one' && ONLY_LATER_FMI.includes(code);
    const allowed = EXPECTED[phase].split(' ').filter((code) => code !== '' && !unsupported(code));

    it.each(CODES)('%s', async (code) => {
      const driven = new Driven();
      await INTO[phase](driven, fmu);
      expect(driven.session.phase).toBe(phase);
      const callsBefore = [...(driven.models[0]?.calls ?? [])];
      const answer = await driven.say(code === 'FSEL' ? { ...COMMAND.FSEL, name: fmu } : COMMAND[code]);
      if (allowed.includes(code)) {
        expect(answer.code).toBe(code.toLowerCase());
        return;
      }
      if (unsupported(code)) {
        expect(answer).toMatchObject({ code: 'unsp', errorCode: 0 });
        expect(answer).toHaveProperty('message', expect.stringContaining(`${code} is for FMUs of FMI 2.0 and later`));
      } else {
        expect(answer).toMatchObject({ code: 'eror', errorCode: 1 });
        const { message } = answer as { message: string };
        const [what, may = ''] = message.split('; ');
        expect(what).toBe(`${code} is not allowed in ${NAMES[phase]}`);
        expect(may.replace(/^(allowed: |nothing is$)/, '').split(/, |^$/)).toEqual(
          CODES.filter((each) => allowed.includes(each)),
        );
      }
      expect(driven.session.phase).toBe(phase);
      expect(driven.models[0]?.calls ?? []).toEqual(callsBefore);
      expect(driven.models.length).toBe(['selection', 'frameSetup', 'ended'].includes(phase) ? 0 : 1);
    });
  });
});

it('without a selected FMU, nothing is said of FMI versions', async () => {
  expect(await new Driven().say(COMMAND.EINI)).toMatchObject({ code: 'eror', errorCode: 1 });
});
