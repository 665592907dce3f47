/** How many values an array of FMI 3.0 has. */
import type { ModelDescription, Variable } from './model-description.js';

/**
 * The number of elements of a variable, 1 if it is no array, with the start values of the structural parameters that its
 * dimensions are taken from (FMI 3.0, 2.4.7.2); undefined if the description does not say.
 */
export function elementCount(
  { dimensions }: Pick<Variable, 'dimensions'>,
  { variables }: Pick<ModelDescription, 'variables'>,
): number | undefined {
  let count = 1;
  for (const dimension of dimensions) {
    const size = 'start' in dimension ? dimension.start : startOf(variables, dimension.valueReference);
    if (size === undefined || !Number.isSafeInteger(size * count)) return undefined;
    count *= size;
  }
  return count;
}

function startOf(variables: readonly Variable[], reference: number): number | undefined {
  const text = variables.find(({ valueReference }) => valueReference === reference)?.start?.[0];
  const size = Number(text ?? NaN);
  return Number.isSafeInteger(size) && size >= 0 ? size : undefined;
}
