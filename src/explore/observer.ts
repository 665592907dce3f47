/** Which variables are looked at in every configuration, and what was seen there. */
import type { Configuration } from '../plug/space.js';
import type { Value } from '../runtime/frames.js';
import type { SimulationVariable } from '../simulate/simulation-variable.js';
import { VariableFrame } from '../simulate/variable-frame.js';

/** The values of variables in one configuration. */
export type Sight = ReadonlyMap<SimulationVariable, Value>;

export class Observer {
  #frame = new VariableFrame([]);
  /** What was seen as long as the configuration is kept anywhere. */
  readonly #seen = new WeakMap<Configuration, { readonly frame: VariableFrame; readonly bytes: Buffer }>();

  /** The frame of all that is looked at. */
  get frame(): VariableFrame {
    return this.#frame;
  }

  /** Looks at these variables, too, from now on. Returns whether the frame is another one now. */
  add(variables: readonly SimulationVariable[]): boolean {
    const known = new Set(this.#frame.variables);
    const added = variables.filter((variable) => !known.has(variable) && known.add(variable));
    if (added.length === 0) return false;
    this.#frame = new VariableFrame([...this.#frame.variables, ...added]);
    return true;
  }

  /** The values of the frame as it is now, in a configuration. */
  note(configuration: Configuration, bytes: Buffer): void {
    this.#seen.set(configuration, { frame: this.#frame, bytes });
  }

  /** What was seen; undefined where that is not known, or not all that is looked at now. */
  sight(configuration: Configuration): Sight | undefined {
    const seen = this.#seen.get(configuration);
    if (seen?.frame !== this.#frame) return undefined;
    const values = this.#frame.decode(seen.bytes);
    return new Map(this.#frame.variables.flatMap((variable, place) => pair(variable, values[place])));
  }
}

function pair(variable: SimulationVariable, value: Value | undefined): [SimulationVariable, Value][] {
  return value === undefined ? [] : [[variable, value]];
}
