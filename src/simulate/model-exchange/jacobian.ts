/** The Jacobian of a model by finite differences, for the implicit method: all its points are one exchange with the model. */
import { type Matrix, spectralRadius } from './linear.js';
import type { Ode, Point } from './ode.js';
import { at, combine } from './vectors.js';

/** f and its derivatives at a point. */
export interface Jacobian {
  readonly derivatives: Float64Array;
  /** A row for each component of f, a column for each state. */
  readonly byState: Matrix;
  readonly byTime: Float64Array;
  readonly spectralRadius: number;
}

/** The best compromise between rounding and curvature, relative to what is varied. */
const RELATIVE_CHANGE = Math.sqrt(Number.EPSILON);

/** Makes Jacobians of a system. */
export class JacobianSource {
  readonly #ode: Ode;
  /** The usual size of each state, greater than 0. */
  nominals: Float64Array;

  constructor(ode: Ode, nominals: Float64Array) {
    this.#ode = ode;
    this.nominals = nominals;
  }

  /**
   * The Jacobian at `point`; time is varied within the step of the given size that begins there.
   * @returns undefined if the model cannot be evaluated there
   */
  async at(point: Point, size: number): Promise<Jacobian | undefined> {
    // Away from zero first, because quantities that must not be negative are not negative then; else the other way.
    return (await this.#varied(point, size, 1)) ?? (await this.#varied(point, size, -1));
  }

  async #varied(point: Point, size: number, direction: number): Promise<Jacobian | undefined> {
    const { time, states } = point;
    const later = time + Math.min(size, Math.max(size * 1e-3, RELATIVE_CHANGE * Math.abs(time)));
    const changes = states.map((value, index) => {
      const change = RELATIVE_CHANGE * Math.max(Math.abs(value), at(this.nominals, index));
      // What is really added, after rounding.
      return value + direction * (value < 0 ? -change : change) - value;
    });
    const points = [...changes].map((change, index): Point => {
      const changed = states.slice();
      changed[index] = at(states, index) + change;
      return { time, states: changed };
    });
    const values = await this.#ode.derivatives([point, { time: later, states }, ...points]);
    const [derivatives, atLater, ...columns] = values ?? [];
    if (derivatives === undefined || atLater === undefined) return undefined;
    const byState = [...derivatives].map((value, row) =>
      Float64Array.from(columns, (column, index) => (at(column, row) - value) / at(changes, index)),
    );
    return {
      derivatives,
      byState,
      byTime: combine(atLater, [[-1, derivatives]]).map((difference) => difference / (later - time)),
      spectralRadius: spectralRadius(byState),
    };
  }
}
