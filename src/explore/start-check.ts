/**
 * Looks at how a model saves its state before it is explored: what is no state (addresses, padding, counters of its own), the
 * time, and whether the model goes on from a saved state as it went before.
 */
import { FmuToolError, listed } from '../fmu/error.js';
import type { Call, Outcome } from '../runtime/calls.js';
import type { VariableFrame } from '../simulate/variable-frame.js';
import { formatValue, seconds } from '../simulate/values.js';
import { whyNot, type LivingModel } from './living-model.js';
import type { Clockwork } from './restoring-machine.js';

/** What is needed to try a model. */
export interface Trial {
  /** The model that will be explored. */
  readonly model: LivingModel;
  /** The same model in a process of its own. */
  readonly other: LivingModel;
  readonly clockwork: Clockwork;
  /** All outputs. */
  readonly outputs: VariableFrame;
}

/** What is to be known of a model's saved states. */
export interface Finding {
  readonly text: string;
  /** Whether it counts only where equal bytes make configurations the same. */
  readonly isAboutBytes: boolean;
}

const aboutBytes = (text: string): Finding => ({ text, isAboutBytes: true });
const aboutAll = (text: string): Finding => ({ text, isAboutBytes: false });

const save: Call = { call: 'saveState' };
const load = (state: Uint8Array): Call => ({ call: 'loadState', state });

/**
 * What is to be known of the saved states, in one line each; nothing where all is well.
 * @throws FmuToolError `state-not-saved`, `time-needed` where the model cannot be explored so
 */
export async function checkStart(trial: Trial): Promise<Finding[]> {
  const { model, other, clockwork, outputs } = trial;
  const { startTime, stepSize, timed } = clockwork;
  const get: Call = { call: 'get', frame: outputs.frame };
  const step = (point: number): Call[] => [
    { call: 'step', time: startTime + point * stepSize, size: stepSize, final: false },
  ];
  const findings: Finding[] = [];

  const initial = stateOf(await run(model, [save]));
  const first = await model.run([load(initial), ...step(0), get, save]);
  // A model that refuses its very first step has said so; the search says what comes of it.
  if (first.failed !== undefined) return [aboutAll(`the first step is refused: ${whyNot(first)}`)];
  const restored = stateOf(await run(model, [load(initial), save]));
  const again = await run(model, [load(initial), ...step(0), get, save]);
  const elsewhere = await run(other, [load(initial), ...step(0), get, save]);

  const remedy = 'such configurations are not recognised when they come back (--identity outputs)';
  const noise = differing(initial, restored) + differing(stateOf(first), stateOf(again));
  if (noise > 0) findings.push(aboutBytes(`saved states differ by themselves in ${bytesText(noise)}: ${remedy}`));
  const foreign = differing(stateOf(again), stateOf(elsewhere));
  if (noise === 0 && foreign > 0) {
    const what = `the same state saved in another process differs in ${bytesText(foreign)}, addresses or padding perhaps`;
    findings.push(aboutBytes(`${what}: ${remedy} once the model was started again`));
  }
  for (const [where, outcome] of [
    ['', again],
    [' in another process', elsewhere],
  ] as const) {
    const others = otherOutputs(outputs, first, outcome);
    if (others.length === 0) continue;
    const what = `a step from the same saved state${where} gives other values of ${listed(others)}`;
    findings.push(aboutAll(`${what}: no answer about them can be relied on`));
  }
  if (!timed) findings.push(...(await checkTime(trial, stateOf(first), step)));
  return findings;
}

/** Whether a model can be told the start time at every step. */
async function checkTime(
  { model, clockwork }: Trial,
  afterOne: Uint8Array,
  step: (point: number) => Call[],
): Promise<Finding[]> {
  const { startTime, stepSize } = clockwork;
  const second = await model.run([load(afterOne), ...step(0), save]);
  const regular = await model.run([load(afterOne), ...step(1), save]);
  if (second.failed !== undefined && regular.failed === undefined) {
    const what = `the model keeps a time of its own and does not begin a step at ${startTime} s again (${whyNot(second)})`;
    throw new FmuToolError('time-needed', `${what}; choose --timed, with --until or --depth`);
  }
  if (second.failed !== undefined) return [];
  const third = await model.run([load(stateOf(second)), ...step(0), save]);
  if (third.failed !== undefined) return [];
  const states = [afterOne, stateOf(second), stateOf(third)];
  const place = placeOfTime(states, (steps) => startTime + steps * stepSize);
  if (place === undefined) return [];
  const times = states.map((_, index) => seconds(startTime + (index + 1) * stepSize)).join(', ');
  const what = `saved states have the time in them (${times} from byte ${place} on), so that no configuration comes back`;
  return [aboutBytes(`${what}: choose --timed with --until or --depth, or --identity outputs`)];
}

/** Where in the states after one step, two and so on the time is, as a double; undefined: nowhere. */
function placeOfTime(
  states: readonly Buffer[] | readonly Uint8Array[],
  time: (steps: number) => number,
): number | undefined {
  const views = states.map((state) => Buffer.from(state));
  const length = Math.min(...views.map((view) => view.length));
  for (let place = 0; place + 8 <= length; place += 1) {
    const isTime = views.every((view, index) => {
      const expected = time(index + 1);
      return Math.abs(view.readDoubleLE(place) - expected) <= 1e-9 * Math.max(1, Math.abs(expected));
    });
    if (isTime) return place;
  }
  return undefined;
}

async function run(model: LivingModel, calls: readonly Call[]): Promise<Outcome> {
  const outcome = await model.run(calls);
  if (outcome.failed === undefined) return outcome;
  throw new FmuToolError('state-not-saved', `the model does not save and load its state: ${whyNot(outcome)}`);
}

function stateOf({ results }: Outcome): Buffer {
  const state = results.at(-1);
  if (!Buffer.isBuffer(state)) throw new TypeError('no state');
  return state;
}

/** Names of the outputs that differ. */
function otherOutputs(outputs: VariableFrame, { results: a }: Outcome, { results: b }: Outcome): string[] {
  const [one, other] = [a, b].map((results) => {
    const bytes = results.at(-2);
    if (!Buffer.isBuffer(bytes)) throw new TypeError('no outputs');
    return outputs.decode(bytes).map(formatValue);
  });
  return outputs.variables.flatMap(({ name }, place) => (one?.[place] === other?.[place] ? [] : [name]));
}

/** In how many bytes they differ; what one has more counts. */
function differing(a: Buffer, b: Buffer): number {
  let count = Math.abs(a.length - b.length);
  for (let place = Math.min(a.length, b.length) - 1; place >= 0; place -= 1) if (a[place] !== b[place]) count += 1;
  return count;
}

function bytesText(count: number): string {
  return count === 1 ? 'one byte' : `${count} bytes`;
}
