// What an FMU returns, and what becomes of the session (RFMI 1.3.2, 4.3).
import { describe, expect, it } from 'vitest';
import { COMMAND, Driven, hex } from './drive.js';

const { STEP } = COMMAND;

describe.each([
  ['at once', false],
  ['later', true],
])('an FMU that answers %s', (_when, slow) => {
  it('warning: the step is answered, and the log has the text', async () => {
    const driven = await new Driven(slow).simulate();
    driven.model.failures.set('step', { status: 'warning', log: ['steep'] });
    expect(await driven.say(STEP)).toMatchObject({ code: 'step', time: 0.5 });
    expect(driven.log).toEqual([{ status: 'warning', category: 'fake', text: 'steep', fmu: 'two' }]);
  });

  it("discard: 'eror' 3 with the last successful time and the log, then only GETV, SRST, SDWN and SOFF", async () => {
    const driven = await new Driven(slow).simulate();
    driven.model.failures.set('step', { status: 'discard', lastTime: 0.125, log: ['no solution', ' try\nless '] });
    expect(await driven.say(STEP)).toEqual({
      code: 'eror',
      errorCode: 3,
      message: 'fmi2 step returned discard, the last successful time is 0.125: no solution; try less',
    });
    expect(driven.session.phase).toBe('stepFailed');
    expect(driven.log.map(({ text }) => text)).toEqual(['no solution', ' try\nless ']);
    expect(await driven.say({ ...STEP, size: 0.125 })).toMatchObject({ code: 'eror', errorCode: 1 });
    expect(await driven.say(COMMAND.GETV)).toMatchObject({ code: 'getv' });
    expect(await driven.say(COMMAND.SRST, COMMAND.SIMS, STEP)).toMatchObject({ code: 'step', time: 0.5 });
  });

  it.each(['one', 'three'])('discard of FMU %s: the session as it was', async (fmu) => {
    const driven = await new Driven(slow).simulate(fmu);
    driven.model.failures.set('step', { status: 'discard', lastTime: 0.125 });
    expect(await driven.say(STEP)).toMatchObject({ code: 'eror', errorCode: 3 });
    expect(driven.session.phase).toBe('simulation');
    expect(await driven.say({ ...STEP, size: 0.125 })).toMatchObject({ code: 'step', time: 0.125 });
  });

  it.each([
    ['in the step', 0.1 + 0.2, '0.30000000000000004'],
    ['where it began', 0, '0'],
    ['beyond the step', 1e21, '1e+21'],
    ['at a time that the model does not say', undefined, '0'],
  ])("the end that the model wants, %s: 'eror' 6 that begins with the time", async (_where, lastTime, text) => {
    for (const fmu of ['one', 'two', 'three']) {
      const driven = await new Driven(slow).simulate(fmu);
      const failure = { status: 'discard', terminated: true, log: ['enough'] } as const;
      driven.model.failures.set('step', lastTime === undefined ? failure : { ...failure, lastTime });
      const message = `${text} s: the model has ended the simulation: enough`;
      expect(await driven.say({ ...STEP, output: 2 })).toEqual({ code: 'eror', errorCode: 6, message });
      expect(await driven.say(STEP)).toMatchObject({ code: 'eror', errorCode: 1 });
      expect(await driven.say(COMMAND.GETV)).toMatchObject({ code: 'getv' });
      expect(await driven.say(COMMAND.SDWN)).toEqual({ code: 'sdwn' });
      expect(driven.model.calls.at(-1)).toBe('terminate');
      expect(await driven.say(COMMAND.INIT, COMMAND.SIMS, STEP)).toMatchObject({ code: 'step' });
    }
  });

  it('an end before the time of the step is a step that was discarded', async () => {
    const driven = await new Driven(slow).simulate();
    await driven.say(STEP);
    for (const lastTime of [0.25, NaN]) {
      await driven.say(COMMAND.SRST, COMMAND.SIMS, STEP);
      driven.model.failures.set('step', { status: 'discard', terminated: true, lastTime });
      expect(await driven.say({ ...STEP, time: 0.5 })).toMatchObject({ code: 'eror', errorCode: 3 });
    }
  });

  it('discard of the inputs leaves the time as it was', async () => {
    const driven = await new Driven(slow).simulate();
    driven.model.failures.set('set', { status: 'discard' });
    const command = { ...STEP, input: 1, values: Buffer.alloc(20) };
    expect(await driven.say(command)).toMatchObject({ code: 'eror', errorCode: 3 });
    expect(await driven.say(command)).toMatchObject({ code: 'step', time: 0.5 });
  });

  it('discard of the outputs: the step was made, and the answer says what time it is', async () => {
    const driven = await new Driven(slow).simulate();
    driven.model.failures.set('get', { status: 'discard' });
    expect(await driven.say({ ...STEP, output: 2 })).toEqual({
      code: 'eror',
      errorCode: 3,
      message: 'the step was made and the time is 0.5, but its outputs cannot be had; fmi2 get returned discard',
    });
    expect(await driven.say({ ...STEP, time: 0.5 })).toMatchObject({ code: 'step', time: 1 });
  });

  it("error: 'eror' 4, then only SRST, SDWN and SOFF", async () => {
    const driven = await new Driven(slow).simulate();
    driven.model.failures.set('step', { status: 'error', log: ['broken'] });
    const message = 'fmi2 step returned error: broken';
    expect(await driven.say(STEP)).toEqual({ code: 'eror', errorCode: 4, message });
    expect(await driven.say(STEP)).toMatchObject({ code: 'eror', errorCode: 1 });
    expect(await driven.say(COMMAND.SRST)).toEqual({ code: 'srst' });
    expect(await driven.say(COMMAND.SIMS, STEP)).toMatchObject({ code: 'step', time: 0.5 });
    expect(driven.models).toHaveLength(1);
  });

  it('error, then SDWN: the instance is freed without being terminated', async () => {
    const driven = await new Driven(slow).simulate();
    driven.model.failures.set('step', { status: 'error' });
    expect(await driven.say(STEP, COMMAND.SDWN)).toEqual({ code: 'sdwn' });
    expect(driven.model.calls).not.toContain('terminate');
    expect(driven.model.state).toBe('freed');
    expect(await driven.say(COMMAND.INIT)).toEqual({ code: 'init' });
  });

  it("fatal: 'eror' 5, then only SDWN and SOFF, and the model is not called again", async () => {
    const driven = await new Driven(slow).simulate();
    driven.model.failures.set('get', { status: 'fatal', log: ['gone'] });
    const message = 'fmi2 get returned fatal: gone';
    expect(await driven.say(COMMAND.GETV)).toEqual({ code: 'eror', errorCode: 5, message });
    expect(driven.model.aborted).toBe(true);
    const calls = [...driven.model.calls];
    expect(await driven.say(COMMAND.SRST)).toMatchObject({ code: 'eror', errorCode: 1 });
    expect(await driven.say(COMMAND.SDWN)).toEqual({ code: 'sdwn' });
    expect(driven.model.calls).toEqual(calls);
    expect(await driven.say(COMMAND.INIT, COMMAND.SIMS, STEP)).toMatchObject({ code: 'step' });
  });

  it('a process that died between two commands is fatal at the next one', async () => {
    const driven = await new Driven(slow).simulate();
    driven.model.state = 'fatal';
    expect(await driven.say(STEP)).toEqual({
      code: 'eror',
      errorCode: 5,
      message: 'a call returned fatal: the process has ended',
    });
    expect(await driven.say(COMMAND.SOFF)).toEqual({ code: 'soff' });
  });
});

