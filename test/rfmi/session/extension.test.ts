// What a session can do after an agreement on the extension XTND, and what it is like without one for an FMU of FMI 3.0.
import { describe, expect, it } from 'vitest';
import type { Message } from '../../../src/rfmi/wire/messages.js';
import { decodeValues, encodeValues, swapValues } from '../../../src/runtime/frame-values.js';
import type { SubFrame } from '../../../src/runtime/frames.js';
import { Driven, EXPERIMENT, NONE } from './drive.js';
import { ALL, DrivenExtended, SET_COLUMNS, SET_ROWS, SET_U, setting } from './drive-extended.js';
import {
  CLOCK,
  COLUMNS,
  ECHO,
  HELD,
  REAL,
  ROWS,
  STRING,
  TEXTS,
  TICK,
  TIMER,
  TOCK,
  TUNABLE,
  U,
  UINT64,
  VECTOR,
  Y,
} from './extended-model.js';

const MINE = 0x8000_0000;
const vector = (elements: number): SubFrame => ({ type: REAL, references: [VECTOR], elements: [elements] });
const nack = (message: RegExp): object => ({ code: 'nack', message: expect.stringMatching(message) as unknown });

describe('an agreement', () => {
  it.each([
    [true, true, true],
    [true, false, false],
    [false, true, false],
    [false, false, false],
  ])('on Event Mode %s and early return %s grants both: %s', async (eventMode, earlyReturn, granted) => {
    const answer = await new DrivenExtended().say({ ...ALL.XTND, eventMode, earlyReturn });
    expect(answer).toEqual({ code: 'xtnd', version: 1, eventMode: granted, earlyReturn: granted });
  });

  it('is on the lower version, and there is none below 1', async () => {
    const driven = new DrivenExtended();
    expect(await driven.say({ ...ALL.XTND, version: 0 })).toMatchObject(nack(/no version 0/));
    expect(driven.session.extended).toBe(false);
    expect(await driven.say({ ...ALL.XTND, version: 0xffff_ffff })).toHaveProperty('version', 1);
    expect(driven.session.extended).toBe(true);
  });

  it('is made once, and stays when the FMU does not', async () => {
    const driven = await new DrivenExtended().go(ALL.XTND);
    expect(await driven.say(ALL.XTND)).toMatchObject({ code: 'eror', errorCode: 1 });
    await driven.go(ALL.FSEL, ALL.INIT, ALL.SDWN, ALL.FSEL, ALL.XDIM);
    expect(driven.session.lasting).toBe(true);
  });

  it('is something to come back for', async () => {
    const { session } = await new DrivenExtended().go(ALL.XTND);
    expect(session.lasting).toBe(true);
    expect(new DrivenExtended().session.lasting).toBe(false);
  });

  it.each(['one', 'two'])('changes nothing for the FMU %s, of an earlier FMI version', async (name) => {
    const [without, agreed] = [new Driven(), new Driven()];
    await agreed.say(ALL.XTND);
    for (const command of [{ ...ALL.FSEL, name }, ALL.LFRM, ALL.INIT, ALL.SIMS, { ...ALL.STEP, output: 2 }] as const) {
      expect(await agreed.say(command)).toEqual(await without.say(command));
    }
    expect(await agreed.say({ code: 'GETV', frame: [{ type: REAL, references: [0], elements: [1] }] })).toMatchObject(
      nack(/has no arrays/),
    );
  });
});

