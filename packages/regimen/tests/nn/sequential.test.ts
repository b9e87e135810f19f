import { describe, expect, expectTypeOf, test } from 'vitest'
import { RandomKey } from '../../src/engine/random.ts'
import type { Tensor } from '../../src/engine/tensor.ts'
import type { Shape } from '../../src/engine/types.ts'
import {
  batchNorm,
  createModel,
  dense,
  dropout,
  type FlattenedShape,
  flatten,
  type Layer,
  relu,
  type SameShape,
  sequential,
  softmax,
  tanh,
} from '../../src/nn/index.ts'
import { inFloat64, normals, sourceOf, thrownBy } from './helpers.ts'

describe('shapes in types', () => {
  test('flow through the layers', () => {
    expectTypeOf(sequential(dense(784, 100), relu(), dense(100, 10))).toEqualTypeOf<
      Layer<readonly [784], readonly [10]>
    >()
    expectTypeOf(sequential(relu(), batchNorm(), dense(100, 3), softmax())).toEqualTypeOf<
      Layer<readonly [100], readonly [3]>
    >()
    expectTypeOf(sequential(flatten(), dense(784, 10))).toEqualTypeOf<Layer<Shape, readonly [10]>>()
    expectTypeOf(sequential(relu(), dropout())).toEqualTypeOf<Layer<Shape, SameShape>>()
    expectTypeOf(sequential(relu(), flatten())).toEqualTypeOf<Layer<Shape, FlattenedShape>>()
    expectTypeOf(sequential()).toEqualTypeOf<Layer<Shape, SameShape>>()
    expectTypeOf(sequential(sequential(dense(4, 3), tanh()), sequential(dense(3, 2)))).toEqualTypeOf<
      Layer<readonly [4], readonly [2]>
    >()
  })

  test('widen where a size or the number of layers is not known, and are checked at run time', () => {
    const width: number = 50
    const network = sequential(dense(784, width), relu(), dense(100, 10))
    expectTypeOf(network).toEqualTypeOf<Layer<readonly [784], readonly [10]>>()
    expectTypeOf(sequential(dense(784, width), relu())).toEqualTypeOf<
      Layer<readonly [784], readonly [number]>
    >()
    expect(thrownBy(() => network.outputShape([784])).code).toBe('layer-shape')
    const list: Layer[] = [dense(3, 2), relu()]
    expectTypeOf(sequential(...list)).toEqualTypeOf<Layer<Shape, Shape>>()
    expect(sequential(...list).outputShape([3])).toEqual([2])
    expect(sequential(flatten(), ...list).outputShape([3, 1])).toEqual([2])
  })

  test('a layer that does not fit is an error at its place, in types and at run time', () => {
    // @ts-expect-error the third layer takes [50], the layers before it give [100]
    const wrong = sequential(dense(784, 100), relu(), dense(50, 10))
    expect(thrownBy(() => wrong.outputShape([784])).message).toBe(
      'layers.2 (dense 50 → 10): expected input [50], got [100]',
    )
    const deep = sequential(
      dense(10, 8),
      relu(),
      // @ts-expect-error the inner network takes [7], the layers before it give [8]
      sequential(relu(), dense(7, 2)),
      dense(2, 2),
    )
    expect(thrownBy(() => createModel(deep, { input: [10] }))).toMatchObject({
      code: 'layer-shape',
      message: 'layers.2.layers.1 (dense 7 → 2): expected input [7], got [8]',
    })
    sequential(
      flatten(),
      dense(20, 5),
      relu(),
      dense(5, 4),
      // @ts-expect-error and so is this one: [5] after [4]
      dense(5, 4),
    )
    // @ts-expect-error a tensor is no layer
    expect(() => sequential(normals(1, [2])).outputShape([2])).toThrow()
  })

  test('hundreds of layers are not too many for the compiler', () => {
    const d = dense(4, 4)
    const r = relu()
    // biome-ignore format: one line says it
    const deep = sequential(d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r, d, r)
    expectTypeOf(deep).toEqualTypeOf<Layer<readonly [4], readonly [4]>>()
    expect(deep.outputShape([4])).toEqual([4])
  })
})

