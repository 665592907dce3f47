/** The model that a client has selected, with its variables by name. */
import type { Message } from '../wire/messages.js';

/** A variable as the server lists it (RFMI 0.91, 3.1.4). */
export type RfmiVariable = Message<'fsel'>['variables'][number];

export class RemoteFmu {
  readonly name: string;
  readonly variables: readonly RfmiVariable[];
  #byName: ReadonlyMap<string, RfmiVariable> | undefined;

  constructor(name: string, variables: readonly RfmiVariable[]) {
    this.name = name;
    this.variables = variables;
  }

  /** The variable of that name, if there is one. */
  find(name: string): RfmiVariable | undefined {
    this.#byName ??= new Map(this.variables.map((variable) => [variable.name, variable]));
    return this.#byName.get(name);
  }

  /** @throws RangeError */
  require(names: readonly string[]): RfmiVariable[] {
    return names.map((name) => {
      const found = this.find(name);
      if (found === undefined) throw new RangeError(`${this.name} has no variable ${JSON.stringify(name)}`);
      return found;
    });
  }
}
