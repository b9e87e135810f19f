/** The lowest point of a quadratic model within a ball. */
import type { SymmetricEigen } from '../linear-algebra/symmetric-eigen.ts'
import { addScaled, dot, norm, type Vector } from '../linear-algebra/vectors.ts'

export interface TrustRegionStep {
  readonly step: Vector
  /** By how much the model falls: −gᵀp − ½pᵀHp, never negative. */
  readonly decrease: number
}

/** Halvings after which the multiplier is exact to rounding. */
const maximumHalvings = 200

/**
 * min gᵀp + ½pᵀHp with ‖p‖ ≤ radius, from the eigenvalues of H. The solution is p = −(H + λI)⁻¹g with the
 * smallest λ ≥ 0 that makes H + λI positive semidefinite and p short enough (Moré & Sorensen 1983; Nocedal &
 * Wright 2006, theorem 4.1). In the hard case, where g has no part along the lowest curvature, that direction
 * fills up the radius: so a saddle is left even where the gradient does not point away from it.
 */
export function solveTrustRegion(
  { values, vectors }: SymmetricEigen,
  gradient: Vector,
  radius: number,
): TrustRegionStep {
  const slopes = Float64Array.from(vectors, (vector) => dot(vector, gradient))
  const lowest = values[0] ?? 0
  const smallest = Math.max(0, -lowest)
  const coordinates = (multiplier: number) =>
    slopes.map((slope, index) => {
      const curvature = (values[index] ?? 0) + multiplier
      return curvature > 0 ? -slope / curvature : 0
    })
  const blocked = slopes.some((slope, index) => (values[index] ?? 0) + smallest <= 0 && slope !== 0)
  let chosen = coordinates(smallest)
  if (blocked || norm(chosen) > radius) {
    chosen = coordinates(multiplierFor(coordinates, smallest, norm(gradient) / radius, radius))
  } else if (lowest < 0) {
    chosen[0] = Math.sqrt(Math.max(0, radius ** 2 - norm(chosen) ** 2))
  }
  let step: Vector = new Float64Array(gradient.length)
  let decrease = 0
  chosen.forEach((coordinate, index) => {
    const vector = vectors[index]
    if (vector) step = addScaled(step, coordinate, vector)
    decrease -= coordinate * ((slopes[index] ?? 0) + 0.5 * (values[index] ?? 0) * coordinate)
  })
  return { step, decrease }
}

/** The λ above `smallest` at which the step just reaches the radius; ‖p(λ)‖ falls with λ. */
function multiplierFor(
  coordinates: (multiplier: number) => Vector,
  smallest: number,
  width: number,
  radius: number,
): number {
  let [low, high] = [smallest, smallest + width]
  for (let halving = 0; halving < maximumHalvings; halving++) {
    const middle = low + (high - low) / 2
    if (middle <= low || middle >= high) break
    if (norm(coordinates(middle)) > radius) low = middle
    else high = middle
  }
  return high
}
