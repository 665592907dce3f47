/** Start values as they are written in a model description, for a model that may not be asked yet. */
import { SCALARS } from '../../runtime/scalars.js';
import { type Value, ValueType } from '../../runtime/frames.js';

/** The value of a text; 0, false or empty if there is none, or none that can be read. */
export function startValue(type: number, text: string | undefined): Value {
  const written = text?.trim() ?? '';
  switch (type) {
    case ValueType.String:
      return text ?? '';
    case ValueType.Binary:
      return Buffer.from(written.replace(/\s/g, ''), 'hex');
    case ValueType.Real:
    case ValueType.Float32:
      return realOf(written);
    case ValueType.Integer:
      return Number(written) | 0;
    case ValueType.Boolean:
    case ValueType.Boolean2:
      return written === 'true' || written === '1';
    case ValueType.Clock:
      return false;
    case ValueType.Int64:
    case ValueType.UInt64:
      return fitting(type, /^[+-]?\d{1,20}$/.test(written) ? BigInt(written.replace('+', '')) : 0n) ?? 0n;
    default:
      return fitting(type, Number(written)) ?? 0;
  }
}

function fitting(type: number, value: Value): Value | undefined {
  return SCALARS.get(type)?.item(value);
}

/** A number of XML Schema, which spells infinity in its own way. */
function realOf(text: string): number {
  if (text === 'NaN') return Number.NaN;
  const number = Number(text.replace(/^([+-]?)INF$/, '$1Infinity'));
  return Number.isNaN(number) ? 0 : number;
}
