/** Convolution, pooling, batch normalisation of images and the simple recurrent network against PyTorch. */
import { readFileSync } from 'node:fs'
import { describe, expect, expectTypeOf, test } from 'vitest'
import type { Backend } from '../../src/engine/backend.ts'
import { gradient } from '../../src/engine/differentiate.ts'
import { tensor } from '../../src/engine/ops/create.ts'
import { mul } from '../../src/engine/ops/elementwise.ts'
import { sum } from '../../src/engine/ops/reductions.ts'
import { poolAverage2d } from '../../src/engine/ops/windows.ts'
import { compile } from '../../src/engine/program.ts'
import { RandomKey } from '../../src/engine/random.ts'
import { withBackend } from '../../src/engine/settings.ts'
import { fromData, type Tensor } from '../../src/engine/tensor.ts'
import { type Shape, sizeOf, toData } from '../../src/engine/types.ts'
import {
  averagePool2d,
  batchNorm,
  type ChannelsShape,
  conv2d,
  dense,
  flatten,
  globalAveragePool,
  type Layer,
  maxPool2d,
  type PooledShape,
  relu,
  reshape,
  sequential,
  simpleRnn,
} from '../../src/nn/index.ts'
import { everyBackend, expectClose, inFloat64, type Numbers, normals, thrownBy } from './helpers.ts'

interface Known {
  readonly shape: readonly number[]
  readonly value: readonly Numbers[]
  readonly gradients: readonly (readonly Numbers[])[]
}
type PairOrNumber = number | readonly [number, number]
interface ConvolutionOptions {
  readonly stride?: PairOrNumber
  readonly padding?: PairOrNumber | 'same'
  readonly dilation?: PairOrNumber
  readonly groups?: number
}
interface PoolOptions {
  readonly stride?: PairOrNumber
  readonly padding?: PairOrNumber
  readonly count_include_pad?: boolean
}
interface KnownConvolution extends Known {
  readonly x: readonly [number, number, number, number]
  readonly kernel: readonly [number, number]
  readonly outputs: number
  readonly options: ConvolutionOptions
}
interface KnownPool extends Known {
  readonly x: Shape
  readonly inputs: readonly Numbers[] | null
  readonly window: PairOrNumber
  readonly options: PoolOptions
}
interface KnownBatchNorm extends Known {
  readonly x: Shape
  readonly mean: readonly number[]
  readonly variance: readonly number[]
}
interface KnownRecurrence {
  readonly x: readonly [number, number, number]
  readonly hidden: number
  readonly activation: 'tanh' | 'relu'
  readonly sequences: Known
  readonly last: Known
}

/** See make_conv_fixtures.py. */
const fixtures: {
  readonly convolutions: readonly KnownConvolution[]
  readonly maxPools: readonly KnownPool[]
  readonly averagePools: readonly Omit<KnownPool, 'inputs'>[]
  readonly batchNorm: readonly KnownBatchNorm[]
  readonly recurrences: readonly KnownRecurrence[]
} = JSON.parse(readFileSync(new URL('../fixtures/conv.json', import.meta.url), 'utf8'))

const described = <T extends object>(rows: readonly T[], name: (row: T) => unknown) =>
  rows.map((row) => ({ row, name: JSON.stringify(name(row)) }))

/** The inputs of the fixtures: element i is sin(1.7 i + salt). */
function wave(shape: Shape, salt: number, { floatType }: Backend): Tensor {
  const values = Float64Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(1.7 * i + salt))
  return fromData(floatType, shape, toData(floatType, values))
}

/** Value and all gradients, eagerly and compiled. */
function expectKnown(
  run: (operands: readonly Tensor[]) => Tensor,
  operands: readonly Tensor[],
  known: Known,
  { backend, tolerance }: { readonly backend: Backend; readonly tolerance: number },
): void {
  const weights = wave(known.shape, 9, backend)
  const slopes = (xs: readonly Tensor[]) =>
    gradient((each: readonly Tensor[]) => sum(mul(run(each), weights)), xs)
  const y = run(operands)
  expect(y.shape).toEqual(known.shape)
  expectClose(y, known.value, tolerance)
  expectClose(compile(run)(operands), known.value, tolerance)
  for (const gradients of [slopes(operands), compile(slopes)(operands)]) {
    known.gradients.forEach((numbers, place) => {
      expect(gradients[place]!.shape).toEqual(operands[place]!.shape)
      expectClose(gradients[place]!, numbers, tolerance)
    })
  }
}

const inference = { training: false }
const stateless = { parameters: {}, buffers: {} }

