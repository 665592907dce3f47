/**
 * The state space of an FMU: what is reached from its initial state by every choice of inputs, step by step. It answers as
 * every state space does (src/plug/space.ts), be it the explorer that asks, or a model checker over the plug protocol.
 */
import { FmuToolError } from '../fmu/error.js';
import {
  AtomError,
  SpaceError,
  type Atom,
  type Configuration,
  type Firing,
  type FiredStep,
  type Transition,
} from '../plug/space.js';
import type { Item, KnownSizes } from '../plug/wire/layouts.js';
import { ValueType, type Value } from '../runtime/frames.js';
import type { SimulationVariable } from '../simulate/simulation-variable.js';
import { VariableFrame } from '../simulate/variable-frame.js';
import type { VariableIndex } from '../simulate/variables.js';
import { Proposition } from './atoms/proposition.js';
import { inWords, type Choice } from './choices.js';
import { decodeConfiguration, encodeConfiguration, HEAD_BYTES, type Parts } from './configuration.js';
import { itemsOf } from './items.js';
import type { Machine, Move } from './machine.js';
import { Observer, type Sight } from './observer.js';
import { CHOICE_BYTES, choicesOf } from './replaying-machine.js';
import type { Representatives } from './representatives.js';
import type { BoundedSpace } from './search/search.js';

/** What a space is made of. */
export interface FmuSpaceParts {
  readonly index: VariableIndex;
  readonly choices: readonly Choice[];
  /** The inputs that choices set, in the order of their values in configurations. */
  readonly inputs: VariableFrame;
  /** Makes the machine; it may ask what sequences of choices do. */
  readonly machine: (movesOf: (choices: readonly number[]) => readonly Move[]) => Machine;
  readonly startTime: number;
  readonly stepSize: number;
  /** Whether the time belongs to configurations. */
  readonly timed: boolean;
  /** Whether states are sequences of choices. */
  readonly replays: boolean;
  /** Steps until the horizon. */
  readonly horizon: number | undefined;
  /** What makes configurations the same besides equal bytes, and the outputs it looks at. */
  readonly representatives: Representatives | undefined;
  readonly outputs: readonly SimulationVariable[];
  /** What is looked at besides, for people. */
  readonly shown: readonly SimulationVariable[];
  readonly findings: readonly string[];
  /** Gives back what belongs to the model besides the machine. */
  readonly end: () => Promise<void>;
}

/** Values of variables that are shown as items, at most. */
const MOST_ITEMS = 10_000;
const TRANSITION_BYTES = 4;
const NO_TIME = 'the time does not belong to configurations; choose --timed';
const UTF8 = new TextEncoder();
const NOTHING = new Uint8Array(0);

export class FmuSpace implements BoundedSpace {
  readonly startTime: number;
  readonly stepSize: number;
  /** What the check at start has found, and what else is to be known, in one line each. */
  readonly findings: readonly string[];
  readonly #parts: FmuSpaceParts;
  readonly #machine: Machine;
  readonly #observer = new Observer();
  readonly #guards: readonly (Proposition | undefined)[];
  #initial: Configuration | undefined;
  #knownSizes: KnownSizes | undefined;
  /** Calls that are under way, one after the other. */
  #latest: Promise<unknown> = Promise.resolve();

  private constructor(parts: FmuSpaceParts) {
    this.#parts = parts;
    this.startTime = parts.startTime;
    this.stepSize = parts.stepSize;
    this.findings = parts.findings;
    this.#machine = parts.machine((choices) => this.#movesOf(choices));
    this.#guards = parts.choices.map(({ guard }) => (guard === undefined ? undefined : this.#proposition(guard)));
  }

  /**
   * Begins with the model as it is after its initialization.
   * @throws FmuToolError `guard-invalid`, `model-begin`; SpaceError
   */
  static async begin(parts: FmuSpaceParts): Promise<FmuSpace> {
    let space: FmuSpace;
    try {
      space = new FmuSpace(parts);
    } catch (error) {
      if (!(error instanceof AtomError)) throw error;
      throw new FmuToolError('guard-invalid', `a guard is no proposition: ${error.message}`, { cause: error });
    }
    await space.#begin();
    return space;
  }

  get knownSizes(): KnownSizes | undefined {
    return this.#knownSizes;
  }

  /** The inputs that choices set. */
  get inputs(): readonly SimulationVariable[] {
    return this.#parts.inputs.variables;
  }

  initialConfigurations(): Promise<readonly Configuration[]> {
    return Promise.resolve(this.#initial === undefined ? [] : [this.#initial]);
  }

  fireableTransitions(source: Configuration): Promise<readonly Transition[]> {
    return this.#inTurn(async () => {
      const { point } = this.#decode(source);
      const fireable: Transition[] = [];
      for (const [place, choice] of this.#parts.choices.entries()) {
        if (this.#isWithin(point, choice) && (await this.#isEnabled(place, source))) fireable.push(encodeNumber(place));
      }
      return fireable;
    });
  }

