/** A frame of a session, with everything that can be prepared before its values come and go. */
import type { Call } from '../../runtime/calls.js';
import { swapValues, valuesLength } from '../../runtime/frame-values.js';
import { type ByteOrder, encodeFrame, HOST_ORDER, type SubFrame, valueCount, ValueType } from '../../runtime/frames.js';
import type { FrameDefinition } from '../wire/fields.js';
import type { ModelValue, ModelValues } from './model-values.js';

export class Frame {
  readonly id: number;
  readonly subFrames: readonly SubFrame[];
  /** Nothing to get or set. */
  readonly empty: boolean;
  /** How many values it has, each element of an array one of them. */
  readonly count: number;
  /** Whether there are clocks among them. */
  readonly hasClocks: boolean;
  /** The sub-frames as a running model takes them. */
  readonly encoded: Buffer;
  /** The call that gets its values. */
  readonly get: Call;
  readonly #values: ModelValues;
  /** By the state that was asked for: the first value that cannot be set in it. */
  readonly #fixed = new Map<number, ModelValue | undefined>();

  /** What the definition names must be there: see frame-set.ts. */
  constructor(values: ModelValues, { id, subFrames }: FrameDefinition) {
    this.#values = values;
    this.id = id;
    this.subFrames = subFrames;
    this.empty = subFrames.every(({ references }) => references.length === 0);
    this.count = subFrames.reduce((sum, each) => sum + valueCount(each), 0);
    this.hasClocks = subFrames.some(({ type, references }) => type === ValueType.Clock && references.length > 0);
    this.encoded = encodeFrame(subFrames);
    this.get = { call: 'get', frame: this.encoded };
  }

  /**
   * Values from the network as a running model takes them; what follows them is left out.
   * @throws MalformedValues
   */
  fromNetwork(values: Buffer, order: ByteOrder): Buffer {
    if (order !== HOST_ORDER) return swapValues(this.subFrames, values, order);
    const length = valuesLength(this.subFrames, values, order);
    return length === values.length ? values : values.subarray(0, length);
  }

  /** Values of a running model as the network takes them. */
  toNetwork(values: Buffer, order: ByteOrder): Buffer {
    return order === HOST_ORDER ? values : swapValues(this.subFrames, values, HOST_ORDER);
  }

  /** The call that sets its values. */
  set(values: Buffer): Call {
    return { call: 'set', frame: this.encoded, values };
  }

  /** The first value that cannot be set in any of these states (a sum of {@link Settable}); undefined: all can. */
  fixedIn(states: number): ModelValue | undefined {
    if (!this.#fixed.has(states)) this.#fixed.set(states, this.#findFixed(states));
    return this.#fixed.get(states);
  }

  #findFixed(states: number): ModelValue | undefined {
    for (const { type, references } of this.subFrames) {
      for (const reference of references) {
        const value = this.#values.find(type, reference);
        if (value !== undefined && (value.settable & states) === 0) return value;
      }
    }
    return undefined;
  }
}
