/** The orthogonal factor of a QR decomposition, by Householder reflections (Golub & Van Loan 2013, 5.1–5.2). */

/**
 * Q of A = QR with a positive diagonal of R, for which Q of a matrix of normal numbers is uniformly distributed
 * among all (Mezzadri 2007). Float64.
 * @param vectors A's columns one after the other, `count` of them with `length` ≥ `count` entries each.
 * @returns Q's columns in the same layout.
 */
export function orthonormalColumns(vectors: Float64Array, count: number, length: number): Float64Array {
  const columns = Array.from({ length: count }, (_, place) =>
    vectors.slice(place * length, (place + 1) * length),
  )
  const signs = columns.map((column, step) => {
    const sign = makeReflection(column, step)
    for (const other of columns.slice(step + 1)) reflect(other, column, step)
    return sign
  })
  const result = new Float64Array(count * length)
  for (let place = count - 1; place >= 0; place--) {
    // The reflections, last first, take the unit vectors to the columns of Q.
    const q = result.subarray(place * length, (place + 1) * length)
    q[place] = signs[place] ?? 1
    for (let step = place; step >= 0; step--) reflect(q, columns[step] ?? q, step)
  }
  return result
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
