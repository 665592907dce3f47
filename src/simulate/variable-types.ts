/** The type that the values of a variable have in the frames of this program, of every FMI version. */
import type { EnumerationItem, Variable } from '../fmu/model-description.js';
import type { FmiMajor } from '../fmu/fmi-major.js';
import { valueTypeOf } from '../rfmi/wire/variables.js';
import { ValueType } from '../runtime/frames.js';

/** Those of FMI 3.0 that RFMI 0.91 has no type for. */
const OWN: Readonly<Partial<Record<Variable['type'], ValueType>>> = {
  Float32: ValueType.Float32,
  Int8: ValueType.Int8,
  UInt8: ValueType.UInt8,
  Int16: ValueType.Int16,
  UInt16: ValueType.UInt16,
  UInt32: ValueType.UInt32,
  Int64: ValueType.Int64,
  UInt64: ValueType.UInt64,
  Clock: ValueType.Clock,
};

/** The type of the variable's values, or of its elements; `items` are those of its enumeration. */
export function frameTypeOf(
  major: FmiMajor,
  variable: Variable,
  items: readonly EnumerationItem[],
): ValueType | undefined {
  if (major === 3 && items.some(({ value }) => Math.abs(Number(value)) > 0x7fff_ffff)) return ValueType.Int64;
  return OWN[variable.type] ?? valueTypeOf(major, { ...variable, dimensions: [] });
}