describe('arrays', () => {
  it('are listed, and have sizes', async () => {
    const driven = await new DrivenExtended().go(ALL.XTND);
    const { variables } = (await driven.say(ALL.FSEL)) as Message<'fsel'>;
    expect(variables.map(({ name }) => name).slice(2, 7)).toEqual(['vector', 'echo', 'texts', 'rows', 'columns']);
    expect(await driven.say(ALL.XDIM)).toEqual({
      code: 'xdim',
      arrays: [
        { type: REAL, reference: VECTOR, sizes: [2] },
        { type: REAL, reference: ECHO, sizes: [2, 1] },
        { type: STRING, reference: TEXTS, sizes: [2] },
      ],
    });
    expect(await driven.say(ALL.LFRM)).toEqual({
      code: 'lfrm',
      frames: [
        { id: 0, subFrames: [] },
        { id: 1, subFrames: [{ type: REAL, references: [U, HELD] }, vector(2)] },
        {
          id: 2,
          subFrames: [
            { type: REAL, references: [Y] },
            { type: REAL, references: [ECHO], elements: [2] },
          ],
        },
      ],
    });
  });

  it.each(['little', 'big'] as const)('have start values, and are set before the initialization: %s', async (order) => {
    const driven = await new DrivenExtended().begin();
    const all: SubFrame[] = [vector(2), { type: STRING, references: [TEXTS], elements: [2] }];
    const own = (bytes: Buffer): Buffer => (order === 'little' ? bytes : swapValues(all, bytes, 'little'));
    const asked = async (): Promise<unknown> => {
      const answer = (await driven.sayIn(order, { code: 'GETV', frame: all })) as Message<'getv'>;
      return decodeValues(all, answer.values, order);
    };
    // One start value is meant for all elements.
    expect(await asked()).toEqual([7, 7, 'a', 'bc']);
    const values = own(encodeValues(all, [1, 2, '', 'ü']));
    expect(await driven.sayIn(order, { code: 'SETV', frame: all, values })).toEqual({ code: 'setv' });
    expect(await asked()).toEqual([1, 2, '', 'ü']);
    await driven.go(ALL.SIMS);
    expect(await asked()).toEqual([1, 2, '', 'ü']);
  });

  it.each([
    ['another number of elements', [vector(3)], /"vector" has 2 elements, and 3 are in the frame/],
    ['an array without its number of elements', [{ type: REAL, references: [VECTOR] }], /"vector" is an array, of 2/],
    ['a scalar with two elements', [{ type: REAL, references: [U], elements: [2] }], /"u" has 1 elements, and 2 are/],
    [
      'too few numbers of elements',
      [{ type: REAL, references: [U, VECTOR], elements: [1] }],
      /"vector" has 2 elements/,
    ],
    ['a type that there is not', [{ type: 0x0011, references: [U] }], /has no values of type 0x0011/],
  ] as const)('%s is declined, in every command that names frames', async (_what, subFrames, message) => {
    const driven = await new DrivenExtended().go(ALL.XTND, ALL.FSEL);
    const frame = subFrames.map((each): SubFrame => ({ ...each }));
    expect(await driven.say({ code: 'DFRM', frame: { id: MINE, subFrames: frame } })).toMatchObject(nack(message));
    await driven.go(ALL.INIT, ALL.SIMS);
    expect(await driven.say({ code: 'GETV', frame })).toMatchObject(nack(message));
    expect(await driven.say({ code: 'SETV', frame, values: Buffer.alloc(64) })).toMatchObject(nack(message));
  });

  it('a scalar may stand among them, with one element', async () => {
    const driven = await new DrivenExtended().simulate();
    const frame = { type: REAL, references: [U, VECTOR], elements: [1, 2] };
    expect(decodeValues([frame], await driven.get(frame))).toEqual([2, 7, 7]);
  });

  it('that are named again and again do not make the server keep more than it can', async () => {
    const driven = await (await new DrivenExtended().begin()).go(ALL.XCFG, SET_ROWS(100_000n), ALL.XCFE);
    const many = (count: number): SubFrame => ({
      type: REAL,
      references: Array<number>(count).fill(VECTOR),
      elements: Array<number>(count).fill(100_000),
    });
    expect(await driven.say({ code: 'GETV', frame: [many(10)] })).toHaveProperty('code', 'getv');
    const refused = nack(/the frame has 1100000 values, more than 1048576/);
    expect(await driven.say({ code: 'GETV', frame: [many(11)] })).toMatchObject(refused);
    expect(await driven.say({ code: 'SETV', frame: [many(11)], values: NONE })).toMatchObject(refused);
  });
});

