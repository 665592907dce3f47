/**
 * Integrates a system of ordinary differential equations step by step: chooses the size of each step so that the
 * estimated error keeps to the tolerance, and the method by how stiff the system turns out to be. Step control and the
 * choice of the first step follow E. Hairer, S. P. Nørsett and G. Wanner, Solving Ordinary Differential Equations I, II.4,
 * and II, IV.2.
 */
import { DormandPrince } from './dormand-prince.js';
import { JacobianSource } from './jacobian.js';
import type { Attempt, Method, Ode, Point, StepStart } from './ode.js';
import { Rodas } from './rodas.js';
import type { Solver } from './solver.js';
import { at, combine, weightedNorm } from './vectors.js';

/** How exact, and how. */
export interface IntegratorOptions {
  readonly solver: Solver;
  /** Error that a step may make, relative to each state. */
  readonly tolerance: number;
  /** Length of the whole simulation in seconds. */
  readonly span: number;
}

/** A step that was accepted. */
export interface Step {
  readonly from: Point;
  readonly to: Point;
  /** The states at a time within the step, by dense output. */
  statesAt(time: number): Float64Array;
}

/** The steps became too small to go on. */
export class StepTooSmall extends Error {
  /** Whether the model could not be evaluated, or else the error stayed too large. */
  readonly refused: boolean;

  constructor(refused: boolean) {
    super('the step size became too small');
    this.refused = refused;
  }
}

/** FMI 2.0.4, 2.2.7: what is usual for the absolute tolerance, relative to nominal value times tolerance. */
const ABSOLUTE = 0.01;
const SAFETY = 0.9;
/** How much of the previous error the step control remembers. */
const MEMORY = 0.04;
const SMALLEST_FACTOR = 0.2;
const LARGEST_FACTOR = 10;
/** Of a step that could not be evaluated at its end. */
const REFUSED_FACTOR = 0.25;
/** Where the region of stability of the explicit method ends, on the real axis. */
const STIFF_FROM = 3.25;
const STIFF_STEPS = 15;
const HARMLESS_STEPS = 6;
/** The implicit method is left when the explicit one would be stable even with this times the step. */
const EASY_BELOW = 1.5;
const EASY_STEPS = 10;

/** What it keeps of itself. */
type IntegratorSaved = Readonly<{
  implicit: boolean;
  nominals: Float64Array;
  time: number;
  states: Float64Array;
  derivatives: Float64Array;
  size: number;
  previousError: number;
  counts: readonly [stiff: number, harmless: number, easy: number];
}>;

/** One simulation's integrator. */
export class Integrator {
  readonly #ode: Ode;
  readonly #options: IntegratorOptions;
  readonly #explicit: Method;
  readonly #implicit: Method;
  readonly #jacobians: JacobianSource;
  #method: Method;
  #nominals: Float64Array;
  #start: StepStart = { time: 0, states: new Float64Array(0), derivatives: undefined };
  /** What the next step should be; undefined where nothing is known of it yet. */
  #size: number | undefined;
  #previousError = 1e-4;
  #stiff = 0;
  #harmless = 0;
  #easy = 0;

  constructor(ode: Ode, options: IntegratorOptions) {
    this.#ode = ode;
    this.#options = options;
    this.#nominals = new Float64Array(ode.size).fill(1);
    this.#explicit = new DormandPrince(ode);
    this.#jacobians = new JacobianSource(ode, this.#nominals);
    this.#implicit = new Rodas(ode, this.#jacobians);
    this.#method = options.solver === 'rodas' ? this.#implicit : this.#explicit;
  }