describe.each(everyBackend)('against PyTorch, $name', ({ backend, tolerance }) => {
  const agreement = { backend, tolerance }

  test.each(
    described(fixtures.convolutions, ({ x, kernel, outputs, options }) => [x, kernel, outputs, options]),
  )('conv2d $name', ({ row: { x, kernel, outputs, options, ...known } }) => {
    withBackend(backend, () => {
      const layer = conv2d(x[3], outputs, { kernel, ...options })
      const state = layer.initialize(RandomKey.fromSeed(0), x.slice(1))
      const operands = [
        wave(x, 0, backend),
        wave(state.parameters.weight!.shape, 3, backend),
        wave([outputs], 5, backend),
      ]
      const run = ([image, weight, bias]: readonly Tensor[]) =>
        layer.apply({ parameters: { weight: weight!, bias: bias! }, buffers: {} }, image!, inference).output
      expect(layer.outputShape(x.slice(1))).toEqual(known.shape.slice(1))
      expectKnown(run, operands, known, agreement)
    })
  })

  test.each(
    described(fixtures.maxPools, ({ x, window, options, inputs }) => [x, window, options, inputs?.length]),
  )('maxPool2d $name', ({ row: { x, inputs, window, options, ...known } }) => {
    withBackend(backend, () => {
      const layer = maxPool2d({ window, ...options })
      const given = inputs?.map((value) => (value === 'nan' ? Number.NaN : Number(value)))
      const image = given ? tensor(given, x) : wave(x, 0, backend)
      const run = ([each]: readonly Tensor[]) => layer.apply(stateless, each!, inference).output
      expect(layer.outputShape(x.slice(1))).toEqual(known.shape.slice(1))
      expectKnown(run, [image], known, agreement)
    })
  })

  test.each(described(fixtures.averagePools, ({ x, window, options }) => [x, window, options]))(
    'averagePool2d $name',
    ({ row: { x, window, options, ...known } }) => {
      withBackend(backend, () => {
        const { count_include_pad: countIncludePad = true, ...sliding } = options
        const layer = averagePool2d({ window, ...sliding, countIncludePad })
        const run = ([each]: readonly Tensor[]) => layer.apply(stateless, each!, inference).output
        expectKnown(run, [wave(x, 0, backend)], known, agreement)
      })
    },
  )

  test.each(described(fixtures.batchNorm, ({ x }) => x))(
    'batchNorm of images $name',
    ({ row: { x, mean, variance, ...known } }) => {
      withBackend(backend, () => {
        const layer = batchNorm()
        const { buffers } = layer.initialize(RandomKey.fromSeed(0), x.slice(1))
        const channels = x[3] ?? 0
        const operands = [wave(x, 0, backend), wave([channels], 3, backend), wave([channels], 5, backend)]
        const apply = ([image, gamma, beta]: readonly Tensor[]) =>
          layer.apply({ parameters: { gamma: gamma!, beta: beta! }, buffers }, image!, { training: true })
        expectKnown((xs) => apply(xs).output, operands, known, agreement)
        const after = apply(operands).buffers!
        expectClose(after.runningMean!, mean, tolerance)
        expectClose(after.runningVariance!, variance, tolerance)
      })
    },
  )

  test.each(described(fixtures.recurrences, ({ x, hidden, activation }) => [x, hidden, activation]))(
    'simpleRnn $name',
    ({ row: { x, hidden, activation, ...known } }) => {
      withBackend(backend, () => {
        const [, , inputs] = x
        const operands = [
          wave(x, 0, backend),
          wave([inputs, hidden], 3, backend),
          wave([hidden, hidden], 4, backend),
          wave([hidden], 5, backend),
        ]
        for (const returnSequences of [true, false]) {
          const layer = simpleRnn(inputs, hidden, { returnSequences, activation })
          const run = ([sequence, inputWeight, hiddenWeight, bias]: readonly Tensor[]) => {
            const parameters = { inputWeight: inputWeight!, hiddenWeight: hiddenWeight!, bias: bias! }
            return layer.apply({ parameters, buffers: {} }, sequence!, inference).output
          }
          expectKnown(run, operands, returnSequences ? known.sequences : known.last, agreement)
        }
      })
    },
  )
})

test('global average pooling is the mean of each channel, and equals one window over all', () => {
  inFloat64(() => {
    const x = normals(1, [3, 4, 5, 2])
    const { output } = globalAveragePool().apply(stateless, x, inference)
    const expected = Array.from({ length: 6 }, (_, place) => {
      const [b, c] = [Math.floor(place / 2), place % 2]
      let total = 0
      for (let at = 0; at < 20; at++) total += x.data()[(b * 20 + at) * 2 + c] ?? 0
      return total / 20
    })
    expect(output.shape).toEqual([3, 2])
    expectClose(output, expected, 1e-14)
    expectClose(poolAverage2d(x, { window: [4, 5] }), expected, 1e-14)
  })
})

