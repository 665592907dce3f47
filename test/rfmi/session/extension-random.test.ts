// Whatever a client says after an agreement on the extension, and whatever the model returns: there is an answer, the FMU is
// only called as FMI 3.0 allows (the model throws otherwise), and nothing of it is left at the end.
import { expect, it } from 'vitest';
import { fc } from '../../random.js';
import { RESPONSES, type Command } from '../../../src/rfmi/wire/messages.js';
import type { SubFrame } from '../../../src/runtime/frames.js';
import { ALL, DrivenExtended, INTO_EXTENDED, SET_COLUMNS, SET_ROWS } from './drive-extended.js';

const id = fc.constantFrom(0, 1, 2, 3, 0x1000_0000, 0x8000_0000);
const references = fc.array(fc.nat(13), { maxLength: 3 });
const type = fc.constantFrom(0x0031, 0x0031, 0x0031, 0x0041, 0x0127, 0x0161, 0x0021, 7);
const subFrame: fc.Arbitrary<SubFrame> = fc.oneof(
  fc.record({ type, references }),
  references.chain((some) =>
    fc.record({
      type,
      references: fc.constant(some),
      elements: fc.array(fc.constantFrom(0, 1, 2, 4), { minLength: some.length, maxLength: some.length }),
    }),
  ),
);
const frame = fc.oneof(id, fc.array(subFrame, { maxLength: 2 }));
const values = fc.oneof(
  fc.constant(Buffer.alloc(96)),
  fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes)),
);
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom<Command>(...Object.values(ALL)) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Command>(SET_ROWS(0n), SET_ROWS(2n), SET_ROWS(2n ** 64n - 1n), SET_COLUMNS(2n)),
  },
  fc.record({
    code: fc.constant('XTND' as const),
    version: fc.nat(2),
    eventMode: fc.boolean(),
    earlyReturn: fc.boolean(),
  }),
  fc.record({
    code: fc.constant('XIVL' as const),
    fractions: fc.boolean(),
    clocks: fc.array(fc.nat(13), { maxLength: 3 }),
  }),
  fc.record({ code: fc.constant('DFRM' as const), frame: fc.record({ id, subFrames: fc.array(subFrame) }) }),
  fc.record({ code: fc.constant('GETV' as const), frame }),
  { weight: 3, arbitrary: fc.record({ code: fc.constant('SETV' as const), frame, values }) },
  {
    weight: 4,
    arbitrary: fc.record({
      code: fc.constant('STEP' as const),
      time: fc.constantFrom(0, 0, 0.25, 0.5, 1, Number.NaN),
      size: fc.constantFrom(0.5, 0.25, 0, -1),
      newStep: fc.boolean(),
      input: id,
      output: id,
      values,
    }),
  },
);
const failure = fc.record({
  call: fc.constantFrom(
    ...(['setup', 'enterConfiguration', 'exitConfiguration', 'enterInitialization', 'exitInitialization'] as const),
    ...(['set', 'get', 'step', 'enterEvents', 'newDiscreteStates', 'enterStepMode', 'getIntervals', 'reset'] as const),
  ),
  status: fc.constantFrom('discard' as const, 'error' as const, 'fatal' as const),
  terminated: fc.boolean(),
});
const event = fc.record({
  command,
  order: fc.constantFrom('little' as const, 'big' as const),
  failure: fc.option(failure, { freq: 12 }),
  stepEnd: fc.constantFrom({}, {}, { lastTime: 0.25, isEarly: true, needsEvent: true }, { lastTime: Number.NaN }),
});
const opening = fc.constantFrom(...(Object.keys(INTO_EXTENDED) as (keyof typeof INTO_EXTENDED)[]));

it('any sequence of commands', async () => {
  const phases = new Set<string>();
  const sequence = fc.tuple(opening, fc.array(event, { maxLength: 30, size: 'max' }));
  await fc.assert(
    fc.asyncProperty(sequence, async ([first, events]) => {
      const driven = new DrivenExtended();
      await INTO_EXTENDED[first](driven);
      for (const { command: next, order, failure: planned, stepEnd } of events) {
        const model = driven.models.at(-1);
        if (planned !== null) model?.failures.set(planned.call, planned);
        if (model !== undefined) model.stepEnd = stepEnd;
        const before = driven.session.phase;
        const answer = await driven.sayIn(order, next);
        expect(Object.keys(RESPONSES)).toContain(answer.code);
        if (answer.code === 'nack' || answer.code === 'unsp') expect(driven.session.phase).toBe(before);
        phases.add(driven.session.phase);
      }
      await driven.session.close();
      expect(driven.models.filter(({ state }) => state !== 'freed')).toEqual([]);
    }),
    { numRuns: 1000 },
  );
  // The property is worth something only if the sequences go everywhere.
  expect([...phases].sort()).toEqual(Object.keys(INTO_EXTENDED).sort());
}, 60_000);
