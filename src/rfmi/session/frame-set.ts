/** The frames of a session: those that every FMU has, and those that the client defines (RFMI 3.2.4 and 3.2.5). */
import type { SubFrame } from '../../runtime/frames.js';
import type { FrameDefinition } from '../wire/fields.js';
import { FrameId } from '../wire/messages.js';
import { TYPES } from '../wire/variables.js';
import type { Allowance } from './allowance.js';
import { Frame } from './frame.js';
import type { SelectedFmu } from './selected-fmu.js';

/** Frames that a client may define, without the three that are always there. */
const MOST_FRAMES = 1024;
/** About the bytes of memory that a frame takes, and more for each of its sub-frames and value references. */
const FRAME_BYTES = 512;
const SUB_FRAME_BYTES = 128;
const REFERENCE_BYTES = 16;

export class FrameSet {
  readonly #fmu: SelectedFmu;
  readonly #kept: Allowance;
  readonly #frames: Map<number, Frame>;

  /** What the frames take of memory is taken of `kept`. */
  constructor(fmu: SelectedFmu, kept: Allowance) {
    this.#fmu = fmu;
    this.#kept = kept;
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
    if (old === undefined && this.#frames.size - this.#fmu.frames.length >= MOST_FRAMES) {
      return `a session may define ${MOST_FRAMES} frames`;
    }
    const more = bytesOf(subFrames) - this.#own(old);
    const refused = this.#kept.refusal(more);
    if (refused !== undefined) return `the frame ${id} cannot be defined: ${refused}`;
    this.#kept.take(more);
    this.#frames.set(id, new Frame(this.#fmu.values, definition));
    return undefined;
  }

  /** Bytes that a frame takes, if the client has defined it. */
  #own(frame: Frame | undefined): number {
    return frame === undefined || this.#fmu.frames.includes(frame) ? 0 : bytesOf(frame.subFrames);
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

function bytesOf(subFrames: readonly SubFrame[]): number {
  const each = subFrames.map(({ references }) => SUB_FRAME_BYTES + REFERENCE_BYTES * references.length);
  return each.reduce((sum, bytes) => sum + bytes, FRAME_BYTES);
}

function hexType(type: number): string {
  return `0x${type.toString(16).padStart(4, '0')}`;
}
