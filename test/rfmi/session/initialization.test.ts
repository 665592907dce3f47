// Initialization and its sub-phases (RFMI 4.1, 4.2.1 to 4.2.8).
import { describe, expect, it } from 'vitest';
import type { SubFrame } from '../../../src/runtime/frames.js';
import { parseModelDescription } from '../../../src/fmu/model-description.js';
import { Session } from '../../../src/rfmi/session/session.js';
import { COMMAND, Driven, EXPERIMENT, hex } from './drive.js';
import { TWO } from './fake-fmus.js';
import { FakeModel } from './fake-model.js';

const get = (...frame: SubFrame[]) => ({ code: 'GETV', frame }) as const;
const set = (values: string, ...frame: SubFrame[]) => ({ code: 'SETV', frame, values: hex(values) }) as const;
const real = (...references: number[]): SubFrame => ({ type: 0x0031, references });
const integer = (...references: number[]): SubFrame => ({ type: 0x0021, references });

const ONE_REAL = '000000000000f03f';
const TWO_REAL = '0000000000000040';
const FIVE = '0000000000001440';

describe('4.1 INIT', () => {
  it('instantiates', async () => {
    const driven = new Driven();
    await driven.say(COMMAND.FSEL);
    expect(driven.models).toEqual([]);
    expect(await driven.say(COMMAND.INIT)).toEqual({ code: 'init' });
    expect(driven.models).toHaveLength(1);
    expect(driven.model.calls).toEqual([]);
  });

  it('that fails leaves the session where it was', async () => {
    const driven = new Driven();
    await driven.say(COMMAND.FSEL);
    driven.refuse = 'no licence';
    expect(await driven.say(COMMAND.INIT)).toEqual({ code: 'eror', errorCode: 0, message: 'no licence' });
    expect(driven.session.phase).toBe('frameSetup');
    expect(await driven.say(COMMAND.INIT)).toEqual({ code: 'init' });
  });
});

describe('4.1 GETV before the initialization', () => {
  it('answers from the start values, without asking the model', async () => {
    const driven = await new Driven().begin();
    // x, u, guess, n, mode, b, s, and st that has none.
    const answer = await driven.say(
      get(real(0, 1, 5), integer(0, 2), { type: 0x0012, references: [0] }, { type: 0x0041, references: [0, 1] }),
    );
    expect(answer).toEqual({
      code: 'getv',
      frame: 0x1000_0000,
      values: hex(
        `0000000000002440 ${TWO_REAL} 000000000000f0ff 04000000 01000000 01000000
         04000000 61626300 01000000 00000000`,
      ),
    });
    expect(driven.model.calls).toEqual([]);
  });

  it('knows the start values of FMI 1.0, and that of a negated alias has the other sign', async () => {
    const driven = await new Driven().begin('one');
    const answer = await driven.say(get(real(0, 1, 4), { type: 0x0011, references: [0, 1] }));
    expect(answer).toHaveProperty('values', hex(`0000000000001c40 ${TWO_REAL} 0000000000002340 0000`));
  });

  it('knows the start values of FMI 3.0', async () => {
    const driven = await new Driven().begin('three');
    const answer = await driven.say(
      get(real(2), integer(6), { type: 0x0041, references: [10] }, { type: 0x0051, references: [12, 13] }),
    );
    expect(answer).toHaveProperty('values', hex(`${TWO_REAL} 01000000 04000000 61626300 02000000 0aff0000 00000000`));
  });

  it('answers what SETV has set since', async () => {
    const driven = await new Driven().begin();
    await driven.say(set(`${FIVE} ${ONE_REAL}`, real(1, 2)), set(TWO_REAL, real(2)));
    expect(await driven.say(get(real(0, 1, 2)))).toHaveProperty('values', hex(`0000000000002440 ${FIVE} ${TWO_REAL}`));
  });

  it('of the empty frame has no values', async () => {
    const driven = await new Driven().begin();
    expect(await driven.say({ code: 'GETV', frame: 0 })).toEqual({ code: 'getv', frame: 0, values: hex('') });
  });
});