describe('sizes', () => {
  it.each([0, 1, 2, 3, 100_000])('of %i follow a structural parameter, in every frame', async (rows) => {
    const driven = await new DrivenExtended().go(ALL.XTND, ALL.FSEL);
    await driven.go({ code: 'DFRM', frame: { id: MINE, subFrames: [vector(2)] } }, ALL.INIT);
    await driven.go(ALL.XCFG, SET_ROWS(BigInt(rows)), SET_COLUMNS(2n), ALL.XCFE);
    expect(((await driven.say(ALL.XDIM)) as Message<'xdim'>).arrays.map(({ sizes }) => sizes)).toEqual([
      [rows],
      [rows, 2],
      [2],
    ]);
    // Structural parameters are answered without the model too.
    expect(await driven.get({ type: UINT64, references: [ROWS, COLUMNS] })).toEqual(
      encodeValues([{ type: UINT64, references: [ROWS, COLUMNS] }], [BigInt(rows), 2n]),
    );
    const given = Array.from({ length: rows }, (_, index) => index + 0.5);
    const bytes = encodeValues([vector(rows)], given);
    await driven.go({ code: 'SETV', frame: MINE, values: bytes }, ALL.SIMS, ALL.XUPD, ALL.XSTM);
    const inputs = encodeValues([{ type: REAL, references: [U, HELD] }, vector(rows)], [2, 0, ...given]);
    expect(await driven.say({ code: 'GETV', frame: 1 })).toHaveProperty('values', inputs);
    const stepped = (await driven.say({ ...ALL.STEP, input: MINE, output: 2, values: bytes })) as Message<'step'>;
    const outputs = encodeValues(
      [
        { type: REAL, references: [Y] },
        { type: REAL, references: [ECHO], elements: [2 * rows] },
      ],
      [2, ...given.flatMap((value) => [value, value])],
    );
    expect(stepped.values.equals(outputs)).toBe(true);
  });

  it('are those of the start values again after a reset and for another instance', async () => {
    const driven = await new DrivenExtended().go(ALL.XTND, ALL.FSEL);
    const before = await driven.say(ALL.LFRM);
    const large = [ALL.XCFG, SET_ROWS(5n), ALL.XCFE, ALL.SIMS] as const;
    await driven.go(ALL.INIT, ...large, ALL.SRST);
    expect(await driven.get(vector(2))).toHaveLength(16);
    await driven.go(...large, ALL.SDWN);
    expect(await driven.say(ALL.LFRM)).toEqual(before);
    await driven.go(ALL.INIT, ALL.XCFG, SET_ROWS(4n), ALL.SDWN);
    expect(await driven.say(ALL.LFRM)).toEqual(before);
  });

  it('that change make values of the old size be of no use', async () => {
    const driven = await new DrivenExtended().begin();
    await driven.go(setting([vector(2)], [1, 2]), SET_U, ALL.XCFG, SET_ROWS(3n), ALL.XCFE);
    expect(decodeValues([vector(3)], await driven.get(vector(3)))).toEqual([7, 7, 7]);
    expect(decodeValues([{ type: REAL, references: [U] }], await driven.get({ type: REAL, references: [U] }))).toEqual([
      5,
    ]);
    await driven.go(ALL.SIMS);
  });

  it('change between two steps by tunable structural parameters only', async () => {
    const driven = await (await new DrivenExtended().simulate()).go(ALL.XCFG);
    expect(await driven.say(SET_ROWS(3n))).toMatchObject(nack(/"rows" \(structuralParameter, fixed\) cannot be set/));
    expect(await driven.say(SET_U)).toMatchObject(nack(/"u" \(input, continuous\) cannot be set/));
    await driven.go(SET_COLUMNS(3n), ALL.XCFE);
    const echo = { type: REAL, references: [ECHO], elements: [6] };
    expect(decodeValues([echo], await driven.get(echo))).toEqual([7, 7, 7, 7, 7, 7]);
    await driven.go({ ...ALL.STEP, output: 2 });
  });

  it.each([2n ** 28n + 1n, 2n ** 32n, 2n ** 63n, 2n ** 64n - 1n])(
    'of %s are declined, and nothing changes',
    async (rows) => {
      const driven = await (await new DrivenExtended().begin()).go(ALL.XCFG);
      expect(await driven.say(SET_ROWS(rows))).toMatchObject(nack(/too large|more than 268435456/));
      await driven.go(ALL.XCFE);
      expect(driven.model.calls).toEqual(['enterConfiguration', 'exitConfiguration']);
      expect(await driven.get(vector(2))).toHaveLength(16);
    },
  );

  it('cannot be set outside of Configuration Mode, and not where there are none to set', async () => {
    const driven = await new DrivenExtended().begin();
    expect(await driven.say(SET_ROWS(3n))).toMatchObject(nack(/"rows" .* cannot be set in the initialization phase/));
    const three = new Driven();
    await three.say(ALL.XTND);
    await three.simulate('three');
    expect(await three.say(ALL.XCFG)).toMatchObject(nack(/no tunable structural parameters/));
  });
});

