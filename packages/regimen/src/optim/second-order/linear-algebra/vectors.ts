/** Vectors of float64 on the host: what methods compute with besides the function itself is little. */

export type Vector = Float64Array

export function dot(a: Vector, b: Vector): number {
  let total = 0
  for (let index = 0; index < a.length; index++) total += (a[index] ?? 0) * (b[index] ?? 0)
  return total
}

/** Euclidean length. */
export function norm(a: Vector): number {
  return Math.sqrt(dot(a, a))
}

/** The largest absolute value; NaN when there is one. */
export function maximumNorm(a: Vector): number {
  let largest = 0
  for (const value of a) largest = Math.max(largest, Math.abs(value))
  return largest
}

/** a + factor · b. A plain loop, like `dot`: for large networks these two are what L-BFGS does between evaluations. */
export function addScaled(a: Vector, factor: number, b: Vector): Vector {
  const result = new Float64Array(a.length)
  for (let index = 0; index < a.length; index++) result[index] = (a[index] ?? 0) + factor * (b[index] ?? 0)
  return result
}

export function subtract(a: Vector, b: Vector): Vector {
  return addScaled(a, -1, b)
}

export function scaled(a: Vector, factor: number): Vector {
  return a.map((value) => value * factor)
}

export function isFiniteVector(a: Vector): boolean {
  return a.every(Number.isFinite)
}