  fire(source: Configuration, transition: Transition): Promise<Firing> {
    return this.#inTurn(async () => {
      const parts = this.#decode(source);
      const number = this.#numberOf(transition);
      const choice = this.#choice(number);
      if (!this.#isWithin(parts.point, choice)) return refusal('the horizon is before the end of the step');
      if (!(await this.#isEnabled(number, source))) return refusal('its guard does not hold');
      const inputs = this.#after(parts.inputs, choice);
      const move = { choice: number, point: parts.point, steps: choice.steps, inputs };
      const reached = await this.#machine.move(parts.state, move);
      if ('refused' in reached) return refusal(reached.refused);
      const point = this.#parts.timed ? parts.point + choice.steps : 0;
      const target = this.#made({ point, inputs, state: reached.state }, reached.observed);
      return { targets: [target], payload: NOTHING };
    });
  }

  atom(text: string): Atom {
    return this.#proposition(text);
  }

  valuations(atoms: readonly Atom[], configuration: Configuration): Promise<readonly boolean[]> {
    return this.#inTurn(async () => {
      const sight = await this.#sight(configuration);
      const time = this.timeOf(configuration);
      return atoms.map((atom) => {
        if (!(atom instanceof Proposition)) throw new TypeError('an atom of another space');
        return atom.holds({ time, valueOf: (variable) => sight.get(variable) });
      });
    });
  }

  /** A proposition about a step is one about where it ends. */
  extendedValuations(atoms: readonly Atom[], { target }: FiredStep): Promise<readonly boolean[]> {
    return this.valuations(atoms, target);
  }

  items(configuration: Configuration): Promise<readonly Item[]> {
    return this.#inTurn(async () => {
      const variables = this.#parts.index.all.slice(0, MOST_ITEMS).filter(isShown);
      return itemsOf(await this.#look(configuration, new VariableFrame(variables)));
    });
  }

  describe(transition: Transition): Promise<string> {
    return this.#inTurn(() => Promise.resolve(inWords(this.#choice(this.#numberOf(transition)), this.stepSize)));
  }

  isHorizon(configuration: Configuration): boolean {
    const { horizon } = this.#parts;
    return horizon !== undefined && this.#decode(configuration).point >= horizon;
  }

  /** The time of a configuration in seconds; the start time where the time does not count. */
  timeOf(configuration: Configuration): number {
    return this.startTime + this.#decode(configuration).point * this.stepSize;
  }

  /** How many steps a transition takes. */
  stepsOf(transition: Transition): number {
    return this.#choice(this.#numberOf(transition)).steps;
  }

  /** The values of {@link inputs} with which a configuration was reached. */
  inputsOf(configuration: Configuration): readonly Value[] {
    return this.#parts.inputs.decode(this.#decode(configuration).inputs);
  }

  /** Values in a configuration that say something to people: inputs, outputs, and what propositions speak of. */
  valuesOf(configuration: Configuration): Promise<Sight> {
    const { inputs, shown } = this.#parts;
    const wanted = new Set([...inputs.variables, ...this.#observer.frame.variables, ...shown]);
    return this.#inTurn(() => this.#look(configuration, new VariableFrame([...wanted])));
  }

  close(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#machine.close();
      await this.#parts.end();
    });
  }

  async #begin(): Promise<void> {
    const { inputs, outputs } = this.#parts;
    this.#observer.add([...inputs.variables, ...outputs]);
    this.#machine.observe(this.#observer.frame.frame);
    const { state, observed } = await this.#machine.begin();
    const values = this.#observer.frame.decode(observed).slice(0, inputs.variables.length);
    const encoded = values.length === 0 ? NOTHING : inputs.encode(values);
    this.#initial = this.#made({ point: 0, inputs: encoded, state }, observed);
    this.#knownSizes = this.#sizes(encoded.length, state.length);
  }

  /** Sizes that all configurations have, where that can be said. */
  #sizes(inputBytes: number, stateBytes: number): KnownSizes | undefined {
    const { inputs, replays, horizon } = this.#parts;
    if (inputs.variables.some(({ type }) => type === ValueType.String || type === ValueType.Binary)) return undefined;
    const most = replays ? horizon && horizon * CHOICE_BYTES : stateBytes;
    if (most === undefined) return undefined;
    return { configuration: HEAD_BYTES + inputBytes + most, transition: TRANSITION_BYTES };
  }

  /** A configuration, or the one that stands for it. */
  #made(parts: Parts, observed: Buffer): Configuration {
    const configuration = encodeConfiguration(parts);
    const { representatives, outputs } = this.#parts;
    this.#observer.note(configuration, observed);
    if (representatives === undefined) return configuration;
    const sight = this.#observer.sight(configuration);
    return representatives.of(
      configuration,
      this.#parts.replays ? 0 : parts.point,
      outputs.map((variable) => sight?.get(variable)),
    );
  }

  /** What is looked at, in a configuration that is not the latest perhaps. */
  async #sight(configuration: Configuration): Promise<Sight> {
    const known = this.#observer.sight(configuration);
    if (known !== undefined) return known;
    const { inputs, state } = this.#decode(configuration);
    this.#observer.note(configuration, await this.#machine.look(state, inputs, this.#observer.frame.frame));
    return this.#observer.sight(configuration) ?? new Map<SimulationVariable, Value>();
  }

  async #look(configuration: Configuration, frame: VariableFrame): Promise<Sight> {
    const { inputs, state } = this.#decode(configuration);
    const values = frame.decode(await this.#machine.look(state, inputs, frame.frame));
    return new Map(frame.variables.flatMap((variable, place) => pairOf(variable, values[place])));
  }

  #proposition(text: string): Proposition {
    const { index, timed } = this.#parts;
    const noTime = timed ? undefined : NO_TIME;
    const proposition = new Proposition(text, {
      find: (name) => index.find(name),
      alike: (name) => index.alike(name),
      noTime,
    });
    if (this.#observer.add(proposition.variables)) this.#machine.observe(this.#observer.frame.frame);
    return proposition;
  }

  async #isEnabled(choice: number, source: Configuration): Promise<boolean> {
    const guard = this.#guards[choice];
    if (guard === undefined) return true;
    const sight = await this.#sight(source);
    return guard.holds({ time: this.timeOf(source), valueOf: (variable) => sight.get(variable) });
  }

  /** Whether the horizon is not before the end of what is done. */
  #isWithin(point: number, { steps }: Choice): boolean {
    return point + steps <= (this.#parts.horizon ?? Infinity);
  }

  /** The inputs after a choice. */
  #after(inputs: Uint8Array, { set }: Choice): Uint8Array {
    const { variables } = this.#parts.inputs;
    if (set.size === 0 || variables.length === 0) return inputs;
    const before = set.size === variables.length ? [] : this.#parts.inputs.decode(inputs);
    return this.#parts.inputs.encode(variables.map((variable, place) => set.get(variable) ?? before[place] ?? 0));
  }

  #movesOf(choices: readonly number[]): Move[] {
    const moves: Move[] = [];
    let point = 0;
    let inputs = this.#initial === undefined ? NOTHING : this.#decode(this.#initial).inputs;
    for (const number of choices) {
      const choice = this.#choice(number);
      inputs = this.#after(inputs, choice);
      moves.push({ choice: number, point, steps: choice.steps, inputs });
      point += choice.steps;
    }
    return moves;
  }

  #decode(configuration: Configuration): Parts {
    const parts = decodeConfiguration(configuration);
    const expected = this.#initial === undefined ? undefined : decodeConfiguration(this.#initial).inputs.length;
    if (this.#knownSizes !== undefined && parts.inputs.length !== expected) {
      throw new SpaceError(`a configuration with ${parts.inputs.length} bytes of inputs`);
    }
    if (this.#parts.replays) for (const number of choicesOf(parts.state)) this.#choice(number);
    return parts;
  }

  #numberOf(transition: Transition): number {
    const bytes = Buffer.from(transition.buffer, transition.byteOffset, transition.length);
    if (bytes.length < TRANSITION_BYTES) throw new SpaceError(`a transition of ${bytes.length} bytes`);
    return bytes.readUInt32LE();
  }

  #choice(number: number): Choice {
    const choice = this.#parts.choices[number];
    if (choice === undefined) throw new SpaceError(`there is no choice ${number}`);
    return choice;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#latest.then(work);
    this.#latest = result.catch(() => undefined);
    return result;
  }
}

function refusal(reason: string): Firing {
  return { targets: [], payload: UTF8.encode(reason) };
}

function encodeNumber(number: number): Transition {
  const bytes = Buffer.allocUnsafe(TRANSITION_BYTES);
  bytes.writeUInt32LE(number);
  return bytes;
}

/** Texts and bytes are shown, too; only what has a value at a tick alone is not. */
function isShown({ clocks, type, causality }: SimulationVariable): boolean {
  return clocks === undefined && type !== ValueType.Clock && causality !== 'independent';
}

function pairOf(variable: SimulationVariable, value: Value | undefined): [SimulationVariable, Value][] {
  return value === undefined ? [] : [[variable, value]];
}