describe('Event Mode', () => {
  const clock = (...references: number[]): SubFrame => ({ type: CLOCK, references });

  it('follows the initialization, and has the clocks', async () => {
    const driven = await (await new DrivenExtended().begin()).go(ALL.SIMS);
    expect(driven.session.phase).toBe('eventMode');
    expect([...(await driven.get(clock(TICK, TOCK)))]).toEqual([0, 0]);
    await driven.go(setting([clock(TICK)], [true]));
    expect([...(await driven.get(clock(TICK, TOCK)))]).toEqual([1, 1]);
    expect(await driven.say(setting([clock(TOCK)], [true]))).toMatchObject(
      nack(/"tock" \(output, discrete\) cannot be/),
    );
    await driven.go(ALL.XUPD, ALL.XSTM, ALL.STEP, ALL.XEVT, setting([{ type: REAL, references: [HELD] }], [3]));
  });

  it('is the only place for clocks and for what does not change continuously', async () => {
    const driven = await new DrivenExtended().go(ALL.XTND, ALL.FSEL);
    await driven.go({ code: 'DFRM', frame: { id: MINE, subFrames: [clock(TICK)] } }, ALL.INIT, ALL.SEXP, ALL.EINI);
    const refused = nack(/clocks cannot be got in the (initialization mode|simulation) phase/);
    expect(await driven.say({ code: 'GETV', frame: MINE })).toMatchObject(refused);
    await driven.go(ALL.XINI, { code: 'GETV', frame: MINE }, ALL.XSTM);
    expect(await driven.say({ code: 'GETV', frame: MINE })).toMatchObject(refused);
    expect(await driven.say({ ...ALL.STEP, output: MINE })).toMatchObject(refused);
    expect(await driven.say(setting([clock(TICK)], [true]))).toMatchObject(
      nack(/"tick" \(input, discrete\) cannot be set/),
    );
    for (const [name, reference] of Object.entries({ held: HELD, tunable: TUNABLE })) {
      expect(await driven.say(setting([{ type: REAL, references: [reference] }], [1]))).toMatchObject(
        nack(new RegExp(`"${name}" .* cannot be set in the simulation phase`)),
      );
    }
    await driven.go(SET_U);
  });

  it('is not there without an agreement on it: then everything is set between steps', async () => {
    const driven = await new DrivenExtended().simulate({ eventMode: false });
    expect(driven.model.eventMode).toBe(false);
    expect(driven.session.phase).toBe('simulation');
    expect(await driven.say(ALL.XEVT)).toMatchObject(nack(/has no Event Mode/));
    expect(await driven.say(setting([clock(TICK)], [true]))).toHaveProperty('code', 'nack');
  });

  it('tells all that an update says, and ends with a model that wants to end', async () => {
    const driven = await (await new DrivenExtended().begin()).go(ALL.SIMS);
    const event = {
      newDiscreteStatesNeeded: true,
      terminateSimulation: false,
      nominalsChanged: true,
      valuesChanged: false,
    };
    driven.model.events.push(
      { ...event, nextEventTime: 1.5 },
      { ...event, terminateSimulation: true, nextEventTime: undefined },
    );
    const said = { code: 'xupd', again: true, ended: false, nominalsChanged: true, valuesChanged: false };
    expect(await driven.say(ALL.XUPD)).toEqual({ ...said, nextTimeDefined: true, nextTime: 1.5 });
    expect(await driven.say(ALL.XUPD)).toEqual({ ...said, ended: true, nextTimeDefined: false, nextTime: 0 });
    expect(driven.session.phase).toBe('stepFailed');
    await driven.go({ code: 'GETV', frame: 2 }, ALL.SDWN);
  });

  it('gives intervals in seconds and as fractions', async () => {
    const driven = await (await new DrivenExtended().begin()).go(ALL.SIMS);
    driven.model.intervals = [{ counter: 0.25, resolution: undefined, qualifier: 'changed' }];
    const seconds = { seconds: 0.25, counter: 0n, resolution: 0n, qualifier: 2 };
    expect(await driven.say({ ...ALL.XIVL, clocks: [TIMER] })).toEqual({ code: 'xivl', intervals: [seconds] });
    driven.model.intervals = [{ counter: 2n ** 64n - 1n, resolution: 10n, qualifier: 'notYetKnown' }];
    const fraction = { seconds: 0, counter: 2n ** 64n - 1n, resolution: 10n, qualifier: 0 };
    const asked = { ...ALL.XIVL, clocks: [TIMER], fractions: true };
    expect(await driven.say(asked)).toEqual({ code: 'xivl', intervals: [fraction] });
    expect(await driven.say({ ...asked, clocks: [TICK] })).toMatchObject(nack(/"tick" has no fractions/));
    for (const other of [TOCK, U, 99]) {
      expect(await driven.say({ ...ALL.XIVL, clocks: [other] })).toMatchObject(nack(/no input clock has the value/));
    }
    expect(await driven.say(ALL.XIVL)).toEqual({ code: 'xivl', intervals: [] });
  });
});

