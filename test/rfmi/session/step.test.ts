// Simulation: STEP, GETV and SETV (RFMI 4.1.3 to 4.1.6, 4.2.9).
import { describe, expect, it } from 'vitest';
import type { Call } from '../../../src/runtime/calls.js';
import { COMMAND, Driven, hex } from './drive.js';

const { STEP } = COMMAND;
/** u = 4, n = 5, mode = 6, b = false in both byte orders; then x = 10 + 4 * 3 * 1 * 0.5, m = 11, nb = true, st = "abc!". */
const LITTLE = {
  input: '0000000000001040 05000000 06000000 00000000',
  output: '0000000000003040 0b000000 01000000 05000000 61626321 00000000',
};
const BIG = {
  input: '4010000000000000 00000005 00000006 00000000',
  output: '4030000000000000 0000000b 00000001 00000005 61626321 00000000',
};

/** What only the extension gives a meaning to. */
const NO_EXTENSION = { eventsNeeded: false, early: false, ended: false };

describe('STEP', () => {
  it.each([
    ['little', LITTLE],
    ['big', BIG],
  ] as const)('takes and gives values in %s-endian byte order', async (order, { input, output }) => {
    const driven = await new Driven().simulate();
    const command = { ...STEP, input: 1, output: 2, values: hex(input) } as const;
    expect(await driven.sayIn(order, command)).toEqual({
      code: 'step',
      time: 0.5,
      output: 2,
      ...NO_EXTENSION,
      values: hex(output),
    });
  });

  it.each([
    ['little', '02000000 0d0e0000'],
    ['big', '00000002 0d0e0000'],
  ] as const)('passes binaries of FMI 3.0 on in %s-endian byte order', async (order, blob) => {
    const driven = new Driven();
    await driven.say({ ...COMMAND.FSEL, name: 'three' });
    for (const [id, reference] of [
      [1, 12],
      [2, 13],
    ] as const) {
      await driven.say({ code: 'DFRM', frame: { id, subFrames: [{ type: 0x0051, references: [reference] }] } });
    }
    await driven.say(COMMAND.INIT, COMMAND.SIMS);
    const command = { ...STEP, input: 1, output: 2, values: hex(blob) } as const;
    expect(await driven.sayIn(order, command)).toMatchObject({ code: 'step', values: hex(blob) });
  });

  it('passes booleans of FMI 1.0 on as single bytes', async () => {
    const driven = await new Driven().simulate('one');
    const command = { ...STEP, input: 1, output: 2, values: hex('0000000000001040 01') };
    // x = 7 + 4 * 3 * 0.5, the constant, the output parameter, nb.
    const values = hex('0000000000002a40 0000000000002340 0000000000000000 00');
    expect(await driven.say(command)).toEqual({ code: 'step', time: 0.5, output: 2, ...NO_EXTENSION, values });
  });

  it('of one byte order may follow one of the other: the session belongs to no connection', async () => {
    const driven = await new Driven().simulate();
    await driven.sayIn('big', { ...STEP, input: 1, output: 2, values: hex(BIG.input) });
    const command = { ...STEP, time: 0.5, input: 1, output: 2, values: hex(LITTLE.input) };
    const values = hex('0000000000003640 0b000000 01000000 05000000 61626321 00000000');
    expect(await driven.sayIn('little', command)).toEqual({
      code: 'step',
      time: 1,
      output: 2,
      ...NO_EXTENSION,
      values,
    });
  });

  it('4.2.9 time: is refused at another time than the current one, and nothing changes', async () => {
    const driven = await new Driven().simulate();
    await driven.say(STEP);
    const calls = [...driven.model.calls];
    for (const time of [0, 0.25, 0.5 + 1e-9, 0.5 - 1e-9, Number.NaN]) {
      const message = `the command is for the time ${time}, and it is 0.5 here`;
      expect(await driven.say({ ...STEP, time })).toEqual({ code: 'eror', errorCode: 0, message });
    }
    expect(driven.model.calls).toEqual(calls);
    expect(await driven.say({ ...STEP, time: 0.5 })).toMatchObject({ code: 'step', time: 1 });
  });

  it.each([
    // Start, step, and how far a client's time may be away from the server's: 1e-9 of the step, 8 units in the last place.
    [0, 0.1, 1e-10],
    [1e6, 0.1, 8 * 2 ** -33],
    [1e9, 0.001, 8 * 2 ** -23],
    [1e9, 3600, 3.6e-6],
  ])('4.2.9 time: from %d in steps of %d the client may count start + n x step', async (startTime, size, bound) => {
    const driven = await new Driven().begin();
    const given: number[] = [];
    const run = driven.model.run.bind(driven.model);
    driven.model.run = (list) => {
      for (const call of list) if (call.call === 'step') given.push(call.time);
      return run(list);
    };
    await driven.say({ ...COMMAND.SIMS, startTime });
    const counted = Array.from({ length: 1000 }, (_none, step) => startTime + step * size);
    for (const time of counted) {
      expect(await driven.say({ ...STEP, time, size })).toMatchObject({ code: 'step', time: time + size });
    }
    expect(given, 'the model gets the times of the client').toEqual(counted);
    const due = startTime + 999 * size + size;
    for (const away of [1.5 * bound, -1.5 * bound]) {
      expect(await driven.say({ ...STEP, time: due + away, size })).toMatchObject({ code: 'eror', errorCode: 0 });
    }
    expect(given).toHaveLength(1000);
    expect(await driven.say({ ...STEP, time: due - 0.7 * bound, size })).toMatchObject({ code: 'step' });
  });

  it('4.2.9 time: never goes back behind what the model was given', async () => {
    const driven = await new Driven().begin();
    await driven.say({ ...COMMAND.SIMS, startTime: 1 });
    const before = 1 - Number.EPSILON;
    expect(await driven.say({ ...STEP, time: before, size: 1 })).toMatchObject({ code: 'eror', errorCode: 0 });
    // A step of size 0 leaves the time where it is.
    expect(await driven.say({ ...STEP, time: 1 + Number.EPSILON, size: 0 })).toMatchObject({ code: 'step' });
    expect(await driven.say({ ...STEP, time: 1, size: 1 })).toMatchObject({ code: 'eror', errorCode: 0 });
    expect(await driven.say({ ...STEP, time: 1 + Number.EPSILON, size: 1 })).toMatchObject({ code: 'step' });
  });

  it('4.2.9 time: counts with the IEEE sum', async () => {
    const driven = await new Driven().begin();
    await driven.say({ ...COMMAND.SIMS, startTime: 0.1 });
    expect(await driven.say({ ...STEP, time: 0.1, size: 0.2 })).toMatchObject({ time: 0.30000000000000004 });
    expect(await driven.say({ ...STEP, time: 0.30000000000000004, size: 0.1 })).toMatchObject({ code: 'step' });
  });

  it('4.2.9 New Step: is noSetFMUStatePriorToCurrentPoint, or newStep', async () => {
    const driven = await new Driven().simulate();
    const calls: Call[] = [];
    const run = driven.model.run.bind(driven.model);
    driven.model.run = (list) => {
      calls.push(...list);
      return run(list);
    };
    await driven.say(STEP, { ...STEP, time: 0.5, newStep: false });
    expect(calls).toEqual([
      { call: 'step', time: 0, size: 0.5, final: true },
      { call: 'step', time: 0.5, size: 0.5, final: false },
    ]);
  });

  it.each([
    ['one', 'step'],
    ['two', 'step'],
    ['three', 'eror'],
  ])('4.2.9 step 0: FMU %s answers %s', async (fmu, code) => {
    const driven = await new Driven().simulate(fmu);
    expect(await driven.say({ ...STEP, size: 0 })).toMatchObject({ code });
    expect(driven.session.phase).toBe('simulation');
  });

  it.each([-1, Number.NaN, Infinity, -Infinity])('of size %d is an error', async (size) => {
    const driven = await new Driven().simulate();
    const message = `a step cannot have the size ${size}`;
    expect(await driven.say({ ...STEP, size })).toEqual({ code: 'eror', errorCode: 0, message });
  });

  it('4.2.9: declines dynamic frames and frames that are not defined', async () => {
    const driven = await new Driven().simulate();
    const calls = [...driven.model.calls];
    for (const frame of [{ input: 0x1000_0000 }, { output: 0x1000_0000 }]) {
      const message = 'STEP takes no dynamic frames; define one (DFRM)';
      expect(await driven.say({ ...STEP, ...frame })).toEqual({ code: 'nack', errorCode: 0, message });
    }
    for (const frame of [{ input: 0x8000_0000 }, { output: 3 }]) {
      expect(await driven.say({ ...STEP, ...frame })).toMatchObject({ code: 'nack', errorCode: 0 });
    }
    expect(driven.model.calls).toEqual(calls);
  });

  it('with too few values is an error, and nothing changes', async () => {
    const driven = await new Driven().simulate();
    const short = { ...STEP, input: 1, values: hex(LITTLE.input).subarray(0, 19) };
    expect(await driven.say(short)).toMatchObject({ code: 'eror', errorCode: 2 });
    expect(driven.model.calls).not.toContain('step');
    expect(await driven.say({ ...STEP, input: 1, values: hex(`${LITTLE.input} ff`) })).toMatchObject({ code: 'step' });
  });

  it('declines an input frame with a parameter in it', async () => {
    const driven = new Driven();
    await driven.say(COMMAND.FSEL);
    await driven.say({ code: 'DFRM', frame: { id: 1, subFrames: [{ type: 0x0031, references: [3, 2] }] } });
    await driven.say(COMMAND.INIT, COMMAND.SIMS);
    expect(await driven.say({ ...STEP, input: 1, values: Buffer.alloc(16) })).toEqual({
      code: 'nack',
      errorCode: 0,
      message: '"k" (parameter, fixed) cannot be set in the simulation phase',
    });
    expect(await driven.say(STEP)).toMatchObject({ code: 'step' });
  });
});