describe('4.1 SETV before the initialization', () => {
  it('passes on what FMI 2.0 allows and keeps the rest until Initialization Mode', async () => {
    const driven = await new Driven().begin();
    // u (input), k (parameter), guess (approx), n (input), s (parameter).
    const values = `${FIVE} ${ONE_REAL} ${TWO_REAL} 07000000 02000000 7a000000`;
    const frame = [real(1, 2, 5), integer(0), { type: 0x0041, references: [0] }];
    expect(await driven.say(set(values, ...frame))).toEqual({ code: 'setv' });
    expect(driven.model.calls).toEqual(['set k guess s']);
    expect(driven.model.values).toMatchObject({ u: 2, k: 1, guess: 2, n: 4, s: 'z' });
    await driven.say(COMMAND.SEXP, set('09000000', integer(2)), set('08000000', integer(0)));
    await driven.say(COMMAND.EINI);
    expect(driven.model.calls).toEqual(['set k guess s', 'setup', 'enterInitialization', 'set u n mode']);
    expect(driven.model.values).toMatchObject({ u: 5, n: 8, mode: 9 });
  });

  it('passes a frame on as it is where everything in it may be set', async () => {
    const driven = await new Driven().begin('three');
    const values = `${FIVE} 03000000 02000000 61000000 03000000 01020300`;
    const frame = [real(2), integer(6), { type: 0x0041, references: [10] }, { type: 0x0051, references: [12] }];
    expect(await driven.say(set(values, ...frame))).toEqual({ code: 'setv' });
    expect(driven.model.calls).toEqual(['set u mode s blob']);
    expect(driven.model.values).toMatchObject({ u: 5, mode: 3, s: 'a', blob: Buffer.from([1, 2, 3]) });
  });

  it('in FMI 1.0 passes everything on', async () => {
    const driven = await new Driven().begin('one');
    const frame = [real(1, 2, 3), { type: 0x0011, references: [0] }];
    await driven.say(set(`${FIVE} ${FIVE} ${FIVE} 01`, ...frame), COMMAND.SIMS);
    expect(driven.model.calls).toEqual(['set u k t b', 'setup', 'enterInitialization', 'exitInitialization']);
    expect(driven.model.values).toMatchObject({ u: 5, k: 5, t: 5, b: true });
  });

  it.each([
    ['two', 4, '"c" (local, constant)'],
    ['two', 6, '"time" (independent, continuous)'],
    ['one', 5, '"op" (output, parameter)'],
    ['one', 6, '"ic" (input, constant)'],
    ['three', 0, '"time" (independent, continuous)'],
  ])('of FMU %s: declines value reference %i, and sets nothing', async (fmu, reference, name) => {
    const driven = await new Driven().begin(fmu);
    expect(await driven.say(set(`${FIVE} ${FIVE}`, real(2, reference)))).toEqual({
      code: 'nack',
      errorCode: 0,
      message: `${name} cannot be set in the initialization phase`,
    });
    expect(driven.model.calls).toEqual([]);
  });

  it('lets a value be set that may be set under another of its names', async () => {
    const driven = await new Driven().begin();
    // "alias of x" is local and calculated, x is initial=exact.
    expect(await driven.say(set(FIVE, real(0)))).toEqual({ code: 'setv' });
    expect(driven.model.values['x']).toBe(5);
  });

  it('that the model discards leaves the values as they were', async () => {
    const driven = await new Driven().begin();
    driven.model.failures.set('set', { status: 'discard', log: ['k is too large'] });
    expect(await driven.say(set(`${FIVE} ${FIVE}`, real(2, 1)))).toEqual({
      code: 'eror',
      errorCode: 3,
      message: 'fmi2 set returned discard: k is too large',
    });
    expect(await driven.say(get(real(1, 2)))).toHaveProperty('values', hex(`${TWO_REAL} 0000000000000840`));
    await driven.say(COMMAND.SIMS);
    expect(driven.model.calls).not.toContain('set u');
  });

  it('with too few values is an error, with more than the frame has it is not (1.2)', async () => {
    const driven = await new Driven().begin();
    expect(await driven.say(set('00000000', real(2)))).toMatchObject({ code: 'eror', errorCode: 2 });
    expect(driven.model.calls).toEqual([]);
    expect(await driven.say(set(`${FIVE} 01020304 05060708`, real(2)))).toEqual({ code: 'setv' });
    expect(driven.model.values['k']).toBe(5);
  });
});

describe('4.2.1 SIMS', () => {
  it('does what SEXP, EINI and XINI do', async () => {
    const apart = await new Driven().begin();
    await apart.say(COMMAND.SEXP, COMMAND.EINI, COMMAND.XINI);
    const together = await new Driven().begin();
    await together.say(COMMAND.SIMS);
    expect(together.model.calls).toEqual(apart.model.calls);
    expect(together.session.phase).toBe('simulation');
    expect(apart.session.phase).toBe('simulation');
  });

  it.each(['SIMS', 'SEXP'] as const)('%s declines times that are no numbers', async (code) => {
    const driven = await new Driven().begin();
    const wrong = [
      { ...EXPERIMENT, startTime: Number.NaN },
      { ...EXPERIMENT, startTime: -Infinity },
      { ...EXPERIMENT, stopTime: Number.NaN, stopTimeDefined: true },
    ];
    for (const experiment of wrong) {
      expect(await driven.say({ code, ...experiment })).toMatchObject({ code: 'nack' });
    }
    expect(driven.session.phase).toBe('initialization');
    expect(driven.model.calls).toEqual([]);
    expect(await driven.say({ code, ...EXPERIMENT, stopTime: Number.NaN })).toMatchObject({ code: code.toLowerCase() });
  });
});

