/** The frames of a session: those that every FMU has, and those that the client defines (RFMI 3.2.4 and 3.2.5). */
import type { SubFrame } from '../../runtime/frames.js';
import type { FrameDefinition } from '../wire/fields.js';
import { FrameId } from '../wire/messages.js';
import { TYPES } from '../wire/variables.js';
import { Frame } from './frame.js';
import type { SelectedFmu } from './selected-fmu.js';

/** What a client may define, so that it cannot fill the server's memory. */
export interface FrameLimits {
  /** Frames, without the three that are always there. */
  readonly frames: number;
  /** Value references in all frames together that the client has defined. */
  readonly references: number;
}

export class FrameSet {
  readonly #fmu: SelectedFmu;
  readonly #limits: FrameLimits;
  readonly #frames: Map<number, Frame>;
  /** Value references in the frames that the client has defined. */
  #references = 0;

  constructor(fmu: SelectedFmu, limits: FrameLimits) {
    this.#fmu = fmu;
    this.#limits = limits;
    this.#frames = new Map(fmu.frames.map((frame) => [frame.id, frame]));
  }

  /** A frame that is defined. */
  find(id: number): Frame | undefined {
    return this.#frames.get(id);
  }

  /** All frames: the empty one, inputs, outputs, then those of the client in the order in which they came. */
  list(): FrameDefinition[] {
    return [...this.#frames.values()].map(({ id, subFrames }) => ({ id, subFrames }));
  }

  /** A frame that is described in the message that uses it; or why it cannot be. */
  dynamic(subFrames: readonly SubFrame[]): Frame | string {
    return this.#mistake(subFrames) ?? new Frame(this.#fmu.values, { id: FrameId.dynamic, subFrames });
  }

  /** Defines a frame, or defines it again. Returns why it cannot be done, and then has changed nothing. */
  define(definition: FrameDefinition): string | undefined {
    const { id, subFrames } = definition;
    if (!isDefinable(id)) {
      return `the frame ${id} cannot be defined; frames 1 and 2 and those from 0x80000000 on can`;
    }
    const mistake = this.#mistake(subFrames);
    if (mistake !== undefined) return mistake;
    const old = this.#frames.get(id);
    const references = this.#references - this.#own(old) + countReferences(subFrames);
    if (references > this.#limits.references) {
      return `the frames of a session may name ${this.#limits.references} value references in all`;
    }
    if (old === undefined && this.#frames.size - this.#fmu.frames.length >= this.#limits.frames) {
      return `a session may define ${this.#limits.frames} frames`;
    }
    this.#frames.set(id, new Frame(this.#fmu.values, definition));
    this.#references = references;
    return undefined;
  }

  /** Value references of a frame, if the client has defined it. */
  #own(frame: Frame | undefined): number {
    return frame === undefined || this.#fmu.frames.includes(frame) ? 0 : countReferences(frame.subFrames);
  }

  #mistake(subFrames: readonly SubFrame[]): string | undefined {
    for (const { type, references } of subFrames) {
      if (!TYPES[this.#fmu.major].includes(type)) {
        return `an FMU of FMI ${this.#fmu.served.description.fmiVersion} has no values of type ${hexType(type)}`;
      }
      const wrong = references.find((reference) => this.#fmu.values.find(type, reference) === undefined);
      if (wrong !== undefined) return `no variable of type ${hexType(type)} has the value reference ${wrong}`;
    }
    return undefined;
  }
}

function isDefinable(id: number): boolean {
  return id === FrameId.inputs || id === FrameId.outputs || id >= FrameId.firstOfClient;
}

function countReferences(subFrames: readonly SubFrame[]): number {
  return subFrames.reduce((sum, { references }) => sum + references.length, 0);
}

function hexType(type: number): string {
  return `0x${type.toString(16).padStart(4, '0')}`;
}
