/** The values of a frame's variables as bytes and back, in either byte order (RFMI 0.91, 1.1.3 and 1.1.4). */
import { HOST_ORDER, ValueType, valueCount, type ByteOrder, type SubFrame, type Value } from './frames.js';
import { SCALARS } from './scalars.js';

const HOST_LITTLE = HOST_ORDER === 'little';

/** Bytes that are not the values of their frame. */
export class MalformedValues extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MalformedValues';
  }
}

/**
 * Values, one for each reference of the sub-frames in their order, as bytes in the order of this machine. A text ends
 * at its first zero, as it does for every reader.
 * @throws RangeError, TypeError values that do not fit the sub-frames: a mistake of the caller
 */
export function encodeValues(subFrames: readonly SubFrame[], values: readonly Value[]): Buffer {
  const items: Item[] = [];
  let length = 0;
  for (const subFrame of subFrames) {
    const size = sizeOf(subFrame.type);
    const count = valueCount(subFrame);
    length = aligned(length, size === 0 ? 4 : size);
    if (size !== 0) length += size * count;
    for (let left = count; left > 0; --left) {
      const item = itemOf(subFrame.type, values[items.length]);
      items.push(item);
      if (typeof item === 'object') length = aligned(length + 4 + item.length, 4);
    }
  }
  if (items.length !== values.length) throw new RangeError(`${values.length} values for ${items.length} places`);
  const bytes = Buffer.alloc(length);
  writeItems(subFrames, items, bytes);
  return bytes;
}

/**
 * The values that lie in `bytes`, one for each reference; binaries are views of `bytes`. Whatever follows them is ignored.
 * @throws MalformedValues
 */
export function decodeValues(
  subFrames: readonly SubFrame[],
  bytes: Uint8Array,
  order: ByteOrder = HOST_ORDER,
): Value[] {
  const reals = order === HOST_ORDER ? decodeReals(subFrames, bytes) : undefined;
  if (reals !== undefined) return reals;
  const view = viewOf(bytes);
  const little = order === 'little';
  const count = subFrames.reduce((sum, each) => sum + valueCount(each), 0);
  // A peer says how many elements an array has; every value has a byte at least.
  if (count > bytes.length) throw tooShort(view);
  const values = new Array<Value>(count);
  let next = 0;
  walk(subFrames, view, little, (type, start, end) => {
    next = readValues(type, view, little, start, end, values, next);
  });
  return values;
}

/** The same for reals alone, which most frames are, if they lie as this machine wants them: in half the time. */
function decodeReals(subFrames: readonly SubFrame[], bytes: Uint8Array): number[] | undefined {
  const [subFrame] = subFrames;
  if (subFrames.length !== 1 || subFrame?.type !== ValueType.Real) return undefined;
  const count = valueCount(subFrame);
  if (bytes.byteOffset % 8 !== 0 || bytes.length < 8 * count) return undefined;
  const reals = new Float64Array(bytes.buffer, bytes.byteOffset, count);
  const values = new Array<number>(count);
  for (let place = 0; place < count; ++place) values[place] = reals[place] ?? 0;
  return values;
}

/** Puts the values of one sub-frame into `values`, from `next` on, and returns where those of the next one go. */
function readValues(
  type: number,
  view: DataView,
  little: boolean,
  start: number,
  end: number,
  values: Value[],
  next: number,
): number {
  let place = next;
  let at = start;
  const scalar = SCALARS.get(type);
  if (scalar !== undefined) {
    for (; at < end; at += scalar.size) values[place++] = scalar.read(view, at, little);
    return place;
  }
  const bytes = Buffer.from(view.buffer, view.byteOffset, view.byteLength);
  while (at < end) {
    const data = at + 4;
    const dataEnd = data + view.getUint32(at, little);
    values[place++] = type === ValueType.String ? textOf(bytes, data, dataEnd - 1) : bytes.subarray(data, dataEnd);
    at = aligned(dataEnd, 4);
  }
  return place;
}

/**
 * Checks that `bytes` begins with the values of the sub-frames, and returns how many bytes these are.
 * @throws MalformedValues
 */
export function valuesLength(subFrames: readonly SubFrame[], bytes: Uint8Array, order: ByteOrder = HOST_ORDER): number {
  return walk(subFrames, viewOf(bytes), order === 'little');
}

/**
 * Where the bytes of each value lie: from its first one, the length of a text or binary included, to before its padding.
 * @throws MalformedValues
 */