describe('a step', () => {
  const none = { output: 0, values: NONE };

  it('tells that it returned early and wants an event, and the next one goes on from there', async () => {
    const driven = await new DrivenExtended().simulate();
    driven.model.stepEnd = { lastTime: 0.25, isEarly: true, needsEvent: true };
    expect(await driven.say(ALL.STEP)).toEqual({
      code: 'step',
      time: 0.25,
      eventsNeeded: true,
      early: true,
      ended: false,
      ...none,
    });
    expect(driven.log).toEqual([]);
    expect(await driven.say({ ...ALL.STEP, time: 0.5 })).toHaveProperty('code', 'eror');
    driven.model.stepEnd = {};
    await driven.go(ALL.XEVT, ALL.XSTM);
    expect(await driven.say({ ...ALL.STEP, time: 0.25 })).toMatchObject({ code: 'step', time: 0.75, early: false });
  });

  it.each([
    ['0.25, before its end', 0.25, 0.25],
    ['its beginning', 0, 0],
    ['before its beginning', -1, 0],
    ['nowhere that it says', undefined, 0],
    ['no number', Number.NaN, 0],
  ])('that the model ends the simulation with at %s has the values there', async (_what, lastTime, time) => {
    const driven = await new DrivenExtended().simulate();
    const ending = { status: 'discard', terminated: true, ...(lastTime !== undefined && { lastTime }) } as const;
    driven.model.failures.set('step', ending);
    const answer = await driven.say({ ...ALL.STEP, output: 2 });
    expect(answer).toMatchObject({ code: 'step', time, ended: true, early: false, output: 2 });
    expect((answer as Message<'step'>).values).toHaveLength(24);
    expect(driven.session.phase).toBe('stepFailed');

    // Without the extension it is an error, whose text begins with the time.
    const old = new DrivenExtended();
    await old.go(ALL.FSEL, ALL.INIT, ALL.SIMS);
    old.model.failures.set('step', ending);
    const message = expect.stringMatching(new RegExp(`^${time} s: `)) as unknown;
    expect(await old.say(ALL.STEP)).toMatchObject({ code: 'eror', errorCode: 6, message });
  });

  it('whose values cannot be had after that is an error', async () => {
    const driven = await new DrivenExtended().simulate();
    driven.model.failures.set('step', { status: 'discard', terminated: true });
    driven.model.failures.set('get', { status: 'error' });
    expect(await driven.say({ ...ALL.STEP, output: 2 })).toMatchObject({ code: 'eror', errorCode: 4 });
    expect(driven.session.phase).toBe('error');
  });

  it('that is discarded leaves the session as it was', async () => {
    const driven = await new DrivenExtended().simulate();
    driven.model.failures.set('step', { status: 'discard' });
    expect(await driven.say(ALL.STEP)).toMatchObject({ code: 'eror', errorCode: 3 });
    await driven.go(ALL.STEP);
  });

  it.each([true, false])(
    'that ends elsewhere without being asked to is told as it is, and logged once; with the extension: %s',
    async (extended) => {
      const driven = new DrivenExtended();
      if (extended) await driven.simulate({ eventMode: false });
      else await driven.go(ALL.FSEL, ALL.INIT, ALL.SIMS);
      driven.model.stepEnd = { lastTime: 0.4 };
      expect(await driven.say(ALL.STEP)).toMatchObject({ code: 'step', time: 0.4, early: false });
      driven.model.stepEnd = { lastTime: 0.8 };
      expect(await driven.say({ ...ALL.STEP, time: 0.4 })).toMatchObject({ code: 'step', time: 0.8 });
      expect(driven.log).toEqual([
        'a step to 0.5 s ended at 0.4 s, from where the simulation goes on (this is said once)',
      ]);
    },
  );

  it('never leads back', async () => {
    const driven = await new DrivenExtended().simulate();
    await driven.go(ALL.STEP);
    driven.model.stepEnd = { lastTime: 0.25 };
    expect(await driven.say({ ...ALL.STEP, time: 0.5 })).toMatchObject({ code: 'step', time: 0.25 });
    driven.model.stepEnd = {};
    expect(await driven.say({ ...ALL.STEP, time: 0.5 })).toMatchObject({ code: 'step', time: 1 });
  });

  it('whose end differs by rounding alone is at the sum, and with the extension where the model says', async () => {
    const almost = 0.5 + 2 ** -53;
    for (const extended of [false, true]) {
      const driven = new DrivenExtended();
      if (extended) await driven.simulate();
      else await driven.go(ALL.FSEL, ALL.INIT, { ...ALL.SIMS, ...EXPERIMENT });
      driven.model.stepEnd = { lastTime: almost };
      expect(await driven.say(ALL.STEP)).toHaveProperty('time', extended ? almost : 0.5);
      expect(driven.log).toEqual([]);
    }
  });
});

describe('without an agreement', () => {
  it('an FMU of FMI 3.0 has neither arrays nor clocks nor Event Mode', async () => {
    const driven = await new DrivenExtended().go(ALL.FSEL);
    const { variables } = (await driven.say(ALL.FSEL)) as Message<'fsel'>;
    expect(variables.map(({ name }) => name)).toEqual(['u', 'y', 'tunable', 'held']);
    await driven.go(ALL.INIT, ALL.SIMS);
    expect(driven.session.phase).toBe('simulation');
    expect(driven.model.eventMode).toBe(false);
    expect(await driven.say({ code: 'GETV', frame: [{ type: CLOCK, references: [TICK] }] })).toMatchObject(
      nack(/has no values of type 0x0161/),
    );
  });

  it('nothing that is said names the extension', async () => {
    const driven = await new DrivenExtended().go(ALL.FSEL);
    for (const command of [ALL.STEP, ALL.XTND, { ...ALL.FSEL, name: 'x' }]) {
      const { message } = (await driven.say(command)) as Message<'eror'>;
      expect(message.replace('XTND is not allowed', '')).not.toMatch(/\bX[A-Z]{3}\b/);
    }
  });
});
