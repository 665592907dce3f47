/** The configurations and steps of a space that was explored, for pictures. */
import type { Configuration, StateSpace, Transition } from '../../plug/space.js';

/** A configuration in a picture. */
export interface Node {
  /** Lines of text. */
  readonly label: readonly string[];
}

/** A step between two of them, by their numbers. */
export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly label: string;
}

export interface Graph {
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
  /** How many of the nodes, from the first one on, are initial. */
  readonly initial: number;
  /** Steps of the way to what was found, by the numbers of configurations: `from to`. */
  readonly way: ReadonlySet<string>;
}

/** Configurations that a graph has room for. */
export const MOST_NODES = 100_000;

/** Takes down what a search sees. */
export class GraphRecorder {
  readonly #space: StateSpace;
  readonly #label: (configuration: Configuration) => Promise<readonly string[]>;
  readonly #configurations: Configuration[] = [];
  readonly #edges: { readonly from: number; readonly to: number; readonly transition: Transition }[] = [];

  /** `label` says what stands in a node. */
  constructor(space: StateSpace, label: (configuration: Configuration) => Promise<readonly string[]>) {
    this.#space = space;
    this.#label = label;
  }

  /** Whether there was more than {@link MOST_NODES}. */
  get isFull(): boolean {
    return this.#configurations.length >= MOST_NODES;
  }

  state(state: number, configuration: Configuration): void {
    if (state < MOST_NODES) this.#configurations[state] = configuration;
  }

  edge(from: number, to: number, transition: Transition): void {
    if (from < MOST_NODES && to < MOST_NODES) this.#edges.push({ from, to, transition });
  }

  async graph(initial: number, way: readonly number[]): Promise<Graph> {
    const nodes: Node[] = [];
    for (const configuration of this.#configurations) nodes.push({ label: await this.#label(configuration) });
    const edges: Edge[] = [];
    for (const { from, to, transition } of this.#edges) {
      edges.push({ from, to, label: await this.#space.describe(transition) });
    }
    const steps = way.slice(1).map((to, place) => `${way[place]} ${to}`);
    return { nodes, edges, initial, way: new Set(steps) };
  }
}
