/** Dense linear systems, solved by LU decomposition with partial pivoting, for the implicit method. */
import { at, lengthOf } from './vectors.js';

/** A square matrix, row by row. */
export type Matrix = readonly Float64Array[];

interface Row {
  readonly values: Float64Array;
  /** Which row of the matrix it was. */
  readonly index: number;
}

/** A matrix that has been decomposed. */
export class Decomposition {
  readonly #rows: readonly Row[];

  private constructor(rows: readonly Row[]) {
    this.#rows = rows;
  }

  /** Decomposes a copy of `matrix`; undefined if it is singular. */
  static of(matrix: Matrix): Decomposition | undefined {
    let rest = matrix.map((row, index): Row => ({ values: row.slice(), index }));
    const done: Row[] = [];
    for (let step = 0; step < matrix.length; step++) {
      const pivotRow = rest.reduce((best, row) =>
        Math.abs(at(row.values, step)) > Math.abs(at(best.values, step)) ? row : best,
      );
      const pivot = at(pivotRow.values, step);
      if (pivot === 0 || !Number.isFinite(pivot)) return undefined;
      done.push(pivotRow);
      rest = rest.filter((row) => row !== pivotRow);
      for (const { values } of rest) {
        const factor = at(values, step) / pivot;
        values[step] = factor;
        if (factor === 0) continue;
        for (let column = step + 1; column < values.length; column++) {
          values[column] = at(values, column) - factor * at(pivotRow.values, column);
        }
      }
    }
    return new Decomposition(done);
  }

  /** The solution for a right-hand side. */
  solve(right: Float64Array): Float64Array {
    const solution = Float64Array.from(this.#rows, ({ index }) => at(right, index));
    this.#rows.forEach(({ values }, index) => {
      let sum = at(solution, index);
      for (let column = 0; column < index; column++) sum -= at(values, column) * at(solution, column);
      solution[index] = sum;
    });
    this.#rows.toReversed().forEach(({ values }, place) => {
      const index = solution.length - 1 - place;
      let sum = at(solution, index);
      for (let column = index + 1; column < solution.length; column++) sum -= at(values, column) * at(solution, column);
      solution[index] = sum / at(values, index);
    });
    return solution;
  }
}

/** Matrix times vector. */
export function times(matrix: Matrix, vector: Float64Array): Float64Array {
  return Float64Array.from(matrix, (row) => row.reduce((sum, value, index) => sum + value * at(vector, index), 0));
}

/**
 * About the greatest absolute eigenvalue: how much a power of the matrix stretches a vector. Enough to tell a stiff model
 * from another.
 */
export function spectralRadius(matrix: Matrix): number {
  const POWERS = 16;
  // Neither an eigenvector of anything that is usual nor orthogonal to one.
  let vector: Float64Array = Float64Array.from(matrix, (_, index) => 1 + ((index * 7) % 11) / 13);
  let logarithm = 0;
  let length = lengthOf(vector);
  for (let power = 0; power < POWERS; power++) {
    vector = times(
      matrix,
      vector.map((value) => value / length),
    );
    length = lengthOf(vector);
    if (length === 0) return 0;
    logarithm += Math.log(length);
  }
  return Math.exp(logarithm / POWERS);
}
