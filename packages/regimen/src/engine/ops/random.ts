/**
 * Random tensors. The numbers depend only on the key (seed and path) and, inside compiled programs, on
 * the key given to each run: never on order or on the number of threads.
 */
import { apply } from '../execute.ts'
import { hashName, type RandomKey } from '../random.ts'
import { defaultFloat } from '../settings.ts'
import { fromData, type Tensor } from '../tensor.ts'
import type { FloatType, Shape } from '../types.ts'
import { add, cast, cos, less, log, mul, sqrt, sub } from './elementwise.ts'
import { reshape, slice } from './views.ts'

/** Where random numbers come from: two int32 key words, and a stream number for each use. */
export interface RandomSource {
  /** int32[2]: concrete, or an input of a compiled program. */
  readonly key: Tensor
  readonly stream: number
}

/** A source of random tensors under a key: the same key gives the same numbers. */
export function randomSource(key: RandomKey): RandomSource {
  return { key: fromData('int32', [2], Int32Array.of(key.word0, key.word1)), stream: 0 }
}

/** An independent source named by what it is for; works on keys that are still being traced. */
export function childSource(source: RandomSource, name: string): RandomSource {
  return { key: source.key, stream: hashName(`${source.stream}/${name}`) }
}

/** int32 tensors of 32 random bits. */
export function randomBits({ key, stream }: RandomSource, shape: Shape): Tensor {
  return apply('randomBits', [key], { shape, stream })
}

/** Uniform in [0, 1), in steps of 2⁻²⁴. */
export function randomUniform(source: RandomSource, shape: Shape, dtype: FloatType = defaultFloat()): Tensor {
  return apply('bitsToUnit', [randomBits(source, shape)], { dtype })
}

/** Standard normal (Box and Muller 1958), both numbers of each pair used. */
export function randomNormal(source: RandomSource, shape: Shape, dtype: FloatType = defaultFloat()): Tensor {
  const size = shape.reduce((product, dimension) => product * dimension, 1)
  const pairs = Math.ceil(size / 2)
  const uniforms = randomUniform(source, [pairs, 2], dtype)
  const first = slice(uniforms, [0, 0], [pairs, 1])
  const angle = mul(slice(uniforms, [0, 1], [pairs, 1]), 2 * Math.PI)
  // 1 − u lies in (0, 1], so the logarithm is finite.
  const radius = sqrt(mul(log(sub(1, first)), -2))
  const quarter = mul(cast(iotaRow(), dtype), -Math.PI / 2)
  const both = mul(radius, cos(add(angle, quarter)))
  return reshape(slice(reshape(both, [2 * pairs]), [0], [size]), shape)
}

/** [[0, 1]]: cos(θ − π/2) = sin θ makes the second number of a pair. */
function iotaRow(): Tensor {
  return fromData('int32', [1, 2], Int32Array.of(0, 1))
}

/** True with probability p. */
export function randomBernoulli(source: RandomSource, probability: number, shape: Shape): Tensor {
  return less(randomUniform(source, shape), probability)
}
