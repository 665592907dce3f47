/**
 * When two numbers mean the same point in time of a simulation: one is counted as start plus n steps, the other added up
 * step by step, written in a file or rounded by a peer.
 */

/** Part of a step by which two numbers for one point in time may differ. */
const PART_OF_STEP = 1e-9;
/** Units in the last place by which they may differ: far from 0 these are more than the part of a step. */
const LAST_PLACES = 8;

/** Whether times `a` and `b` are the same but for rounding, where steps have the size `step`; all in seconds. */
export function isSameTime(a: number, b: number, step: number): boolean {
  if (a === b) return true;
  const slack = Math.max(PART_OF_STEP * step, LAST_PLACES * lastPlaceOf(Math.max(Math.abs(a), Math.abs(b))));
  return Math.abs(a - b) <= slack;
}

const bits = new DataView(new ArrayBuffer(8));
/** What the exponent field of a double has more than the exponent of its last place. */
const BIAS = 1075;

/** The unit in the last place of a double. */
function lastPlaceOf(value: number): number {
  bits.setFloat64(0, value);
  const exponent = (bits.getUint32(0) >>> 20) & 0x7ff;
  return 2 ** (Math.max(exponent, 1) - BIAS);
}
