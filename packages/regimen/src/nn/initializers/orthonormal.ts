/** The orthogonal factor of a QR decomposition, by Householder reflections (Golub & Van Loan 2013, 5.1–5.2). */

/** Columns that stay in the processor's cache while the reflections pass by. */
const blockSize = 8

/**
 * Q of A = QR with a positive diagonal of R, for which Q of a matrix of normal numbers is uniformly distributed
 * among all (Mezzadri 2007). Float64.
 * @param vectors A's columns one after the other, `count` of them with `length` ≥ `count` entries each.
 * @returns Q's columns in the same layout.
 */
export function orthonormalColumns(vectors: Float64Array, count: number, length: number): Float64Array {
  const reflections: Float64Array[] = []
  const signs: number[] = []
  for (const block of blocksOf(vectors.slice(), count, length)) {
    reflections.forEach((v, step) => {
      for (const column of block) reflect(column, v, step)
    })
    block.forEach((column, place) => {
      const step = reflections.length
      signs.push(makeReflection(column, step))
      reflections.push(column)
      for (const other of block.slice(place + 1)) reflect(other, column, step)
    })
  }
  return unitVectorsThrough(reflections, signs, length)
}

/** The reflections, last first, take the unit vectors (with their signs) to the columns of Q. */
function unitVectorsThrough(
  reflections: readonly Float64Array[],
  signs: readonly number[],
  length: number,
): Float64Array {
  const result = new Float64Array(signs.length * length)
  signs.forEach((sign, place) => {
    result[place * length + place] = sign
  })
  let first = 0
  for (const block of blocksOf(result, signs.length, length)) {
    // Later reflections leave these unit vectors as they are.
    for (let step = first + block.length - 1; step >= 0; step--) {
      const v = reflections[step]
      for (const column of block) if (v) reflect(column, v, step)
    }
    first += block.length
  }
  return result
}

/** Views of the columns, some at a time. */
function* blocksOf(columns: Float64Array, count: number, length: number): Generator<Float64Array[]> {
  for (let start = 0; start < count; start += blockSize) {
    yield Array.from({ length: Math.min(blockSize, count - start) }, (_, index) =>
      columns.subarray((start + index) * length, (start + index + 1) * length),
    )
  }
}

/**
 * Turns a column into the unit vector v, zero before `step`, of the reflection I − 2vvᵀ that makes the column's
 * entries below `step` zero. Returns the sign of what stays at `step`.
 */
function makeReflection(column: Float64Array, step: number): number {
  column.fill(0, 0, step)
  const head = column[step] ?? 0
  const sign = head < 0 ? -1 : 1
  // Away from the head's own sign, so that nothing cancels.
  column[step] = head + sign * norm(column, step)
  const size = norm(column, step)
  for (let index = step; size > 0 && index < column.length; index++) {
    column[index] = (column[index] ?? 0) / size
  }
  return -sign
}

function norm(x: Float64Array, from: number): number {
  let total = 0
  for (let index = from; index < x.length; index++) total += (x[index] ?? 0) ** 2
  return Math.sqrt(total)
}

/** x − 2v(vᵀx), v zero before `from`. */
function reflect(x: Float64Array, v: Float64Array, from: number): void {
  let product = 0
  for (let index = from; index < x.length; index++) product += (v[index] ?? 0) * (x[index] ?? 0)
  product *= 2
  for (let index = from; index < x.length; index++) x[index] = (x[index] ?? 0) - product * (v[index] ?? 0)
}
