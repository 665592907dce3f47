// Whatever a client says, in whatever order, and whatever the model returns: there is an answer, the FMU is only called as
// FMI allows (the fake model throws otherwise), and nothing of it is left at the end.
import { expect, it } from 'vitest';
import { fc } from '../../random.js';
import { RESPONSES, type Command } from '../../../src/rfmi/wire/messages.js';
import type { SubFrame } from '../../../src/runtime/frames.js';
import { COMMAND, Driven } from './drive.js';

const id = fc.constantFrom(0, 1, 2, 3, 0x1000_0000, 0x8000_0000, 0x8000_0001);
const subFrame: fc.Arbitrary<SubFrame> = fc.record({
  type: fc.constantFrom(0x0031, 0x0031, 0x0021, 0x0012, 0x0011, 0x0041, 0x0051, 7),
  references: fc.array(fc.nat(14), { maxLength: 3 }),
});
const frame = fc.oneof(id, fc.array(subFrame, { maxLength: 2 }));
const values = fc.oneof(
  fc.constant(Buffer.alloc(96)),
  fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes)),
);
const time = fc.constantFrom(0, 0, 0.5, 1, Number.NaN);
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 10, arbitrary: fc.constantFrom(...Object.values(COMMAND)) },
  fc.record({ code: fc.constant('FSEL' as const), name: fc.constantFrom('one', 'two', 'three', 'four') }),
  fc.record({ code: fc.constant('DFRM' as const), frame: fc.record({ id, subFrames: fc.array(subFrame) }) }),
  fc.record({ code: fc.constant('GETV' as const), frame }),
  { weight: 3, arbitrary: fc.record({ code: fc.constant('SETV' as const), frame, values }) },
  {
    weight: 4,
    arbitrary: fc.record({
      code: fc.constant('STEP' as const),
      time,
      size: fc.constantFrom(0.5, 0, -1),
      newStep: fc.boolean(),
      input: id,
      output: id,
      values,
    }),
  },
);
const failure = fc.record({
  call: fc.constantFrom('setup', 'enterInitialization', 'exitInitialization', 'set', 'get', 'step', 'reset'),
  status: fc.constantFrom('warning', 'discard', 'error', 'fatal'),
  terminated: fc.boolean(),
} satisfies Record<string, fc.Arbitrary<string | boolean>>);
/** A command in one of the byte orders, and now and then something that goes wrong in the model. */
const event = fc.record({
  command,
  order: fc.constantFrom('little', 'big'),
  failure: fc.option(failure, { freq: 12 }),
  refuse: fc.boolean(),
});
/** Without a way into the simulation most sequences would stay at the beginning. */
const opening = fc.constantFrom<Command[]>(
  [],
  [COMMAND.FSEL, COMMAND.INIT],
  [{ ...COMMAND.FSEL, name: 'one' }, COMMAND.INIT, COMMAND.SIMS],
  [COMMAND.FSEL, COMMAND.INIT, COMMAND.SIMS],
  [{ ...COMMAND.FSEL, name: 'three' }, COMMAND.INIT, COMMAND.SEXP, COMMAND.EINI],
);

it('any sequence of commands', async () => {
  const phases = new Set<string>();
  const sequence = fc.tuple(fc.boolean(), opening, fc.array(event, { maxLength: 40, size: 'max' }));
  await fc.assert(
    fc.asyncProperty(sequence, async ([slow, first, events]) => {
      const driven = new Driven(slow);
      await driven.say(COMMAND.LFMU, ...first);
      for (const { command: next, order, failure: planned, refuse } of events) {
        if (planned !== null) driven.models.at(-1)?.failures.set(planned.call, planned);
        driven.refuse = refuse ? 'not now' : undefined;
        const before = driven.session.phase;
        const answer = await driven.sayIn(order, next);
        expect(Object.keys(RESPONSES)).toContain(answer.code);
        if (answer.code === 'nack' || answer.code === 'unsp') expect(driven.session.phase).toBe(before);
        phases.add(driven.session.phase);
      }
      await driven.session.close();
      expect(driven.models.filter(({ state }) => state !== 'freed')).toEqual([]);
    }),
    { numRuns: 1500 },
  );
  // The property is worth something only if the sequences go everywhere.
  expect([...phases].sort()).toEqual(
    [
      'ended',
      'error',
      'experiment',
      'fatal',
      'frameSetup',
      'initialization',
      'initializationMode',
      'selection',
      'simulation',
      'stepFailed',
    ].sort(),
  );
}, 60_000);
