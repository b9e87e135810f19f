/**
 * Minimal filtering F(2×2, 3×3) (Winograd 1980; Lavin & Gray 2016, "Fast algorithms for convolutional neural
 * networks", arXiv:1509.09308): tiles of 4 × 4 elements and kernels of 3 × 3 are each brought to 16 numbers, whose
 * products, summed over the channels, give 2 × 2 results with 16 multiplications where the windows take 36.
 *
 * The three transforms, each along columns, then along rows, for vectors of channels. Whatever is not finite in a
 * tile reaches all of its results.
 */
import type { FunctionBuilder } from '../assembler.ts'
import { type Code, f32x4 } from '../instructions.ts'
import type { Vector } from '../loops.ts'

/** Products of a tile, along one dimension: in all its square. */
export const tilePoints = 4
/** Results of a tile along one dimension. */
export const tileResults = 2
export const tapsOfKernel = 3

type Four = readonly [Vector, Vector, Vector, Vector]

/** d → Bᵀ·d: what meets the transformed kernel. */
export function transformElements(f: FunctionBuilder, [d0, d1, d2, d3]: Four): Four {
  return [
    f.let(f32x4.sub(d0, d2)),
    f.let(f32x4.add(d1, d2)),
    f.let(f32x4.sub(d2, d1)),
    f.let(f32x4.sub(d1, d3)),
  ]
}

/** g → G·g, for the three taps of a kernel. */
export function transformTaps(f: FunctionBuilder, [g0, g1, g2]: readonly [Vector, Vector, Vector]): Four {
  const half = f32x4.const(0.5)
  const outer = f.let(f32x4.mul(f32x4.add(g0, g2), half))
  const middle = f.let(f32x4.mul(g1, half))
  return [g0, f.let(f32x4.add(outer, middle)), f.let(f32x4.sub(outer, middle)), g2]
}

/** m → Aᵀ·m: the two results of four products. */
export function transformProducts(
  f: FunctionBuilder,
  [m0, m1, m2, m3]: Four,
): readonly [Code<'v128'>, Code<'v128'>] {
  const sum = f.let(f32x4.add(m1, m2))
  const difference = f.let(f32x4.sub(m1, m2))
  return [f32x4.add(m0, sum), f32x4.sub(difference, m3)]
}

/** y → A·y up to the sign of the last, which `gatherTaps` makes up for. */
export function spreadResults(f: FunctionBuilder, [y0, y1]: readonly [Vector, Vector]): Four {
  return [y0, f.let(f32x4.add(y0, y1)), f.let(f32x4.sub(y0, y1)), y1]
}

/** s → Gᵀ·s, the last of the four with the other sign. */
export function gatherTaps(f: FunctionBuilder, [s0, s1, s2, s3]: Four): readonly [Vector, Vector, Vector] {
  const half = f32x4.const(0.5)
  const sum = f.let(f32x4.mul(f32x4.add(s1, s2), half))
  const difference = f.let(f32x4.mul(f32x4.sub(s1, s2), half))
  return [f.let(f32x4.add(s0, sum)), difference, f.let(f32x4.sub(sum, s3))]
}

/** The item at each of four places. */
export function four<T>(item: (place: number) => T): readonly [T, T, T, T] {
  return [item(0), item(1), item(2), item(3)]
}

export function three<T>(item: (place: number) => T): readonly [T, T, T] {
  return [item(0), item(1), item(2)]
}

/** Tiles that cover so many results, along one dimension. */
export function tilesOver(results: number): number {
  return Math.ceil(results / tileResults)
}

/** Where tiles hold many results that do not exist, or few channels share the transforms, windows are faster. */
export function worthTransforming(height: number, width: number, channels: number, outputs: number): boolean {
  const products = tilesOver(height) * tilesOver(width) * tilePoints ** 2
  return products <= 0.6 * height * width * tapsOfKernel ** 2 && channels >= 8 && outputs >= 8
}
