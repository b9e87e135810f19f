/** Linear least squares by Householder's reflections: the condition number is not squared, as AᵀA would. */
import { columnOf, createMatrix, type Matrix } from './matrix.ts'
import { norm, type Vector } from './vectors.ts'

export interface LeastSquaresFactor {
  /** R of A = QR: upper triangle, [columns, columns]. */
  readonly triangle: Matrix
  /** The x of smallest ‖Ax − b‖. Directions that A does not see get 0. */
  readonly solution: Vector
}

/** min ‖Ax − b‖ for a matrix with at least as many rows as columns (Golub 1965). */
export function solveLeastSquares(matrix: Matrix, right: Vector): LeastSquaresFactor {
  const { rows, columns } = matrix
  const work = matrix.data.slice()
  const target = right.slice()
  for (let column = 0; column < columns; column++) reflect(work, target, rows, columns, column)
  const triangle = createMatrix(columns, columns)
  for (let row = 0; row < columns; row++) {
    for (let column = row; column < columns; column++) {
      triangle.data[row * columns + column] = work[row * columns + column] ?? 0
    }
  }
  return { triangle, solution: backSubstitute(triangle, target) }
}

/** Reflects so that the column becomes zero below its diagonal. */
function reflect(work: Float64Array, target: Vector, rows: number, columns: number, column: number): void {
  const at = (row: number, other: number) => work[row * columns + other] ?? 0
  let length = 0
  for (let row = column; row < rows; row++) length = Math.hypot(length, at(row, column))
  if (length === 0) return
  const alpha = at(column, column) > 0 ? -length : length
  const normal = Float64Array.from({ length: rows - column }, (_, index) => at(column + index, column))
  normal[0] = (normal[0] ?? 0) - alpha
  let square = 0
  for (const value of normal) square += value * value
  const apply = (read: (row: number) => number, write: (row: number, value: number) => void) => {
    let product = 0
    normal.forEach((value, index) => {
      product += value * read(column + index)
    })
    const factor = (2 * product) / square
    normal.forEach((value, index) => {
      write(column + index, read(column + index) - factor * value)
    })
  }
  for (let other = column; other < columns; other++) {
    apply(
      (row) => at(row, other),
      (row, value) => {
        work[row * columns + other] = value
      },
    )
  }
  apply(
    (row) => target[row] ?? 0,
    (row, value) => {
      target[row] = value
    },
  )
}

/** x with Rx = the first elements of b. */
function backSubstitute(triangle: Matrix, right: Vector): Vector {
  const { columns, data } = triangle
  const solution = new Float64Array(columns)
  for (let row = columns - 1; row >= 0; row--) {
    let rest = right[row] ?? 0
    for (let k = row + 1; k < columns; k++) rest -= (data[row * columns + k] ?? 0) * (solution[k] ?? 0)
    const pivot = data[row * columns + row] ?? 0
    // Reflections keep lengths: the column of R is as long as that of A, and its units do not matter.
    solution[row] = Math.abs(pivot) > Number.EPSILON * norm(columnOf(triangle, row)) ? rest / pivot : 0
  }
  return solution
}

/** The lengths of the rows of R⁻¹: the square roots of the diagonal of (RᵀR)⁻¹. */
export function inverseRowNorms(triangle: Matrix): Vector {
  const size = triangle.columns
  const squares = new Float64Array(size)
  for (let index = 0; index < size; index++) {
    const unit = new Float64Array(size)
    unit[index] = 1
    backSubstitute(triangle, unit).forEach((value, row) => {
      squares[row] = (squares[row] ?? 0) + value * value
    })
  }
  return squares.map(Math.sqrt)
}
