/** Dense row-major matrices of float64. */
import { dot, type Vector } from './vectors.ts'

export interface Matrix {
  readonly rows: number
  readonly columns: number
  /** [rows · columns], row by row. */
  readonly data: Float64Array
}

export function createMatrix(
  rows: number,
  columns: number,
  data: Float64Array = new Float64Array(rows * columns),
): Matrix {
  return { rows, columns, data }
}

/** A view: what is written to it is written to the matrix. */
export function rowOf({ columns, data }: Matrix, row: number): Vector {
  return data.subarray(row * columns, (row + 1) * columns)
}

export function columnOf({ rows, columns, data }: Matrix, column: number): Vector {
  return Float64Array.from({ length: rows }, (_, row) => data[row * columns + column] ?? 0)
}

/** A · v */
export function multiply(matrix: Matrix, vector: Vector): Vector {
  return Float64Array.from({ length: matrix.rows }, (_, row) => dot(rowOf(matrix, row), vector))
}

/** Aᵀ · v */
export function multiplyTransposed(matrix: Matrix, vector: Vector): Vector {
  const result = new Float64Array(matrix.columns)
  for (let row = 0; row < matrix.rows; row++) {
    const factor = vector[row] ?? 0
    rowOf(matrix, row).forEach((value, column) => {
      result[column] = (result[column] ?? 0) + factor * value
    })
  }
  return result
}

/** ½(A + Aᵀ): rounding makes a Hessian unsymmetric in its last digits. */
export function symmetrized({ rows, columns, data }: Matrix): Matrix {
  const mean = data.map((value, place) => {
    const row = Math.floor(place / columns)
    const column = place - row * columns
    return (value + (data[column * columns + row] ?? 0)) / 2
  })
  return createMatrix(rows, columns, mean)
}
