/** The sizes of arrays as `xdim` tells them (XTND), and what they mean for frames. */
import { elementCount, shapeOf, sizesOf } from '../../fmu/array-size.js';
import type { ModelDescription, Variable } from '../../fmu/model-description.js';
import type { SubFrame } from '../../runtime/frames.js';
import type { ElementsOf } from './default-frames.js';
import type { Message } from './messages.js';
import { isArray, type ServedFrom } from './variables.js';

/** An array with its sizes. */
export type SizedArray = Message<'xdim'>['arrays'][number];

/** Sizes and numbers of elements are told in 32 bits. */
const MOST = 0xffff_ffff;

/**
 * The arrays among `variables`, each once, with the sizes that follow from the structural parameters: their start values, or
 * what is `given` by value reference. Left out are those whose sizes are not known, or are beyond 32 bits.
 */
export function arraySizes(
  description: ModelDescription,
  variables: readonly ServedFrom[],
  given: ReadonlyMap<number, number>,
): SizedArray[] {
  const sizeOf = sizesOf(description, given);
  const known = new Set<Variable>();
  return variables.flatMap(({ served: { kind, type, reference }, variable }) => {
    if (!isArray(kind) || known.has(variable)) return [];
    known.add(variable);
    const sizes = shapeOf(variable, sizeOf);
    if (sizes === undefined || sizes.some((size) => size > MOST) || elementCount(sizes) > MOST) return [];
    return [{ type, reference, sizes }];
  });
}

/** How many elements each array has. */
export function elementsOf(arrays: readonly SizedArray[]): ElementsOf {
  const types = new Map<number, Map<number, number>>();
  for (const { type, reference, sizes } of arrays) {
    const counts = types.get(type) ?? new Map<number, number>();
    counts.set(reference, elementCount(sizes));
    types.set(type, counts);
  }
  return (type, reference) => types.get(type)?.get(reference);
}

/** Sub-frames with the sizes that arrays have now; those of which nothing is known stay. The same object if none differs. */
export function resized(subFrames: readonly SubFrame[], now: ElementsOf): readonly SubFrame[] {
  const all = subFrames.map((subFrame) => {
    const { type, references, elements } = subFrame;
    if (elements === undefined) return subFrame;
    const counts = references.map((reference, place) => now(type, reference) ?? elements[place] ?? 0);
    return counts.every((count, place) => count === elements[place])
      ? subFrame
      : { type, references, elements: counts };
  });
  return all.some((each, place) => each !== subFrames[place]) ? all : subFrames;
}