export function valueRanges(
  subFrames: readonly SubFrame[],
  bytes: Uint8Array,
  order: ByteOrder = HOST_ORDER,
): { readonly start: number; readonly end: number }[] {
  const view = viewOf(bytes);
  const little = order === 'little';
  const ranges: { readonly start: number; readonly end: number }[] = [];
  walk(subFrames, view, little, (type, first, last) => {
    const size = sizeOf(type);
    for (let start = first; start < last;) {
      const end = size === 0 ? start + 4 + view.getUint32(start, little) : start + size;
      ranges.push({ start, end });
      start = size === 0 ? aligned(end, 4) : end;
    }
  });
  return ranges;
}

/**
 * A copy of values that lie in the byte order `from`, in the other one; whatever follows them is left out.
 * @throws MalformedValues
 */
export function swapValues(subFrames: readonly SubFrame[], bytes: Uint8Array, from: ByteOrder): Buffer {
  const little = from === 'little';
  const copy = Buffer.from(bytes);
  const view = viewOf(copy);
  const length = walk(subFrames, view, little, (type, start, end) => {
    const size = sizeOf(type);
    if (size === 8) copy.subarray(start, end).swap64();
    else if (size === 4) copy.subarray(start, end).swap32();
    else if (size === 2) copy.subarray(start, end).swap16();
    else if (size === 0) {
      for (let at = start; at < end;) {
        const count = view.getUint32(at, little);
        view.setUint32(at, count, !little);
        at = aligned(at + 4 + count, 4);
      }
    }
  });
  return copy.subarray(0, length);
}

/** Bytes of a value, which are its alignment too; 0: a length and so many bytes, aligned to 4. */
function sizeOf(type: number): 0 | 1 | 2 | 4 | 8 {
  if (type === ValueType.String || type === ValueType.Binary) return 0;
  const scalar = SCALARS.get(type);
  if (scalar !== undefined) return scalar.size;
  throw new MalformedValues(`there is no type 0x${type.toString(16).padStart(4, '0')} of values`);
}

/** Checks everything and tells where the values of each sub-frame begin and end; returns where the last one ends. */
function walk(
  subFrames: readonly SubFrame[],
  view: DataView,
  little: boolean,
  visit?: (type: number, start: number, end: number) => void,
): number {
  let end = 0;
  for (const subFrame of subFrames) {
    const { type } = subFrame;
    const size = sizeOf(type);
    const count = valueCount(subFrame);
    const start = aligned(end, size === 0 ? 4 : size);
    end = start + size * count;
    if (size === 0) {
      for (let left = count; left > 0; --left) end = walkBytes(type, view, little, end);
    }
    if (end > view.byteLength) throw tooShort(view);
    visit?.(type, start, end);
  }
  return end;
}

function walkBytes(type: number, view: DataView, little: boolean, at: number): number {
  if (at + 4 > view.byteLength) throw tooShort(view);
  const length = view.getUint32(at, little);
  const end = at + 4 + length;
  if (end > view.byteLength) throw tooShort(view);
  if (type === ValueType.String && (length === 0 || view.getUint8(end - 1) !== 0)) {
    throw new MalformedValues(`a text at byte ${at} of the values does not end with a zero`);
  }
  return aligned(end, 4);
}

function tooShort(view: DataView): MalformedValues {
  return new MalformedValues(`${view.byteLength} bytes are too few for the values of the frame`);
}

/** A value as it is written. */
type Item = number | bigint | Uint8Array;

function itemOf(type: number, value: Value | undefined): Item {
  const item =
    type === ValueType.String && typeof value === 'string'
      ? Buffer.from(`${value.split('\0', 1)[0] ?? ''}\0`)
      : type === ValueType.Binary && value instanceof Uint8Array
        ? value
        : SCALARS.get(type)?.item(value);
  if (item !== undefined) return item;
  throw new TypeError(`a value of the type 0x${type.toString(16)} cannot be ${String(value)}`);
}

function writeItems(subFrames: readonly SubFrame[], items: readonly Item[], bytes: Buffer): void {
  const view = viewOf(bytes);
  let next = 0;
  let at = 0;
  for (const subFrame of subFrames) {
    const { type } = subFrame;
    const size = sizeOf(type);
    const scalar = SCALARS.get(type);
    at = aligned(at, size === 0 ? 4 : size);
    for (let left = valueCount(subFrame); left > 0; --left) {
      const item = items[next++] ?? 0;
      if (typeof item === 'object') {
        view.setUint32(at, item.length, HOST_LITTLE);
        bytes.set(item, at + 4);
        at = aligned(at + 4 + item.length, 4);
        continue;
      }
      scalar?.write(view, at, item as never, HOST_LITTLE);
      at += size;
    }
  }
}

/** The text up to its first zero. */
function textOf(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start, end);
  const zero = text.indexOf('\0');
  return zero < 0 ? text : text.slice(0, zero);
}

function aligned(at: number, size: number): number {
  return Math.ceil(at / size) * size;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