describe('a message', () => {
  it('does not become longer than a few thousand characters, whatever the FMU logs', async () => {
    const driven = await new Driven().simulate();
    const log = ['first', ...Array.from({ length: 1000 }, () => '\u{1f600}x'.repeat(100)), 'last'];
    driven.model.failures.set('step', { status: 'error', log });
    const { message } = (await driven.say(STEP)) as { message: string };
    expect(message.length).toBeLessThan(4100);
    expect(message).toMatch(/^fmi2 step returned error: first; .* \.\.\. .*; last$/s);
    expect(driven.log).toHaveLength(1002);
  });

  it('is one line without control characters', async () => {
    const driven = await new Driven().simulate();
    driven.model.failures.set('step', { status: 'error', log: ['a\r\nb\0c\u001b[31m', '', ' '] });
    expect(await driven.say(STEP)).toHaveProperty('message', 'fmi2 step returned error: a b c [31m');
  });
});

describe('SRST (4.3.3)', () => {
  it('goes back to the initialization phase with the start values', async () => {
    const driven = await new Driven().simulate();
    await driven.say({ code: 'SETV', frame: 1, values: hex('0000000000001440 07000000 07000000 00000000') });
    await driven.say({ ...STEP, time: 0 });
    expect(await driven.say(COMMAND.SRST)).toEqual({ code: 'srst' });
    expect(driven.session.phase).toBe('initialization');
    expect(driven.models).toHaveLength(1);
    expect(await driven.say({ code: 'GETV', frame: 1 })).toEqual({
      code: 'getv',
      frame: 1,
      values: hex('0000000000000040 04000000 01000000 01000000'),
    });
    expect(await driven.say({ ...COMMAND.SIMS, startTime: 3 }, { ...STEP, time: 3 })).toMatchObject({ time: 3.5 });
  });

  it('forgets what had been set before', async () => {
    const driven = await new Driven().begin();
    const frame = [{ type: 0x0031, references: [1] }];
    await driven.say(
      { code: 'SETV', frame, values: hex('0000000000001440') },
      COMMAND.SIMS,
      COMMAND.SRST,
      COMMAND.SIMS,
    );
    expect(driven.model.calls.filter((call) => call === 'set u')).toHaveLength(1);
    expect(driven.model.values['u']).toBe(2);
  });

  it.each(['discard', 'error'] as const)('that returns %s is done with a new instance', async (status) => {
    const driven = await new Driven().simulate();
    driven.model.failures.set('reset', { status, log: ['cannot reset'] });
    expect(await driven.say(COMMAND.SRST)).toEqual({ code: 'srst' });
    expect(driven.session.phase).toBe('initialization');
    expect(driven.models.map(({ state }) => state)).toEqual(['freed', 'instantiated']);
    expect(driven.log.map(({ text }) => text)).toEqual(['cannot reset']);
    expect(await driven.say(COMMAND.SIMS, STEP)).toMatchObject({ code: 'step' });
  });

  it('that finds no new instance either leaves no model', async () => {
    const driven = await new Driven().simulate();
    driven.model.failures.set('reset', { status: 'error', log: ['cannot reset'] });
    driven.refuse = 'no licence';
    expect(await driven.say(COMMAND.SRST)).toEqual({
      code: 'eror',
      errorCode: 5,
      message: 'fmi2 reset returned error: cannot reset, and another instance cannot be had: no licence',
    });
    expect(driven.session.phase).toBe('fatal');
    expect(driven.model.state).toBe('freed');
    expect(await driven.say(COMMAND.SDWN, COMMAND.INIT)).toEqual({ code: 'init' });
  });

  it('that is fatal is fatal', async () => {
    const driven = await new Driven().simulate();
    driven.model.failures.set('reset', { status: 'fatal' });
    expect(await driven.say(COMMAND.SRST)).toMatchObject({ code: 'eror', errorCode: 5 });
    expect(driven.session.phase).toBe('fatal');
  });
});

