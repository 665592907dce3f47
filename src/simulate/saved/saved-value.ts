/**
 * What parts of a simulation keep of themselves, as text: JSON, in which every number comes back bit for bit. What is read
 * may have been changed on the way, so it is held against what the same part has now.
 */
import { FmuToolError } from '../../fmu/error.js';

/** A number may be infinite or NaN. */
export type Saved = number | string | boolean | Float64Array | readonly Saved[] | { readonly [name: string]: Saved };

/** How JSON says what it has no words for. */
const NUMBER = '$number';
const REALS = '$reals';

export function savedText(saved: Saved): string {
  return JSON.stringify(asJson(saved));
}

/** @throws SyntaxError */
export function savedFrom(text: string): Saved {
  return fromJson(JSON.parse(text) as unknown);
}

function asJson(saved: Saved): unknown {
  if (typeof saved === 'number') {
    if (Object.is(saved, -0)) return { [NUMBER]: '-0' };
    return Number.isFinite(saved) ? saved : { [NUMBER]: String(saved) };
  }
  if (saved instanceof Float64Array) {
    const bytes = Buffer.alloc(8 * saved.length);
    saved.forEach((value, index) => bytes.writeDoubleLE(value, 8 * index));
    return { [REALS]: bytes.toString('base64') };
  }
  if (Array.isArray(saved)) return saved.map((each: Saved) => asJson(each));
  if (typeof saved !== 'object') return saved;
  return Object.fromEntries(Object.entries(saved).map(([name, value]) => [name, asJson(value)]));
}

function fromJson(json: unknown): Saved {
  if (typeof json === 'number' || typeof json === 'string' || typeof json === 'boolean') return json;
  if (Array.isArray(json)) return json.map(fromJson);
  if (typeof json !== 'object' || json === null) throw new SyntaxError('there is nothing');
  const { [NUMBER]: number, [REALS]: reals } = json as Readonly<Record<string, unknown>>;
  if (typeof number === 'string') return Number(number);
  if (typeof reals === 'string') {
    const bytes = Buffer.from(reals, 'base64');
    return Float64Array.from({ length: Math.floor(bytes.length / 8) }, (_, index) => bytes.readDoubleLE(8 * index));
  }
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, fromJson(value)]));
}

/**
 * `saved` as what it is said to be: it has the parts that `like` has, with the same types. Lists of numbers may be empty
 * in one of them, where something is not known.
 * @throws FmuToolError `saved-state`
 */
export function savedLike<T extends Saved>(saved: Saved, like: T): T {
  if (!isLike(saved, like)) {
    throw new FmuToolError('saved-state', 'the saved state does not fit the model; save one with this FMU');
  }
  return saved as T;
}

function isLike(saved: Saved, like: Saved): boolean {
  if (like instanceof Float64Array) {
    return saved instanceof Float64Array && (saved.length === like.length || saved.length === 0 || like.length === 0);
  }
  if (Array.isArray(like)) {
    return (
      Array.isArray(saved) &&
      saved.length === like.length &&
      like.every((each: Saved, index) => isLike((saved as readonly Saved[])[index] ?? '', each))
    );
  }
  if (typeof like !== 'object') return typeof saved === typeof like;
  if (typeof saved !== 'object' || saved instanceof Float64Array || Array.isArray(saved)) return false;
  return Object.entries(like).every(([name, value]) =>
    isLike((saved as Readonly<Record<string, Saved>>)[name] ?? [], value),
  );
}
