/** Small dense symmetric matrices in float64, row by row in one array. */

/** The lower triangle L with L·Lᵀ = A; undefined where A is not positive definite. */
export function cholesky(matrix: Float64Array, size: number): Float64Array | undefined {
  const lower = new Float64Array(size * size)
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row * size + column] ?? 0
      for (let k = 0; k < column; k++) {
        sum -= (lower[row * size + k] ?? 0) * (lower[column * size + k] ?? 0)
      }
      if (row !== column) lower[row * size + column] = sum / (lower[column * size + column] ?? 1)
      else if (sum > 0) lower[row * size + row] = Math.sqrt(sum)
      else return undefined
    }
  }
  return lower
}

/** The x with L·x = b. */
export function solveLower(lower: Float64Array, b: Float64Array): Float64Array {
  const size = b.length
  const x = Float64Array.from(b)
  for (let row = 0; row < size; row++) {
    let sum = x[row] ?? 0
    for (let k = 0; k < row; k++) sum -= (lower[row * size + k] ?? 0) * (x[k] ?? 0)
    x[row] = sum / (lower[row * size + row] ?? 1)
  }
  return x
}

/** The x with Lᵀ·x = b. */
export function solveUpper(lower: Float64Array, b: Float64Array): Float64Array {
  const size = b.length
  const x = Float64Array.from(b)
  for (let row = size - 1; row >= 0; row--) {
    let sum = x[row] ?? 0
    for (let k = row + 1; k < size; k++) sum -= (lower[k * size + row] ?? 0) * (x[k] ?? 0)
    x[row] = sum / (lower[row * size + row] ?? 1)
  }
  return x
}

/** A = V·diag(values)·Vᵀ; the columns of V are the eigenvectors. Jacobi's method (Golub & Van Loan, section 8.5). */
export interface Eigen {
  readonly values: Float64Array
  readonly vectors: Float64Array
}

export function symmetricEigen(matrix: Float64Array, size: number): Eigen {
  const a = Float64Array.from(matrix)
  const vectors = identity(size)
  const at = (row: number, column: number) => a[row * size + column] ?? 0
  for (let sweep = 0; sweep < 50; sweep++) {
    let [off, scale] = [0, 0]
    for (let row = 0; row < size; row++) {
      scale += at(row, row) ** 2
      for (let column = 0; column < row; column++) off += at(row, column) ** 2
    }
    if (off <= 1e-30 * scale || off === 0) break
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        if (at(p, q) !== 0) rotate(a, vectors, size, p, q)
      }
    }
  }
  return { values: Float64Array.from({ length: size }, (_, index) => at(index, index)), vectors }
}

/** One rotation in the plane of p and q that makes the element there zero. */
function rotate(a: Float64Array, vectors: Float64Array, size: number, p: number, q: number): void {
  const [app = 0, aqq = 0, apq = 0] = [a[p * size + p], a[q * size + q], a[p * size + q]]
  const theta = (aqq - app) / (2 * apq)
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
  const c = 1 / Math.sqrt(t * t + 1)
  const s = t * c
  const turn = (m: Float64Array, first: number, second: number) => {
    const [x = 0, y = 0] = [m[first], m[second]]
    m[first] = c * x - s * y
    m[second] = s * x + c * y
  }
  for (let k = 0; k < size; k++) turn(a, k * size + p, k * size + q)
  for (let k = 0; k < size; k++) turn(a, p * size + k, q * size + k)
  for (let k = 0; k < size; k++) turn(vectors, k * size + p, k * size + q)
}

export function identity(size: number): Float64Array {
  const matrix = new Float64Array(size * size)
  for (let index = 0; index < size; index++) matrix[index * size + index] = 1
  return matrix
}

/** A·x. */
export function multiply(matrix: Float64Array, x: Float64Array): Float64Array {
  const size = x.length
  return x.map((_, row) => {
    let sum = 0
    for (let k = 0; k < size; k++) sum += (matrix[row * size + k] ?? 0) * (x[k] ?? 0)
    return sum
  })
}
