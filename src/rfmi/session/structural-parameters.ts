/** SETV in Configuration and Reconfiguration Mode (XTND): structural parameters, which say how big arrays are. */
import { quote } from '../../fmu/error.js';
import { decodeValues } from '../../runtime/frame-values.js';
import { elementCount } from '../../fmu/array-size.js';
import type { Frame } from './frame.js';
import type { SessionState } from './state.js';

/** Most elements of one array: it would be longer than any message. */
const MOST_ELEMENTS = 2 ** 28;

/** What structural parameters are once these values, in the byte order of this machine, are set; or why they cannot be set. */
export function sizesWith(state: SessionState, { subFrames }: Frame, bytes: Buffer): Map<number, number> | string {
  const sizes = new Map(state.sizes);
  const references = subFrames.flatMap((subFrame) => subFrame.references);
  decodeValues(subFrames, bytes).forEach((value, place) => {
    const reference = references[place];
    if (reference !== undefined) sizes.set(reference, Number(value));
  });
  const { fmu } = state.selection;
  const arrays = fmu.arraysWith(sizes);
  if (arrays.length < fmu.arrays.length) return 'arrays would be too large';
  const large = arrays.find((array) => elementCount(array.sizes) > MOST_ELEMENTS);
  if (large === undefined) return sizes;
  const name = quote(fmu.values.find(large.type, large.reference)?.variable.name ?? '');
  return `the array ${name} would have ${elementCount(large.sizes)} elements, more than ${MOST_ELEMENTS}`;
}
