/** Convolutions, their transposes and pools of random programs: one channel and many, groups, strides, dilation. */
import {
  add,
  broadcastTo,
  concatenate,
  convolve2d,
  convolveTransposed2d,
  mean,
  mul,
  poolAverage2d,
  poolMaximum2d,
  randomUniform,
  reshape,
  type Shape,
  sliceAxis,
  sub,
  type Tensor,
  tanh,
  tensor,
} from '../../../src/engine/index.ts'
import { standardize } from '../../../src/engine/ops/standardize.ts'
import type { Draw } from './draw.ts'
import type { RandomInputs, RandomState } from './random-program.ts'

/** Channels, outputs, groups. From 8 channels on, kernels of 3 × 3 go through tiles. */
const widths = [
  [3, 4, 1],
  [8, 8, 1],
  [9, 10, 1],
  [8, 9, 1],
  [4, 6, 2],
  [3, 3, 3],
  [16, 12, 2],
] as const

const kernelSizes = [
  [3, 3],
  [3, 3],
  [2, 3],
  [1, 1],
] as const

export function windows(draw: Draw, { kernel }: RandomState, { key }: RandomInputs): (() => Tensor)[] {
  const { dice } = draw
  const image = () => {
    const a = draw.matrix()
    const wide = a.shape.every((size) => size > 1) ? a : broadcastTo(tensor([0.5], [1, 1], a.dtype), [3, 4])
    return reshape(wide, [1, ...wide.shape, 1])
  }
  /** Some images of so many channels, each side at most so long. */
  const images = (channels: number, longest: number) => {
    const a = [0, 1].reduce(
      (matrix, axis) => sliceAxis(matrix, axis, 0, Math.min(longest, matrix.shape[axis] ?? 1)),
      draw.matrix(),
    )
    // Quarters, which both types hold exactly.
    const levels = Array.from({ length: channels }, (_, channel) => ((channel * 5) % 7) / 4 - 0.75)
    const one = mul(reshape(a, [1, ...a.shape, 1]), tensor(levels, [channels], a.dtype))
    return concatenate([one, tanh(one), mul(one, one)].slice(0, 1 + dice.below(3)))
  }
  /** Random ones that depend on the state. */
  const kernels = (shape: Shape) =>
    add(sub(randomUniform({ key, stream: dice.below(3) }, shape), 0.5), mean(kernel))
  const flat = (result: Tensor) => reshape(result, [-1, result.shape.at(-1)!])
  const drawWindow = () => {
    const [channels, outputs, groups] = dice.pick(widths)
    const size = dice.pick(kernelSizes)
    const [stride, dilation] = [dice.pick([1, 1, 2]), dice.pick([1, 1, 2])]
    return { channels, outputs, size, options: { stride, dilation, groups } }
  }
  const convolved = () => {
    const { channels, outputs, size, options } = drawWindow()
    const x = images(channels, 6)
    const spans = size.map((length) => (length - 1) * options.dilation + 1)
    const fits = spans.every((span, axis) => (x.shape[axis + 1] ?? 0) >= span)
    const padding = fits ? dice.below(2) : Math.max(...spans) - 1
    return convolve2d(x, kernels([...size, channels / options.groups, outputs]), { ...options, padding })
  }
  const transposed = () => {
    const { channels, outputs, size, options } = drawWindow()
    const outputPadding = dice.below(options.stride)
    const w = kernels([...size, outputs / options.groups, channels])
    return convolveTransposed2d(images(channels, 4), w, { ...options, outputPadding })
  }
  const normalized = () => {
    const x = convolved()
    const axes = [0, 1, 2]
    return standardize(x, mean(x, { axes }), mean(mul(x, x), { axes }), { axes, epsilon: 0.1 }).output
  }
  return [
    () => flat(convolve2d(image(), kernel, { padding: dice.below(2), stride: 1 + dice.below(2) })),
    () => flat(convolved()),
    () => flat(convolved()),
    () => flat(transposed()),
    () => flat(normalized()),
    () => flat(poolMaximum2d(image(), { window: 2, stride: 1 + dice.below(2) })),
    () => flat(poolMaximum2d(images(5, 6), { window: 3, stride: 2, padding: 1 })),
    () => flat(poolAverage2d(image(), { window: 2 })),
  ]
}
