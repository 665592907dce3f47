// The state of a model as bytes: what is saved can be loaded again, in the same instance and in another.
import { afterEach, describe, expect, it } from 'vitest';
import type { Call, ModelInstance } from '../../src/runtime/calls.js';
import { ValueType, type SubFrame } from '../../src/runtime/frames.js';
import { closeModels, fixture, get, good, openModel, said, set, start, step, valuesOf } from './models.js';

afterEach(closeModels);

const save: Call = { call: 'saveState' };
const load = (state: Uint8Array): Call => ({ call: 'loadState', state });

/** The ball of each fixture, and an input of texts of any length. */
const MODELS = [
  {
    name: 'everything',
    ball: [{ type: ValueType.Real, references: [1, 2] }],
    text: { type: ValueType.String, references: [30] },
  },
  {
    name: 'everything-3',
    ball: [{ type: ValueType.Real, references: [10, 11] }],
    text: { type: ValueType.String, references: [41], elements: [2] },
  },
] satisfies readonly { name: string; ball: readonly SubFrame[]; text: SubFrame }[];

const instanceOf = async (name: string): Promise<ModelInstance> =>
  (await openModel(fixture(name))).instantiate({ kind: 'coSimulation' });

function stateIn(results: readonly unknown[], place: number): Buffer {
  const state = results[place];
  if (!Buffer.isBuffer(state)) throw new Error(`result ${place} is no state`);
  return Buffer.from(state);
}

describe.each(MODELS)('the state of $name', ({ name, ball, text }) => {
  it('is gone on from, as often as it is loaded, and by another instance', async () => {
    const instance = await instanceOf(name);
    const before = await instance.run([...start, step(0, 0.3), save]);
    expect(before).toMatchObject(good);
    const state = stateIn(before.results, 4);
    const on = [step(0.3, 0.3), step(0.6, 0.3), get(ball)];
    const there = valuesOf(await instance.run(on), 2, ball);
    expect(there[0]).not.toBe(1);
    const other = await instanceOf(name);
    expect(await other.run(start)).toMatchObject(good);
    for (const each of [instance, instance, other]) {
      const again = await each.run([load(state), ...on, save]);
      expect(again.failed).toBeUndefined();
      expect(valuesOf(again, 3, ball)).toEqual(there);
      expect(await each.run([load(stateIn(again.results, 4)), get(ball)])).toMatchObject(good);
    }
  });

  it.each([0, 1, 2, 1_000, 100_000, 5_000_000])('may have %i characters more', async (length) => {
    const instance = await instanceOf(name);
    const texts = Array.from({ length: text.elements?.[0] ?? 1 }, () => 'x'.repeat(length));
    const given = set([text], texts);
    const saved = await instance.run([...start, given, save]);
    expect(saved).toMatchObject(good);
    const state = stateIn(saved.results, 4);
    expect(state.length).toBeGreaterThan(length);
    const changed = await instance.run([
      set(
        [text],
        texts.map(() => 'other'),
      ),
      load(state),
      get([text]),
    ]);
    expect(changed).toMatchObject(good);
    expect(valuesOf(changed, 2, [text])).toEqual(texts);
  });

  it('is refused by the model where bytes are not one, and the instance goes on', async () => {
    const instance = await instanceOf(name);
    const state = stateIn((await instance.run([...start, save])).results, 3);
    for (const bytes of [Buffer.alloc(0), Buffer.alloc(1), state.subarray(0, -1), Buffer.concat([state, state])]) {
      const outcome = await instance.run([load(bytes), step(0, 0.1)]);
      expect(outcome.status).toBe('error');
      expect(outcome.failed).toMatch(/^fmi\dDe[Ss]erializeFMU[Ss]tate$/);
    }
    expect(await instance.run([load(state), step(0, 0.1)])).toMatchObject(good);
  });
});

describe('a model that has no state to save', () => {
  it('of FMI 1.0 is told so', async () => {
    const instance = await instanceOf('slave-1');
    const outcome = await instance.run([...start, save]);
    expect(outcome.status).toBe('error');
    expect(said(outcome)).toBe('There is no FMU state in this version of the FMI.');
  });
});
