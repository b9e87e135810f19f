/** Cholesky factorization: the test for positive definiteness and the solver of Newton's equations. */
import { createMatrix, type Matrix } from './matrix.ts'
import type { Vector } from './vectors.ts'

export interface Cholesky {
  /** L with A = LLᵀ; above the diagonal zeros. */
  readonly factor: Matrix
  /** Additions, multiplications, divisions and square roots that it took: n³/3 + n²/2 + n/6. */
  readonly operations: number
}

export interface Solution {
  readonly solution: Vector
  /** 2n² for both triangles. */
  readonly operations: number
}

/**
 * A = LLᵀ of a symmetric matrix, of which the lower triangle is read (Golub & Van Loan, Matrix Computations,
 * 4.2). `undefined` when it is not positive definite to working precision.
 */
export function cholesky({ rows: size, data }: Matrix): Cholesky | undefined {
  const factor = createMatrix(size, size)
  const lower = factor.data
  let operations = 0
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      const place = row * size + column
      let rest = data[place] ?? 0
      for (let k = 0; k < column; k++) rest -= (lower[row * size + k] ?? 0) * (lower[column * size + k] ?? 0)
      operations += 2 * column + 1
      if (column < row) lower[place] = rest / (lower[column * size + column] ?? 1)
      else {
        // A pivot that is rounding error of its diagonal element says nothing about definiteness.
        if (!(rest > Number.EPSILON * size * Math.abs(data[place] ?? 0))) return undefined
        lower[place] = Math.sqrt(rest)
      }
    }
  }
  return { factor, operations }
}

/** x with LLᵀx = b: forward, then backward substitution. */
export function solveCholesky({ factor: { rows: size, data } }: Cholesky, right: Vector): Solution {
  const solution = right.slice()
  let operations = 0
  for (let row = 0; row < size; row++) {
    let rest = solution[row] ?? 0
    for (let k = 0; k < row; k++) rest -= (data[row * size + k] ?? 0) * (solution[k] ?? 0)
    solution[row] = rest / (data[row * size + row] ?? 1)
    operations += 2 * row + 1
  }
  for (let row = size - 1; row >= 0; row--) {
    let rest = solution[row] ?? 0
    for (let k = row + 1; k < size; k++) rest -= (data[k * size + row] ?? 0) * (solution[k] ?? 0)
    solution[row] = rest / (data[row * size + row] ?? 1)
    operations += 2 * (size - 1 - row) + 1
  }
  return { solution, operations }
}
