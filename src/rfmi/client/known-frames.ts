/** The frames of a client's session: their definitions, and their values to bytes of the connection and back. */
import { decodeValues, encodeValues, swapValues } from '../../runtime/frame-values.js';
import { HOST_ORDER, typeRank, type SubFrame, type Value } from '../../runtime/frames.js';
import type { ByteOrder } from '../wire/codec.js';
import { resized } from '../wire/array-sizes.js';
import type { ElementsOf } from '../wire/default-frames.js';
import type { FrameDefinition } from '../wire/fields.js';
import { FrameId } from '../wire/messages.js';
import type { RfmiVariable } from './remote-fmu.js';

/** Definitions by number, as far as they are known. */
export class KnownFrames {
  readonly #frames = new Map<number, readonly SubFrame[]>();

  constructor() {
    this.clear();
  }

  /** The sub-frames of a frame, if it is known. */
  get(id: number): readonly SubFrame[] | undefined {
    return this.#frames.get(id);
  }

  /** @throws RangeError */
  require(id: number): readonly SubFrame[] {
    const frame = this.get(id);
    if (frame === undefined) throw new RangeError(`there is no frame ${id}; define it first`);
    return frame;
  }

  define({ id, subFrames }: FrameDefinition): void {
    this.#frames.set(id, subFrames);
  }

  /** Arrays have other sizes now (XTND). */
  resize(elements: ElementsOf): void {
    for (const [id, subFrames] of this.#frames) this.#frames.set(id, resized(subFrames, elements));
  }

  /** These are all. */
  set(frames: readonly FrameDefinition[]): void {
    this.clear();
    for (const frame of frames) this.define(frame);
  }

  /** Only the empty frame is left. */
  clear(): void {
    this.#frames.clear();
    this.#frames.set(FrameId.empty, []);
  }
}

/** The values of a frame as bytes. */
export function frameBytes(subFrames: readonly SubFrame[], values: readonly Value[], order: ByteOrder): Buffer {
  const bytes = encodeValues(subFrames, values);
  return order === HOST_ORDER ? bytes : swapValues(subFrames, bytes, HOST_ORDER);
}

/**
 * The values of a frame from bytes.
 * @throws MalformedValues
 */
export function frameValues(subFrames: readonly SubFrame[], bytes: Uint8Array, order: ByteOrder): Value[] {
  return decodeValues(subFrames, bytes, order);
}

/** A frame of variables, and where each of its values comes from. */
export interface OrderedFrame {
  readonly subFrames: readonly SubFrame[];
  /** For each value of the frame the index of its variable. */
  readonly order: readonly number[];
}

/**
 * A frame of these variables: a sub-frame for each type, the widest alignment first and what has no fixed size last, so
 * that nothing has to be padded (1.1.4).
 */
export function frameOf(variables: readonly Pick<RfmiVariable, 'type' | 'reference'>[]): OrderedFrame {
  const byType = new Map<number, { references: number[]; indices: number[] }>();
  variables.forEach(({ type, reference }, index) => {
    const group = byType.get(type) ?? { references: [], indices: [] };
    group.references.push(reference);
    group.indices.push(index);
    byType.set(type, group);
  });
  const groups = [...byType].sort(([a], [b]) => typeRank(a) - typeRank(b));
  return {
    subFrames: groups.map(([type, { references }]) => ({ type, references })),
    order: groups.flatMap(([, { indices }]) => indices),
  };
}

/** Values of a frame in the order of its variables: the other way round than {@link OrderedFrame.order}. */
export function inOrder(order: readonly number[], values: readonly Value[]): Value[] {
  const result = new Array<Value>(values.length);
  order.forEach((index, place) => {
    const value = values[place];
    if (value !== undefined) result[index] = value;
  });
  return result;
}
