/** The frames of a session: those that every FMU has, and those that the client defines (RFMI 3.2.4 and 3.2.5). */
import { quote } from '../../fmu/error.js';
import type { SubFrame } from '../../runtime/frames.js';
import type { FrameDefinition } from '../wire/fields.js';
import { FrameId } from '../wire/messages.js';
import { resized } from '../wire/array-sizes.js';
import type { ElementsOf } from '../wire/default-frames.js';
import type { Allowance } from '../../transport/allowance.js';
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
  /** Numbers of the frames that the client has defined. */
  readonly #defined = new Set<number>();
  /** How many elements arrays have now. */
  #elements: ElementsOf;

  /** What the frames take of memory is taken of `kept`. */
  constructor(fmu: SelectedFmu, kept: Allowance) {
    this.#fmu = fmu;
    this.#kept = kept;
    this.#frames = new Map(fmu.frames.map((frame) => [frame.id, frame]));
    this.#elements = fmu.elements;
  }

  /** Arrays have other sizes now, in all frames. */
  resize(elements: ElementsOf): void {
    this.#elements = elements;
    for (const [id, frame] of this.#frames) {
      const subFrames = resized(frame.subFrames, elements);
      if (subFrames !== frame.subFrames) this.#frames.set(id, new Frame(this.#fmu.values, { id, subFrames }));
    }
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
    const more = bytesOf(subFrames) - this.#own(id, old);
    const refused = this.#kept.refusal(more);
    if (refused !== undefined) return `the frame ${id} cannot be defined: ${refused}`;
    this.#kept.take(more);
    this.#frames.set(id, new Frame(this.#fmu.values, definition));
    this.#defined.add(id);
    return undefined;
  }

  /** Bytes that a frame takes, if the client has defined it. */
  #own(id: number, frame: Frame | undefined): number {
    return frame === undefined || !this.#defined.has(id) ? 0 : bytesOf(frame.subFrames);
  }

  #mistake(subFrames: readonly SubFrame[]): string | undefined {
    const { served, types, values, extended } = this.#fmu;
    for (const { type, references, elements } of subFrames) {
      if (!types.includes(type)) {
        return `an FMU of FMI ${served.description.fmiVersion} has no values of type ${hexType(type)}`;
      }
      const wrong = references.find((reference) => values.find(type, reference) === undefined);
      if (wrong !== undefined) return `no variable of type ${hexType(type)} has the value reference ${wrong}`;
      if (elements !== undefined && !extended) return `an FMU of FMI ${served.description.fmiVersion} has no arrays`;
      const size = extended ? this.#wrongSize(type, references, elements) : undefined;
      if (size !== undefined) return size;
    }
    return undefined;
  }

  /** What is wrong with the numbers of elements; without them all are scalars. A scalar may stand among arrays. */
  #wrongSize(type: number, references: readonly number[], elements: readonly number[] | undefined): string | undefined {
    for (const [place, reference] of references.entries()) {
      const variable = this.#fmu.values.find(type, reference)?.variable;
      const isArray = variable !== undefined && variable.dimensions.length > 0;
      const has = isArray ? this.#elements(type, reference) : 1;
      const given = elements === undefined ? 1 : elements[place];
      if (has === given && (!isArray || elements !== undefined)) continue;
      const name = quote(variable?.name ?? '');
      if (has === undefined) return `the size of the array ${name} is not known`;
      if (elements === undefined) return `${name} is an array, of ${has} elements; a sub-frame of arrays carries it`;
      return `${name} has ${has} elements, and ${given} are in the frame`;
    }
    return undefined;
  }
}

function isDefinable(id: number): boolean {
  return id === FrameId.inputs || id === FrameId.outputs || id >= FrameId.firstOfClient;
}

function bytesOf(subFrames: readonly SubFrame[]): number {
  const each = subFrames.map(
    ({ references, elements = [] }) => SUB_FRAME_BYTES + REFERENCE_BYTES * (references.length + elements.length),
  );
  return each.reduce((sum, bytes) => sum + bytes, FRAME_BYTES);
}

function hexType(type: number): string {
  return `0x${type.toString(16).padStart(4, '0')}`;
}