describe('4.2 sub-phases', () => {
  it('Initialization Mode gets from the model and sets what FMI allows there', async () => {
    const driven = await new Driven().begin();
    await driven.say(COMMAND.SEXP, COMMAND.EINI);
    expect(await driven.say(set(FIVE, real(1)), get(real(0, 1)))).toEqual({
      code: 'getv',
      frame: 0x1000_0000,
      values: hex(`0000000000002440 ${FIVE}`),
    });
    expect(await driven.say(set(FIVE, real(5)))).toEqual({
      code: 'nack',
      errorCode: 0,
      message: '"guess" (local, continuous) cannot be set in the initialization mode phase',
    });
    expect(driven.model.calls.slice(2)).toEqual(['set u', 'get x u']);
  });

  it('a session of FMI 3.0 has them too', async () => {
    const driven = await new Driven().begin('three');
    expect(await driven.say(COMMAND.SEXP, COMMAND.EINI, COMMAND.XINI)).toEqual({ code: 'xini' });
    expect(driven.session.phase).toBe('simulation');
  });

  it.each([
    ['setup', 0, 3],
    ['enterInitialization', 1, 4],
    ['exitInitialization', 2, 4],
  ] as const)('SIMS of which %s is discarded', async (call, _place, errorCode) => {
    const driven = await new Driven().begin();
    driven.model.failures.set(call, { status: 'discard' });
    expect(await driven.say(COMMAND.SIMS)).toMatchObject({ code: 'eror', errorCode });
    // Before the model was told anything the session is as it was; later only a reset helps.
    expect(driven.session.phase).toBe(errorCode === 3 ? 'initialization' : 'error');
    if (errorCode === 4) expect(await driven.say(COMMAND.SRST)).toEqual({ code: 'srst' });
    expect(await driven.say(COMMAND.SIMS)).toEqual({ code: 'sims' });
  });

  it('EINI of which a kept value is discarded needs a reset, and says so', async () => {
    const driven = await new Driven().begin();
    await driven.say(set(FIVE, real(1)), COMMAND.SEXP);
    driven.model.failures.set('set', { status: 'discard', log: ['u out of range'] });
    expect(await driven.say(COMMAND.EINI)).toEqual({
      code: 'eror',
      errorCode: 4,
      message:
        'the initialization cannot go on; reset (SRST) or shut down (SDWN); fmi2 set returned discard: u out of range',
    });
    expect(driven.session.phase).toBe('error');
  });
});

describe('the tolerance that the FMU is set up with', () => {
  /** What comes of a session over an FMU that suggests `own`, set up by SIMS or SEXP. */
  async function given(own: string | undefined, wanted: number | undefined): Promise<(number | undefined)[]> {
    const attribute = own === undefined ? '' : ` tolerance="${own}"`;
    const xml = TWO.xml.replace('<ModelVariables>', `<DefaultExperiment${attribute}/><ModelVariables>`);
    const tolerances: (number | undefined)[] = [];
    for (const command of [COMMAND.SIMS, COMMAND.SEXP]) {
      const model = new FakeModel(TWO, false);
      const run = model.run.bind(model);
      model.run = (calls) => {
        for (const call of calls) if (call.call === 'setup') tolerances.push(call.tolerance);
        return run(calls);
      };
      const description = parseModelDescription(Buffer.from(xml));
      const instantiate = () => Promise.resolve(model);
      const session = new Session([
        { name: 'two', description, xml: Buffer.from(xml), tolerance: wanted, instantiate },
      ]);
      for (const each of [COMMAND.FSEL, COMMAND.INIT, command]) await session.handle(each, 'little');
    }
    return tolerances;
  }

  it.each([
    ['none', undefined, undefined, undefined],
    ["the FMU's own", '1e-5', undefined, 1e-5],
    ['another one that is wanted', '1e-5', 0.01, 0.01],
    ['one that is wanted where there is none', undefined, 0.01, 0.01],
    ['none where that of the FMU makes no sense', '0', undefined, undefined],
    ['none where that of the FMU is negative', '-1', undefined, undefined],
  ])('is %s', async (_what, own, wanted, expected) => {
    expect(await given(own, wanted)).toEqual([expected, expected]);
  });
});
