/** Arithmetic on the vectors of states that the methods of integration share. */

/** A vector and what it is multiplied by. */
export type Term = readonly [factor: number, vector: Float64Array];

/** `base` plus the terms; terms with the factor 0 are left out. */
export function combine(base: Float64Array, terms: readonly Term[]): Float64Array {
  const sum = base.slice();
  for (const [factor, vector] of terms) {
    if (factor === 0) continue;
    vector.forEach((value, index) => {
      sum[index] = at(sum, index) + factor * value;
    });
  }
  return sum;
}

/** The terms alone. */
export function sumOf(size: number, terms: readonly Term[]): Float64Array {
  return combine(new Float64Array(size), terms);
}

/** Root of the mean square of `vector`, each component divided by its scale; 0 for the empty vector. */
export function weightedNorm(vector: Float64Array, scale: Float64Array): number {
  if (vector.length === 0) return 0;
  let sum = 0;
  vector.forEach((value, index) => {
    sum += (value / at(scale, index)) ** 2;
  });
  return Math.sqrt(sum / vector.length);
}

/** Euclidean length. */
export function lengthOf(vector: Float64Array): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
}

/** Whether all components are numbers, and none is infinite. */
export function isFiniteVector(vector: Float64Array): boolean {
  return vector.every(Number.isFinite);
}

/** A component that is known to exist. */
export function at(vector: Float64Array, index: number): number {
  return vector[index] ?? NaN;
}
