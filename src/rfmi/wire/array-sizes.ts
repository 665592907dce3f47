/** The sizes of arrays as `xdim` tells them (XTND), and what they mean for frames. */
import type { SubFrame } from '../../runtime/frames.js';
import type { ElementsOf } from './default-frames.js';
import type { Message } from './messages.js';

/** An array with its sizes. */
export type SizedArray = Message<'xdim'>['arrays'][number];

/** How many elements each array has. */
export function elementsOf(arrays: readonly SizedArray[]): ElementsOf {
  const types = new Map<number, Map<number, number>>();
  for (const { type, reference, sizes } of arrays) {
    const counts = types.get(type) ?? new Map<number, number>();
    counts.set(
      reference,
      sizes.reduce((product, size) => product * size, 1),
    );
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
