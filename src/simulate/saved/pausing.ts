/** A simulation that ends early and is saved in a file, or goes on from one. */
import { checkDestination, replaceFile } from '../../files/replace-file.js';
import { displayName } from '../../fmu/file-names.js';
import { FmuToolError } from '../../fmu/error.js';
import { PLATFORMS, type Platform } from '../../fmu/platforms.js';
import type { Experiment } from '../experiment.js';
import { SOLVERS, type Solver } from '../model-exchange/solver.js';
import type { SimulationResult } from '../simulation.js';
import type { SimulatedInterface, Subject } from '../subject.js';
import { requireOwner, stateFileParts, type SavedSimulation } from './state-file.js';

/** What a simulation keeps of what it was asked for. */
interface KeptOptions {
  readonly set?: readonly (readonly [name: string, value: string])[] | undefined;
  readonly solver?: Solver | undefined;
  readonly kind?: SimulatedInterface | undefined;
  readonly platform?: Platform | undefined;
}

/** The options of a simulation that goes on: what is kept is what it was. */
export function resumedOptions<T extends KeptOptions>(
  options: T,
  { owner, set, solver }: SavedSimulation,
): T & KeptOptions {
  return {
    ...options,
    set,
    solver: SOLVERS.find((each) => each === solver),
    kind: owner.interface === 'modelExchange' ? 'modelExchange' : 'coSimulation',
    platform: options.platform ?? PLATFORMS.find((each) => displayName(each) === owner.platform),
  };
}

/** What is to be saved, and where. */
export class Pause {
  readonly #file: string;

  private constructor(file: string) {
    this.#file = file;
  }

  /**
   * Looks whether there can be one.
   * @throws FmuToolError `experiment`, `output-…`, `file-system`
   */
  static async prepare(
    { at, file }: { readonly at: number; readonly file: string },
    span: { readonly begin: number; readonly stop: number },
  ): Promise<Pause> {
    const { begin, stop } = span;
    if (!(at > begin && at < stop)) {
      throw new FmuToolError('experiment', `the simulation goes from ${begin} s to ${stop} s; choose a time between`);
    }
    return new Pause(await checkDestination(file));
  }

  /** Writes the file, unless the simulation has ended otherwise. @throws FmuToolError `file-system` */
  async save(
    { owner }: Subject,
    { set = [], solver }: KeptOptions,
    experiment: Experiment,
    { paused, stopTime }: SimulationResult,
  ): Promise<void> {
    if (paused === undefined || owner === undefined) return;
    const saved = { owner, experiment, set, solver: solver ?? '', time: stopTime, ...paused };
    await replaceFile(this.#file, stateFileParts(saved), { sync: true });
  }
}

/** @throws FmuToolError `saved-state` if the subject cannot go on from it */
export function requireFit({ owner }: Subject, resume: SavedSimulation | undefined): void {
  if (resume !== undefined && owner !== undefined) requireOwner(resume.owner, owner);
}