describe('state', () => {
  const network = () =>
    sequential(
      dense(4, 3),
      batchNorm(),
      sequential(dense(3, 3), batchNorm(), relu()),
      dense(3, 2, { bias: false }),
    )

  test('lies under the paths of the layers', () => {
    const { parameters, buffers } = network().initialize(RandomKey.fromSeed(1), [4])
    expect(Object.entries(parameters).map(([name, { shape }]) => [name, shape])).toEqual([
      ['layers.0.weight', [4, 3]],
      ['layers.0.bias', [3]],
      ['layers.1.gamma', [3]],
      ['layers.1.beta', [3]],
      ['layers.2.layers.0.weight', [3, 3]],
      ['layers.2.layers.0.bias', [3]],
      ['layers.2.layers.1.gamma', [3]],
      ['layers.2.layers.1.beta', [3]],
      ['layers.3.weight', [3, 2]],
    ])
    expect(Object.keys(buffers)).toEqual([
      'layers.1.runningMean',
      'layers.1.runningVariance',
      'layers.2.layers.1.runningMean',
      'layers.2.layers.1.runningVariance',
    ])
  })

  test('training gives back all buffers under the same names; inference none', () => {
    inFloat64(() => {
      const layer = network()
      const state = layer.initialize(RandomKey.fromSeed(1), [4])
      const x = normals(2, [5, 4])
      const { buffers } = layer.apply(state, x, { training: true })
      expect(Object.keys(buffers ?? {})).toEqual(Object.keys(state.buffers))
      for (const [name, buffer] of Object.entries(state.buffers)) {
        expect(buffers?.[name]?.data()).not.toEqual(buffer.data())
      }
      expect(layer.apply(state, x, { training: false }).buffers).toBeUndefined()
    })
  })

  test('weights depend on the place alone: a layer added elsewhere changes no draw', () => {
    const key = RandomKey.fromSeed(7)
    const first = sequential(dense(4, 3), dense(3, 2)).initialize(key, [4]).parameters
    const second = sequential(dense(4, 3), dense(3, 2), relu(), dense(2, 5)).initialize(key, [4]).parameters
    expect(second['layers.0.weight']!.data()).toEqual(first['layers.0.weight']!.data())
    expect(second['layers.1.weight']!.data()).toEqual(first['layers.1.weight']!.data())
    const third = sequential(dense(3, 2), dense(2, 3), dense(3, 2)).initialize(key, [3]).parameters
    expect(third['layers.0.weight']!.data()).not.toEqual(third['layers.2.weight']!.data())
  })
})

test('applies the layers in order and shows every output, inner ones first', () => {
  inFloat64(() => {
    const layer = sequential(dense(2, 2), sequential(relu(), dropout(0.5)))
    const state = layer.initialize(RandomKey.fromSeed(1), [2])
    const seen: [string, Tensor][] = []
    const observe = (path: string, output: Tensor) => {
      seen.push([path, output])
    }
    const { output } = layer.apply(state, normals(1, [3, 2]), {
      training: true,
      random: sourceOf(1),
      observe,
    })
    expect(seen.map(([path]) => path)).toEqual([
      'layers.0',
      'layers.1.layers.0',
      'layers.1.layers.1',
      'layers.1',
    ])
    expect(seen.at(-1)?.[1]).toBe(output)
    expect(seen[0]?.[1].data().some((value) => value < 0)).toBe(true)
    expect(seen[1]?.[1].data().every((value) => value >= 0)).toBe(true)
  })
})

test('without layers it hands its input through', () => {
  const x = normals(1, [3, 2])
  expect(sequential().apply({ parameters: {}, buffers: {} }, x, { training: false }).output).toBe(x)
  expect(sequential().outputShape([2])).toEqual([2])
})