describe('conv2d', () => {
  test('starts with He-normal weights of the fan-in rows · columns · channels / groups', () => {
    inFloat64(() => {
      const layer = conv2d(40, 100, { kernel: [3, 5], groups: 2 })
      const { weight, bias } = layer.initialize(RandomKey.fromSeed(1), [9, 9, 40]).parameters
      expect(weight!.shape).toEqual([3, 5, 20, 100])
      const squares = Float64Array.from(weight!.data()).reduce((total, w) => total + w * w, 0)
      expect(squares / weight!.size / (2 / 300)).toBeGreaterThan(0.98)
      expect(squares / weight!.size / (2 / 300)).toBeLessThan(1.02)
      expect([...bias!.data()]).toEqual(new Array(100).fill(0))
    })
  })

  test('same padding keeps the size, divided by the stride and rounded up', () => {
    for (const stride of [1, 2, 3]) {
      for (const size of [1, 3, 10, 125]) {
        const layer = conv2d(1, 2, { kernel: 4, stride, padding: 'same' })
        expect(layer.outputShape([size, 7, 1])).toEqual([Math.ceil(size / stride), Math.ceil(7 / stride), 2])
      }
    }
  })

  test('a kernel of one place is a dense layer at every pixel', () => {
    inFloat64(() => {
      const x = normals(2, [2, 3, 4, 5])
      const [pixel, image] = [dense(5, 3), conv2d(5, 3, { kernel: 1 })]
      const { parameters } = pixel.initialize(RandomKey.fromSeed(3), [5])
      const weight = tensor(parameters.weight!.data(), [1, 1, 5, 3])
      const state = { parameters: { weight, bias: parameters.bias! }, buffers: {} }
      const flat = pixel.apply({ parameters, buffers: {} }, tensor(x.data(), [24, 5]), inference).output
      expectClose(image.apply(state, x, inference).output, tensor(flat.data(), [2, 3, 4, 3]), 1e-13)
    })
  })

  test('a shifted image gives a shifted result', () => {
    inFloat64(() => {
      const layer = conv2d(2, 3, { kernel: 3 })
      const state = layer.initialize(RandomKey.fromSeed(1), [6, 8, 2])
      const x = normals(5, [1, 6, 8, 2])
      const shifted = tensor(
        Array.from({ length: 96 }, (_, i) => x.data()[i - 2] ?? 0),
        [1, 6, 8, 2],
      )
      const y = layer.apply(state, x, inference).output.data()
      const z = layer.apply(state, shifted, inference).output.data()
      for (let row = 0; row < 4; row++) {
        for (let at = 3; at < 18; at++) expect(z[row * 18 + at]).toBeCloseTo(y[row * 18 + at - 3] ?? 0, 12)
      }
    })
  })
})

describe('what cannot be is refused, and the layer named', () => {
  test.each([
    [
      () => conv2d(3, 4, { kernel: 0 }),
      'conv2d: kernel is 0. Expected a whole number of at least 1, or two of them.',
    ],
    [
      () => conv2d(3, 4, { kernel: 3, stride: [1, 0] }),
      'conv2d: stride is [1,0]. Expected a whole number of at least 1, or two of them.',
    ],
    [
      () => conv2d(3, 4, { kernel: 3, padding: -1 }),
      'conv2d: padding is -1. Expected a whole number of at least 0, or two of them.',
    ],
    [
      () => conv2d(3, 4, { kernel: 3, groups: 2 }),
      'conv2d: groups is 2. Expected a divisor of 3 channels and 4 outputs.',
    ],
    [() => conv2d(0, 4, { kernel: 3 }), 'conv2d: channels is 0. Expected a whole number, at least 1.'],
    [() => maxPool2d({ padding: 2 }), 'maxPool2d: padding is [2,2]. Expected less than the window.'],
    [
      () => averagePool2d({ window: [2, 1.5] }),
      'averagePool2d: window is [2,1.5]. Expected a whole number of at least 1, or two of them.',
    ],
    [
      () => reshape([28, 0]),
      'reshape: shape is [28,0]. Expected whole numbers of at least 1, without the batch.',
    ],
    [() => simpleRnn(0, 3), 'simpleRnn: inputs is 0. Expected a whole number, at least 1.'],
  ])('option %#', (make, message) => {
    expect(thrownBy(make)).toEqual({ code: 'technique-option', message })
  })

  test.each<[Layer, number[], string]>([
    [
      conv2d(3, 4, { kernel: 3 }),
      [8, 8, 1],
      'layers.0 (conv2d 3 → 4, 3×3): expected input [height, width, 3], got [8, 8, 1]',
    ],
    [
      conv2d(3, 4, { kernel: 3 }),
      [192],
      'layers.0 (conv2d 3 → 4, 3×3): expected input [height, width, 3], got [192]. Images are [height, width, channels]; reshape makes them of flat rows.',
    ],
    [
      conv2d(3, 4, { kernel: 3 }),
      [2, 8, 3],
      'layers.0 (conv2d 3 → 4, 3×3): expected input an image that is at least as large as the window, got [2, 8, 3]',
    ],
    [
      maxPool2d(),
      [8, 8],
      'layers.0 (maxPool2d 2×2): expected input [height, width, channels], got [8, 8]. Images are [height, width, channels]; reshape makes them of flat rows.',
    ],
    [
      averagePool2d({ window: 3 }),
      [2, 8, 3],
      'layers.0 (averagePool2d 3×3): expected input an image that is at least as large as the window, got [2, 8, 3]',
    ],
    [reshape([28, 28, 1]), [783], 'layers.0 (reshape [28, 28, 1]): expected input 784 elements, got [783]'],
    [simpleRnn(3, 4), [10, 2], 'layers.0 (simpleRnn 3 → 4): expected input [time, 3], got [10, 2]'],
  ])('input %#', (layer, input, message) => {
    expect(thrownBy(() => sequential(...[layer]).outputShape(input))).toEqual({
      code: 'layer-shape',
      message,
    })
  })
})