  /** What the next step depends on, for {@link restore}. Unknown: NaN, or no numbers. */
  get saved(): IntegratorSaved {
    const { time, states, derivatives = new Float64Array(0) } = this.#start;
    return {
      implicit: this.#method === this.#implicit,
      nominals: this.#nominals,
      ...{ time, states, derivatives },
      size: this.#size ?? NaN,
      previousError: this.#previousError,
      counts: [this.#stiff, this.#harmless, this.#easy],
    };
  }

  restore({ implicit, nominals, time, states, derivatives, size, previousError, counts }: IntegratorSaved): void {
    this.restart({ time, states }, nominals);
    this.#method = implicit ? this.#implicit : this.#explicit;
    this.#start = { time, states, derivatives: derivatives.length === 0 ? undefined : derivatives };
    this.#size = Number.isNaN(size) ? undefined : size;
    this.#previousError = previousError;
    [this.#stiff, this.#harmless, this.#easy] = counts;
  }

  /** The method that is in use. */
  get solver(): Exclude<Solver, 'auto'> {
    return this.#method === this.#implicit ? 'rodas' : 'dopri5';
  }

  /**
   * Begins, or begins again after an event: nothing of what was before counts any more but the method. `nominals`: the
   * usual sizes of the states if they are new, 1 to begin with; a hundredth of them times the tolerance is allowed always.
   */
  restart(point: Point, nominals?: Float64Array): void {
    if (nominals !== undefined) {
      this.#nominals = nominals.map((value) => (Number.isFinite(value) && value !== 0 ? Math.abs(value) : 1));
      this.#jacobians.nominals = this.#nominals;
    }
    this.#start = { ...point, derivatives: undefined };
    this.#size = undefined;
    this.#previousError = 1e-4;
    this.#stiff = 0;
    this.#harmless = 0;
    this.#easy = 0;
  }

  /**
   * One step, to `limit` at most, and never one that is not `admissible`.
   * @throws StepTooSmall
   */
  async step(limit: number, admissible: (step: Step) => Promise<boolean> = always): Promise<Step> {
    const start = await this.#startWithDerivatives();
    // Close to 0 it would be 0 itself, which no step is smaller than.
    const smallest = Math.max(Number.MIN_VALUE, 16 * Number.EPSILON * Math.max(Math.abs(start.time), Math.abs(limit)));
    let size = this.#size ?? (await this.#firstSize(start, limit));
    let rejected = false;
    while (true) {
      // A rest that is hardly more than the step is part of it, and one of up to two steps is halved.
      const rest = limit - start.time;
      const last = size * 1.01 >= rest;
      const tried = last ? rest : Math.min(size, rest / 2);
      const attempt = await this.#method.attempt(start, tried);
      const error = attempt === undefined ? NaN : this.#errorOf(start, attempt);
      const end = last ? limit : start.time + tried;
      const step = attempt && error <= 1 ? stepOf(start, attempt, tried, end) : undefined;
      const refused = step === undefined ? !Number.isFinite(error) : !(await admissible(step));
      if (attempt === undefined || step === undefined || refused) {
        const factor = refused ? REFUSED_FACTOR : SAFETY * error ** (-1 / this.#method.errorOrder);
        size = tried * Math.max(SMALLEST_FACTOR, factor);
      } else {
        const growth = this.#growth(error, rejected);
        // A step that was cut short by its limit does not shorten the next one.
        this.#size = growth < 1 ? tried * growth : Math.max(tried * growth, size);
        this.#start = { ...step.to, derivatives: attempt.derivatives };
        this.#choose(attempt.stiffness);
        return step;
      }
      rejected = true;
      if (!(size >= smallest)) throw new StepTooSmall(refused);
    }
  }

  async #startWithDerivatives(): Promise<StepStart> {
    if (this.#start.derivatives !== undefined || this.#method === this.#implicit) return this.#start;
    const [derivatives] = (await this.#ode.derivatives([this.#start])) ?? [];
    if (derivatives === undefined) throw new StepTooSmall(true);
    this.#start = { ...this.#start, derivatives };
    return this.#start;
  }

  #growth(error: number, rejected: boolean): number {
    const { errorOrder } = this.#method;
    const least = 1e-4;
    const factor = SAFETY * Math.max(error, 1e-10) ** -(1 / errorOrder - 0.75 * MEMORY) * this.#previousError ** MEMORY;
    this.#previousError = Math.max(error, least);
    return Math.min(rejected ? 1 : LARGEST_FACTOR, Math.max(SMALLEST_FACTOR, factor));
  }

  #choose(stiffness: number): void {
    if (this.#options.solver !== 'auto') return;
    if (this.#method === this.#implicit) {
      this.#easy = stiffness < EASY_BELOW ? this.#easy + 1 : 0;
      if (this.#easy >= EASY_STEPS) this.#change(this.#explicit);
      return;
    }
    if (stiffness > STIFF_FROM) {
      this.#harmless = 0;
      this.#stiff += 1;
      if (this.#stiff >= STIFF_STEPS) this.#change(this.#implicit);
    } else if (this.#stiff > 0) {
      this.#harmless += 1;
      if (this.#harmless >= HARMLESS_STEPS) this.#stiff = this.#harmless = 0;
    }
  }

  #change(method: Method): void {
    this.#method = method;
    this.#stiff = this.#harmless = this.#easy = 0;
    this.#previousError = 1e-4;
  }

  #errorOf(start: StepStart, { states, error }: Attempt): number {
    return weightedNorm(error, this.#scale(start.states, states));
  }

  #scale(from: Float64Array, to: Float64Array): Float64Array {
    const { tolerance } = this.#options;
    return from.map(
      (value, index) =>
        tolerance * (ABSOLUTE * at(this.#nominals, index) + Math.max(Math.abs(value), Math.abs(at(to, index)))),
    );
  }

  /** From the sizes of the states and of their first and second derivatives. */
  async #firstSize(start: StepStart, limit: number): Promise<number> {
    const { span } = this.#options;
    const longest = Math.min(limit - start.time, span);
    const unknown = 1e-6 * span;
    const scale = this.#scale(start.states, start.states);
    const first = start.derivatives ?? (await this.#ode.derivatives([start]))?.[0];
    if (first === undefined) throw new StepTooSmall(true);
    const size = weightedNorm(start.states, scale);
    const slope = weightedNorm(first, scale);
    const known = size >= 1e-5 && slope >= 1e-5 && Number.isFinite(size) && Number.isFinite(slope);
    const guess = Math.min(longest, known ? (0.01 * size) / slope : unknown);
    const ahead = { time: start.time + guess, states: combine(start.states, [[guess, first]]) };
    const [second] = (await this.#ode.derivatives([ahead])) ?? [];
    if (second === undefined) return guess * REFUSED_FACTOR;
    const bend = weightedNorm(combine(second, [[-1, first]]), scale) / guess;
    const steepest = Math.max(slope, bend);
    const fitting =
      steepest <= 1e-15 ? Math.max(unknown, guess * 1e-3) : (0.01 / steepest) ** (1 / this.#method.errorOrder);
    const chosen = Math.min(100 * guess, fitting, longest);
    // Of states or derivatives at the ends of the reals nothing can be told.
    return chosen > 0 ? chosen : Math.min(longest, unknown);
  }
}

const always = (): Promise<boolean> => Promise.resolve(true);

function stepOf(from: Point, attempt: Attempt, size: number, end: number): Step {
  const to = { time: end, states: attempt.states };
  const statesAt = (time: number): Float64Array =>
    time >= end ? to.states : attempt.interpolate((time - from.time) / size);
  return { from, to, statesAt };
}
