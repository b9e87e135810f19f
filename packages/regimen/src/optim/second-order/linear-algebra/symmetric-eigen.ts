/** Eigenvalues and eigenvectors of symmetric matrices. */
import { columnOf, createMatrix, type Matrix } from './matrix.ts'
import type { Vector } from './vectors.ts'

export interface SymmetricEigen {
  /** Ascending. */
  readonly values: Vector
  /** Of length 1, orthogonal, in the order of the values. */
  readonly vectors: readonly Vector[]
}

/** Each sweep squares what is left off the diagonal: six to ten suffice at any size. */
const maximumSweeps = 60

/**
 * All eigenvalues and eigenvectors by cyclic Jacobi rotations (Jacobi 1846; Golub & Van Loan, Matrix
 * Computations, 8.5): O(n³) per sweep, small eigenvalues accurate to rounding of the matrix.
 */
export function symmetricEigen(matrix: Matrix): SymmetricEigen {
  const size = matrix.rows
  const work = matrix.data.slice()
  const vectors = createMatrix(size, size)
  for (let index = 0; index < size; index++) vectors.data[index * size + index] = 1
  for (let sweep = 0; sweep < maximumSweeps; sweep++) {
    let rotated = false
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) rotated = rotate(work, vectors.data, size, p, q) || rotated
    }
    if (!rotated) break
  }
  const diagonal = Float64Array.from({ length: size }, (_, index) => work[index * size + index] ?? 0)
  const order = Array.from(diagonal.keys()).sort((a, b) => (diagonal[a] ?? 0) - (diagonal[b] ?? 0))
  return {
    values: Float64Array.from(order, (index) => diagonal[index] ?? 0),
    vectors: order.map((index) => columnOf(vectors, index)),
  }
}

/** Turns the plane of p and q so that the element at (p, q) becomes 0; false where it is negligible. */
function rotate(work: Float64Array, vectors: Float64Array, size: number, p: number, q: number): boolean {
  const off = work[p * size + q] ?? 0
  const first = work[p * size + p] ?? 0
  const second = work[q * size + q] ?? 0
  if (!(Math.abs(off) > Number.EPSILON * Math.sqrt(Math.abs(first * second))) || !(Math.abs(off) > 1e-300)) {
    return false
  }
  const ratio = (second - first) / (2 * off)
  const tangent = (ratio >= 0 ? 1 : -1) / (Math.abs(ratio) + Math.hypot(1, ratio))
  const cosine = 1 / Math.hypot(1, tangent)
  const sine = tangent * cosine
  for (let k = 0; k < size; k++) turn(work, k * size + p, k * size + q, cosine, sine)
  for (let k = 0; k < size; k++) turn(work, p * size + k, q * size + k, cosine, sine)
  for (let k = 0; k < size; k++) turn(vectors, k * size + p, k * size + q, cosine, sine)
  return true
}

function turn(data: Float64Array, p: number, q: number, cosine: number, sine: number): void {
  const [first, second] = [data[p] ?? 0, data[q] ?? 0]
  data[p] = cosine * first - sine * second
  data[q] = sine * first + cosine * second
}