test('a sequence of no times ends in zeros', () => {
  inFloat64(() => {
    const layer = simpleRnn(2, 3)
    const state = layer.initialize(RandomKey.fromSeed(0), [5, 2])
    expect(layer.apply(state, tensor([], [2, 0, 2]), inference).output.toArray()).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ])
  })
})

test('reshape is a layer, and with a tensor the function', () => {
  expectTypeOf(reshape([28, 28, 1])).toEqualTypeOf<Layer<Shape, readonly [28, 28, 1]>>()
  expectTypeOf(reshape(normals(1, [4]), [2, 2])).toEqualTypeOf<Tensor>()
  expect(reshape(normals(1, [4]), [2, -1]).shape).toEqual([2, 2])
})

describe('shapes in types', () => {
  test('channels flow through images; what a window makes of height and width is known at run time', () => {
    const features = sequential(
      reshape([28, 28, 1]),
      conv2d(1, 16, { kernel: 3, padding: 1 }),
      batchNorm(),
      relu(),
      maxPool2d(),
    )
    expectTypeOf(features).toEqualTypeOf<Layer<Shape, readonly [number, number, 16]>>()
    expect(features.outputShape([784])).toEqual([14, 14, 16])
    expectTypeOf(sequential(features, globalAveragePool())).toEqualTypeOf<Layer<Shape, readonly [16]>>()
    expectTypeOf(sequential(features, flatten())).toEqualTypeOf<Layer<Shape, readonly [number]>>()
    expectTypeOf(maxPool2d()).toEqualTypeOf<Layer<readonly [number, number, number], PooledShape>>()
    expectTypeOf(globalAveragePool()).toEqualTypeOf<Layer<readonly [number, number, number], ChannelsShape>>()
    expectTypeOf(sequential(simpleRnn(3, 8, { returnSequences: true }), simpleRnn(8, 5))).toEqualTypeOf<
      Layer<readonly [number, 3], readonly [5]>
    >()
  })

  test('layers that do not fit are errors at their place', () => {
    // @ts-expect-error the convolution takes 8 channels, the layers before it give 16
    const wrong = sequential(conv2d(1, 16, { kernel: 3 }), relu(), maxPool2d(), conv2d(8, 8, { kernel: 3 }))
    expect(thrownBy(() => wrong.outputShape([28, 28, 1])).message).toBe(
      'layers.3 (conv2d 8 → 8, 3×3): expected input [height, width, 8], got [13, 13, 16]',
    )
    // @ts-expect-error pooling takes images
    expect(thrownBy(() => sequential(dense(4, 3), maxPool2d()).outputShape([4])).code).toBe('layer-shape')
    // @ts-expect-error the mean of each channel has 16 numbers
    const head = sequential(conv2d(1, 16, { kernel: 3 }), globalAveragePool(), dense(8, 10))
    expect(thrownBy(() => head.outputShape([9, 9, 1])).code).toBe('layer-shape')
    // @ts-expect-error the state after the last time is no sequence
    expect(thrownBy(() => sequential(simpleRnn(3, 8), simpleRnn(8, 5)).outputShape([4, 3])).code).toBe(
      'layer-shape',
    )
  })
})
