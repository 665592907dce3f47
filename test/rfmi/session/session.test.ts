import { describe, expect, it } from 'vitest';
import { COMMAND, Driven, hex } from './drive.js';

describe.each([
  ['at once', false],
  ['later', true],
])('a session whose model answers %s', (_when, slow) => {
  it('simulates from selection to shutdown', async () => {
    const driven = await new Driven(slow).begin();
    // k = 4 (a parameter) and u = 0.5 (an input, kept until Initialization Mode).
    const frame = [{ type: 0x0031, references: [2, 1] }];
    const values = hex('0000000000001040 000000000000e03f');
    expect(await driven.say({ code: 'SETV', frame, values })).toEqual({ code: 'setv' });
    expect(await driven.say({ ...COMMAND.SIMS, startTime: 1, stopTime: 2, stopTimeDefined: true })).toEqual({
      code: 'sims',
    });
    const answer = await driven.say({ ...COMMAND.STEP, time: 1, output: 2 });
    // x = 10 + 0.5 * 4 * 1 * 0.5 = 11, m = 4 + 1, nb = false, st = "abc!".
    expect(answer).toEqual({
      code: 'step',
      time: 1.5,
      output: 2,
      eventsNeeded: false,
      early: false,
      ended: false,
      values: hex('0000000000002640 05000000 00000000 05000000 61626321 00000000'),
    });
    expect(await driven.say(COMMAND.SDWN)).toEqual({ code: 'sdwn' });
    expect(driven.session.phase).toBe('frameSetup');
    expect(driven.model.calls).toEqual([
      'set k',
      'setup',
      'enterInitialization',
      'set u',
      'exitInitialization',
      'step',
      'get x m nb st',
      'terminate',
    ]);
    expect(driven.model.state).toBe('freed');
    expect(await driven.say(COMMAND.SOFF)).toEqual({ code: 'soff' });
    expect(driven.session.phase).toBe('ended');
  });
});

describe('a session whose model answers at once', () => {
  it('answers at once', async () => {
    const driven = await new Driven(false).simulate();
    expect(driven.session.handle({ ...COMMAND.STEP, output: 2 }, 'little')).not.toBeInstanceOf(Promise);
  });
});
