/** The types of values that have one size: how each lies in bytes, and which values it has. */
import { ValueType, type Value } from './frames.js';

/** How a value lies in bytes. */
export interface Scalar {
  readonly size: 1 | 2 | 4 | 8;
  readonly read: (view: DataView, at: number, little: boolean) => Value;
  readonly write: (view: DataView, at: number, item: never, little: boolean) => void;
  /** The value as it is written; undefined: the type has no such one. */
  readonly item: (value: Value | undefined) => number | bigint | undefined;
}

function integer(size: 1 | 2 | 4, signed: boolean): Scalar {
  const bits = 8 * size;
  const name = `${signed ? 'Int' : 'Uint'}${bits as 8 | 16 | 32}` as const;
  const [least, most] = signed ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];
  return {
    size,
    read: (view, at, little) => view[`get${name}`](at, little),
    write: (view, at, item: number, little) => view[`set${name}`](at, item, little),
    item: (value) =>
      typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most ? value : undefined,
  };
}

function wideInteger(signed: boolean): Scalar {
  const name = signed ? 'BigInt64' : 'BigUint64';
  return {
    size: 8,
    read: (view, at, little) => view[`get${name}`](at, little),
    write: (view, at, item: bigint, little) => view[`set${name}`](at, item, little),
    item: (value) =>
      typeof value === 'bigint' && value === (signed ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value))
        ? value
        : undefined,
  };
}

function real(size: 4 | 8): Scalar {
  const name = `Float${(8 * size) as 32 | 64}` as const;
  return {
    size,
    read: (view, at, little) => view[`get${name}`](at, little),
    write: (view, at, item: number, little) => view[`set${name}`](at, item, little),
    item: (value) => (typeof value === 'number' ? value : undefined),
  };
}

function truth(size: 1 | 4): Scalar {
  const name = `Uint${(8 * size) as 8 | 32}` as const;
  return {
    size,
    read: (view, at, little) => view[`get${name}`](at, little) !== 0,
    write: (view, at, item: number, little) => view[`set${name}`](at, item, little),
    item: (value) => (typeof value === 'boolean' ? Number(value) : undefined),
  };
}

/** By number of the type. */
export const SCALARS: ReadonlyMap<number, Scalar> = new Map([
  [ValueType.Real, real(8)],
  [ValueType.Float32, real(4)],
  [ValueType.Integer, integer(4, true)],
  [ValueType.Int8, integer(1, true)],
  [ValueType.UInt8, integer(1, false)],
  [ValueType.Int16, integer(2, true)],
  [ValueType.UInt16, integer(2, false)],
  [ValueType.UInt32, integer(4, false)],
  [ValueType.Int64, wideInteger(true)],
  [ValueType.UInt64, wideInteger(false)],
  [ValueType.Boolean, truth(1)],
  [ValueType.Boolean2, truth(4)],
  [ValueType.Clock, truth(1)],
]);
