/** How many elements an array of FMI 3.0 has (FMI 3.0, 2.4.7.2). */
import type { ModelDescription, Variable } from './model-description.js';

/** The value of a structural parameter, by its value reference; undefined: it is not known. */
export type SizeOf = (reference: number) => number | undefined;

/** The sizes that a model has from its start values, but for those that are `given` by value reference. */
export function sizesOf(
  { fmiMajor, variables }: Pick<ModelDescription, 'fmiMajor' | 'variables'>,
  given: ReadonlyMap<number, number> = new Map(),
): SizeOf {
  const known = new Map<number, number>();
  for (const { valueReference, type, start, dimensions } of fmiMajor === 3 ? variables : []) {
    const size = wholeNumber(start?.[0] ?? '');
    if (type === 'UInt64' && dimensions.length === 0 && isSize(size)) known.set(valueReference, size);
  }
  for (const [reference, size] of given) known.set(reference, size);
  return (reference) => known.get(reference);
}

/** The sizes of the dimensions, none for what is no array; undefined if one of them is not known. */
export function shapeOf({ dimensions }: Pick<Variable, 'dimensions'>, sizeOf: SizeOf): readonly number[] | undefined {
  const shape = dimensions.map((each) => ('start' in each ? each.start : sizeOf(each.valueReference)));
  return shape.every(isSize) ? shape : undefined;
}

/** The number of elements of a shape; 1 for what is no array. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((count, size) => count * size, 1);
}

/** As XML writes whole numbers: an empty text, `1e3` and `0x10` are none. */
function wholeNumber(text: string): number | undefined {
  return /^\+?\d+$/.test(text) ? Number(text) : undefined;
}

function isSize(size: number | undefined): size is number {
  return size !== undefined && Number.isSafeInteger(size) && size >= 0;
}
