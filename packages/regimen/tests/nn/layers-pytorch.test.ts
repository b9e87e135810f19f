/** Outputs and all gradients of the layers against PyTorch, over a table of shapes and options. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Backend } from '../../src/engine/backend.ts'
import { gradient } from '../../src/engine/differentiate.ts'
import { mul } from '../../src/engine/ops/elementwise.ts'
import { sum } from '../../src/engine/ops/reductions.ts'
import { compile } from '../../src/engine/program.ts'
import { RandomKey } from '../../src/engine/random.ts'
import { withBackend } from '../../src/engine/settings.ts'
import { fromData, type Tensor } from '../../src/engine/tensor.ts'
import { type Shape, sizeOf, toData } from '../../src/engine/types.ts'
import * as nn from '../../src/nn/index.ts'
import { backends, expectClose } from './helpers.ts'

interface Known {
  readonly kind: string
  // biome-ignore lint/suspicious/noExplicitAny: options of every kind, as the fixture's script wrote them
  readonly settings: any
  readonly x: Shape
  readonly indices: readonly number[] | null
  readonly parameters: { readonly [name: string]: Shape }
  readonly shape: Shape
  readonly value: readonly number[]
  readonly gradients: readonly (readonly number[] | null)[]
}

/** See make_layer_fixtures.py. */
const { cases }: { readonly cases: readonly Known[] } = JSON.parse(
  readFileSync(new URL('../fixtures/layers.json', import.meta.url), 'utf8'),
)

const build: { readonly [kind: string]: (settings: Known['settings']) => nn.Layer } = {
  conv1d: ({ channels, outputs, ...options }) => nn.conv1d(channels, outputs, options),
  convTransposed1d: ({ channels, outputs, ...options }) => nn.convTransposed1d(channels, outputs, options),
  convTransposed2d: ({ channels, outputs, ...options }) => nn.convTransposed2d(channels, outputs, options),
  maxPool1d: nn.maxPool1d,
  averagePool1d: nn.averagePool1d,
  globalAveragePool1d: () => nn.globalAveragePool1d(),
  globalMaxPool1d: () => nn.globalMaxPool1d(),
  globalMaxPool: () => nn.globalMaxPool(),
  embedding: ({ entries, features }) => nn.embedding(entries, features),
  layerNorm: nn.layerNorm,
  groupNorm: nn.groupNorm,
  gru: ({ inputs, hidden, ...options }) => nn.gru(inputs, hidden, options),
  lstm: ({ inputs, hidden, ...options }) => nn.lstm(inputs, hidden, options),
  bidirectional: ({ layer: { kind, settings } }) => {
    const make = kind === 'gru' ? nn.gru : nn.lstm
    return nn.bidirectional(make(settings.inputs, settings.hidden, settings))
  },
}

/** The inputs of the fixtures: element i is sin(1.7 i + salt). */
function wave(shape: Shape, salt: number, { floatType }: Backend): Tensor {
  const values = Float64Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(1.7 * i + salt))
  return fromData(floatType, shape, toData(floatType, values))
}

const rows = cases.map((known, index) => {
  const { kind, settings, x } = known
  return { known, name: `${index} ${kind} ${JSON.stringify(x)} ${JSON.stringify(settings)}` }
})

describe.each(backends.slice(0, 2))('against PyTorch, $name', ({ backend, tolerance }) => {
  test.each(rows)('$name', ({ known }) => {
    withBackend(backend, () => {
      const layer = build[known.kind]!(known.settings)
      const input = known.x.slice(1)
      expect(layer.outputShape(input)).toEqual(known.shape.slice(1))
      const own = layer.initialize(RandomKey.fromSeed(0), input).parameters
      const shapes = Object.fromEntries(Object.entries(own).map(([name, { shape }]) => [name, shape]))
      expect(shapes).toEqual(known.parameters)
      const names = Object.keys(known.parameters)
      const x = known.indices
        ? fromData('int32', known.x, Int32Array.from(known.indices))
        : wave(known.x, 0, backend)
      const parameters = Object.values(known.parameters).map((shape, at) => wave(shape, at + 1, backend))
      const run = (given: Tensor, values: readonly Tensor[]) => {
        const named = Object.fromEntries(names.map((name, at) => [name, values[at]!]))
        return layer.apply({ parameters: named, buffers: {} }, given, { training: true }).output
      }
      const weights = wave(known.shape, 9, backend)
      const loss = (given: Tensor, values: readonly Tensor[]) => sum(mul(run(given, values), weights))
      const slopes = (given: Tensor, values: readonly Tensor[]) =>
        known.indices
          ? gradient((each: readonly Tensor[]) => loss(given, each), values)
          : gradient(([first, ...rest]: readonly Tensor[]) => loss(first!, rest), [given, ...values])
      const expected = known.gradients.flatMap((numbers) => (numbers ? [numbers] : []))
      expectClose(run(x, parameters), known.value, tolerance)
      expectClose(compile(run)(x, parameters), known.value, tolerance)
      for (const found of [slopes(x, parameters), compile(slopes)(x, parameters)]) {
        expect(found.length).toBe(expected.length)
        expected.forEach((numbers, place) => {
          expectClose(found[place]!, numbers, tolerance)
        })
      }
    })
  })
})