describe('SDWN (4.3.1)', () => {
  it('from the initialization phase frees without terminating', async () => {
    const driven = await new Driven().begin();
    expect(await driven.say(COMMAND.SDWN)).toEqual({ code: 'sdwn' });
    expect(driven.model.calls).toEqual([]);
    expect(driven.model.state).toBe('freed');
  });

  it('says that the model does not want to be terminated, and ends it when asked once more', async () => {
    const driven = await new Driven().simulate();
    driven.model.failures.set('terminate', { status: 'error', log: ['not now'] });
    expect(await driven.say(COMMAND.SDWN)).toEqual({
      code: 'eror',
      errorCode: 4,
      message: 'fmi2 terminate returned error: not now',
    });
    expect(driven.session.phase).toBe('error');
    expect(await driven.say(COMMAND.SDWN)).toEqual({ code: 'sdwn' });
    expect(driven.model.state).toBe('freed');
    expect(driven.log.map(({ text }) => text)).toEqual(['not now']);
  });
});

describe('an FMU that fails while it is freed', () => {
  const log = [
    { status: 'warning', category: 'fake', text: 'Late words.' },
    { status: 'fatal', category: 'fake', text: 'its process died' },
  ] as const;
  const failed = 'free';
  const end = { status: 'fatal', results: [], failed, lastTime: undefined, terminated: false, log } as const;

  it.each(['begin', 'simulate'] as const)("after %s: 'eror' 5 for SDWN, and another one goes on", async (way) => {
    const driven = await new Driven()[way]();
    driven.model.end = end;
    expect(await driven.say(COMMAND.SDWN)).toEqual({
      code: 'eror',
      errorCode: 5,
      message: 'the model failed while it was freed: Late words; its process died',
    });
    expect(driven.session.phase).toBe('fatal');
    expect(driven.log.map(({ text }) => text)).toEqual(['Late words.', 'its process died']);
    expect(await driven.say(COMMAND.SDWN)).toEqual({ code: 'sdwn' });
    expect(await driven.say(COMMAND.INIT, COMMAND.SIMS, STEP)).toMatchObject({ code: 'step', time: 0.5 });
    expect(driven.models).toHaveLength(2);
  });

  it("is in the log where SOFF ends it: the answer is 'soff'", async () => {
    const driven = await new Driven().simulate();
    driven.model.end = end;
    expect(await driven.say(COMMAND.SOFF)).toEqual({ code: 'soff' });
    expect(driven.log.map(({ text }) => text)).toEqual(['Late words.', 'its process died']);
  });
});
