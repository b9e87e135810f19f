import { expect, test } from 'vitest'
import { gradient } from '../../src/engine/differentiate.ts'
import { ones } from '../../src/engine/ops/create.ts'
import { sum } from '../../src/engine/ops/reductions.ts'
import type { Tensor } from '../../src/engine/tensor.ts'
import { createModel, dropout, type Layer, relu, sequential } from '../../src/nn/index.ts'
import { inFloat64, normals, sourceOf, thrownBy } from './helpers.ts'

const none = { parameters: {}, buffers: {} }
const apply = (layer: Layer, x: Tensor, seed: number, path = '') =>
  layer.apply(none, x, { training: true, random: sourceOf(seed), path }).output

test.each([0.1, 0.2, 0.5, 0.9])('rate %d drops that share and keeps the expectation', (rate) => {
  const size = 200_000
  const data = Float64Array.from(apply(dropout(rate), ones([size]), 1).data())
  const dropped = data.reduce((count, value) => count + Number(value === 0), 0) / size
  const deviation = Math.sqrt((rate * (1 - rate)) / size)
  expect(Math.abs(dropped - rate)).toBeLessThan(4 * deviation)
  // What is kept is 1 / (1 − rate), so that the mean stays 1.
  expect(new Set(data)).toEqual(new Set([0, Math.fround(1 / (1 - rate))]))
  const mean = data.reduce((total, value) => total + value, 0) / size
  expect(Math.abs(mean - 1)).toBeLessThan((4 * deviation) / (1 - rate))
})

test('the same key gives the same mask, another key or place another', () => {
  const x = ones([10, 125])
  expect(apply(dropout(), x, 1).data()).toEqual(apply(dropout(), x, 1).data())
  expect(apply(dropout(), x, 1).data()).not.toEqual(apply(dropout(), x, 2).data())
  expect(apply(dropout(), x, 1, 'layers.0').data()).not.toEqual(apply(dropout(), x, 1, 'layers.1').data())
})

test('units are dropped independently: neighbours agree as often as chance says', () => {
  const size = 100_000
  const data = apply(dropout(), ones([size]), 3).data()
  let equal = 0
  for (let index = 1; index < size; index++) equal += Number(data[index] === data[index - 1])
  expect(Math.abs(equal / (size - 1) - 0.5)).toBeLessThan(4 * 0.5 * Math.sqrt(1 / size))
})

test('a layer elsewhere in the model does not change the mask', () => {
  const x = ones([4, 50])
  const random = sourceOf(4)
  const masks = (layer: Layer) => {
    const seen: { [path: string]: Tensor } = {}
    const observe = (path: string, output: Tensor) => {
      seen[path] = output
    }
    createModel(layer, { input: [50] }).apply(x, { training: true, random, observe })
    return seen
  }
  const short = masks(sequential(dropout(), relu()))
  const long = masks(sequential(dropout(), relu(), dropout(), sequential(dropout())))
  expect(long['layers.0']!.data()).toEqual(short['layers.0']!.data())
  const second = masks(sequential(relu(), relu(), dropout()))
  const replaced = masks(sequential(relu(), dropout(0), dropout()))
  expect(second['layers.2']!.data()).toEqual(replaced['layers.2']!.data())
})

test('identity in inference and for rate 0', () => {
  const x = normals(1, [3, 5])
  expect(dropout(0.7).apply(none, x, { training: false }).output).toBe(x)
  expect(dropout(0).apply(none, x, { training: true }).output).toBe(x)
})

test('the gradient passes where the value does, with the same factor', () => {
  inFloat64(() => {
    const layer = dropout(0.25)
    const x = ones([8, 8])
    const slope = gradient((p: Tensor) => sum(apply(layer, p, 6)), x)
    expect(slope.data()).toEqual(apply(layer, x, 6).data())
  })
})

test('what cannot be meant is refused', () => {
  for (const rate of [-0.1, 1, 2, Number.NaN]) {
    expect(thrownBy(() => dropout(rate)).code).toBe('technique-option')
  }
  const model = createModel(sequential(relu(), dropout(0.5)), { input: [2] })
  expect(thrownBy(() => model.apply(ones([1, 2]), { training: true })).message).toContain(
    'layers.1 (dropout 0.5) draws random numbers in training',
  )
})