describe('GETV and SETV in the simulation', () => {
  it.each([
    ['little', '0000000000001c40', '0000000000001c40 0000000000002440 04000000 61626300'],
    ['big', '401c000000000000', '401c000000000000 4024000000000000 00000004 61626300'],
  ] as const)('have dynamic frames, in %s-endian byte order', async (order, value, values) => {
    const driven = await new Driven().simulate();
    const t = { type: 0x0031, references: [3] };
    expect(await driven.sayIn(order, { code: 'SETV', frame: [t], values: hex(value) })).toEqual({ code: 'setv' });
    const frame = [
      { type: 0x0031, references: [3, 0] },
      { type: 0x0041, references: [0] },
    ];
    expect(await driven.sayIn(order, { code: 'GETV', frame })).toEqual({
      code: 'getv',
      frame: 0x1000_0000,
      values: hex(values),
    });
    expect(driven.model.calls.slice(-2)).toEqual(['set t', 'get t x s']);
  });

  it('decline what is not there, and leave the session as it was', async () => {
    const driven = await new Driven().simulate();
    const unknown = { code: 'nack', errorCode: 0, message: 'the frame 2147483648 is not defined' };
    expect(await driven.say({ code: 'GETV', frame: 0x8000_0000 })).toEqual(unknown);
    expect(await driven.say({ code: 'SETV', frame: 0x8000_0000, values: hex('') })).toEqual(unknown);
    const frame = [{ type: 0x0031, references: [99] }];
    const missing = { code: 'nack', errorCode: 0, message: 'no variable of type 0x0031 has the value reference 99' };
    expect(await driven.say({ code: 'GETV', frame })).toEqual(missing);
    expect(await driven.say({ code: 'SETV', frame, values: hex('') })).toEqual(missing);
    expect(driven.session.phase).toBe('simulation');
  });

  it('of the empty frame do not bother the model', async () => {
    const driven = await new Driven().simulate();
    const calls = [...driven.model.calls];
    expect(await driven.say({ code: 'GETV', frame: 0 })).toEqual({ code: 'getv', frame: 0, values: hex('') });
    expect(await driven.say({ code: 'SETV', frame: 0, values: hex('0102') })).toEqual({ code: 'setv' });
    expect(driven.model.calls).toEqual(calls);
  });

  it.each([
    ['two', 2, '"k" (parameter, fixed)'],
    ['two', 0, '"x" (output, continuous)'],
    ['one', 3, '"t" (input, parameter)'],
    ['three', 3, '"k" (parameter, fixed)'],
  ])('FMU %s: SETV declines value reference %i', async (fmu, reference, name) => {
    const driven = await new Driven().simulate(fmu);
    const frame = [{ type: 0x0031, references: [reference] }];
    expect(await driven.say({ code: 'SETV', frame, values: Buffer.alloc(8) })).toEqual({
      code: 'nack',
      errorCode: 0,
      message: `${name} cannot be set in the simulation phase`,
    });
  });
});
