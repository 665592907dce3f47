// Each command in each phase of a session that has agreed on the extension, written down by hand from docs/rfmi.md.
import { describe, expect, it } from 'vitest';
import { PHASES, type Phase } from '../../../src/rfmi/session/phases.js';
import { ALL, DrivenExtended, INTO_EXTENDED } from './drive-extended.js';

/** What is allowed where; everything else is refused and changes nothing. */
const EXPECTED: Readonly<Record<Exclude<Phase, 'startup'>, string>> = {
  selection: 'SOFF LFMU FSEL',
  frameSetup: 'SOFF LFMU FSEL FXML LFRM DFRM INIT XDIM',
  initialization: 'SOFF GETV SETV SIMS SEXP SDWN XDIM XCFG',
  experiment: 'SOFF SETV EINI',
  initializationMode: 'SOFF GETV SETV XINI',
  simulation: 'SOFF GETV SETV STEP SDWN SRST XDIM XCFG XEVT',
  eventMode: 'SOFF GETV SETV SDWN SRST XDIM XUPD XSTM XIVL',
  configuration: 'SOFF SETV SDWN XCFE',
  reconfiguration: 'SOFF SETV XCFE',
  stepFailed: 'SOFF GETV SDWN SRST',
  error: 'SOFF SDWN SRST',
  fatal: 'SOFF SDWN',
  ended: '',
};

/** Where a command of the extension leads to. */
const NEXT: Readonly<Partial<Record<string, Partial<Record<Phase, Phase>>>>> = {
  XCFG: { initialization: 'configuration', simulation: 'reconfiguration' },
  XCFE: { configuration: 'initialization', reconfiguration: 'simulation' },
  XEVT: { simulation: 'eventMode' },
  XSTM: { eventMode: 'simulation' },
  SIMS: { initialization: 'eventMode' },
  XINI: { initializationMode: 'eventMode' },
  SRST: { eventMode: 'initialization' },
  SDWN: { eventMode: 'frameSetup', configuration: 'frameSetup' },
};

const CODES = Object.keys(ALL) as (keyof typeof ALL)[];

describe.each(Object.keys(EXPECTED) as (keyof typeof EXPECTED)[])('with the extension, in the phase %s', (phase) => {
  const allowed = EXPECTED[phase].split(' ');

  it.each(CODES)('%s', async (code) => {
    const driven = new DrivenExtended();
    await INTO_EXTENDED[phase](driven);
    expect(driven.session.phase).toBe(phase);
    const calls = [...(driven.models[0]?.calls ?? [])];
    const answer = await driven.say(ALL[code]);
    if (allowed.includes(code)) {
      expect(answer).toHaveProperty('code', code.toLowerCase());
      const next = NEXT[code]?.[phase];
      if (next !== undefined) expect(driven.session.phase).toBe(next);
    } else {
      expect(answer).toMatchObject({ code: 'eror', errorCode: 1 });
      const { message } = answer as { message: string };
      if (code !== 'XTND' || phase !== 'selection') {
        expect(message).toContain(`${code} is not allowed in ${PHASES[phase]}`);
        const said = message.split('; ')[1]?.replace(/^(allowed: |nothing is$)/, '') ?? '';
        expect(said.split(/, |^$/).sort()).toEqual(allowed.filter((each) => each !== '').sort());
      }
      expect(driven.session.phase).toBe(phase);
      expect(driven.models[0]?.calls ?? []).toEqual(calls);
    }
    await driven.session.close();
    expect(driven.models.every(({ state }) => state === 'freed')).toBe(true);
  });
});
