/**
 * A state space, as whatever explores it sees it: the server of the plug remote protocol, its client and the explorer speak
 * in these words. Configurations and transitions are bytes that only the space understands; equal bytes are the same.
 */
import type { Item, KnownSizes } from './wire/layouts.js';

export type Configuration = Uint8Array;
export type Transition = Uint8Array;

/** What comes of firing a transition. */
export interface Firing {
  /** None where the transition was refused; the payload says why. */
  readonly targets: readonly Configuration[];
  /** What firing has to say besides: bytes that {@link StateSpace.extendedValuations} understands. */
  readonly payload: Uint8Array;
}

/** A transition that was fired, with both its ends. */
export interface FiredStep {
  readonly source: Configuration;
  readonly transition: Transition;
  readonly payload: Uint8Array;
  readonly target: Configuration;
}

/** An atomic proposition that the space has understood. */
export interface Atom {
  readonly text: string;
}

/**
 * Bytes that a space did not make, or that do not fit it, are a {@link SpaceError} and nothing else. Calls may overlap, also
 * those of several clients: a space that can do only one thing at a time takes them in the order in which they come.
 */
export interface StateSpace {
  /**
   * The sizes that all configurations and transitions have once they are padded with zero bytes; undefined: no bound. A
   * space that has such sizes takes padded bytes for the ones that were padded.
   */
  readonly knownSizes: KnownSizes | undefined;
  initialConfigurations(): Promise<readonly Configuration[]>;
  fireableTransitions(source: Configuration): Promise<readonly Transition[]>;
  fire(source: Configuration, transition: Transition): Promise<Firing>;
  /** @throws AtomError for a text that is no proposition about this space; its message may have several lines, with a caret */
  atom(text: string): Atom;
  /** In the order of `atoms`. @throws AtomError where the evaluation of one fails */
  valuations(atoms: readonly Atom[], configuration: Configuration): Promise<readonly boolean[]>;
  /** The same for a step that was fired. */
  extendedValuations(atoms: readonly Atom[], step: FiredStep): Promise<readonly boolean[]>;
  /** The configuration as a tree, for people. */
  items(configuration: Configuration): Promise<readonly Item[]>;
  /** The transition in words, such as `u=1 for 0.1 s`. */
  describe(transition: Transition): Promise<string>;
  /** Ends everything that belongs to it. May be called again. */
  close(): Promise<void>;
}

/** A question about a state space that has no answer; the space goes on. */
export class SpaceError extends Error {
  override readonly name: string = 'SpaceError';
}

/** A proposition that cannot be understood, or that has no value in a configuration. */
export class AtomError extends SpaceError {
  override readonly name = 'AtomError';
}
