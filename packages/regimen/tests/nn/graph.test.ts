/** Functional graphs: shapes and their errors, sharing, several inputs and outputs, JSON. */
import { describe, expect, expectTypeOf, test } from 'vitest'
import { gradient } from '../../src/engine/differentiate.ts'
import { tensor } from '../../src/engine/ops/create.ts'
import { add, mul } from '../../src/engine/ops/elementwise.ts'
import { concatenate } from '../../src/engine/ops/indexing.ts'
import { sum } from '../../src/engine/ops/reductions.ts'
import type { Tensor } from '../../src/engine/tensor.ts'
import type { Shape } from '../../src/engine/types.ts'
import {
  addNodes,
  batchNorm,
  concatenateNodes,
  createModel,
  dense,
  dropout,
  type GraphLayer,
  graph,
  graphInput,
  type LayerNode,
  modelFromConfig,
  relu,
  sequential,
  tanh,
} from '../../src/nn/index.ts'
import { expectClose, inFloat64, normals, sourceOf, thrownBy } from './helpers.ts'
import { throughJson } from './support.ts'

const none = { parameters: {}, buffers: {} }
const inference = { training: false }

describe('a graph of one path', () => {
  test('is the same as the layers in a row', () => {
    inFloat64(() => {
      const layers = [dense(3, 5), tanh(), dense(5, 2)] as const
      const x = graphInput([3])
      const net = graph(x, x.through(layers[0]).through(layers[1]).through(layers[2]))
      const row = createModel(sequential(...layers), { input: [3], seed: 4 })
      const model = createModel(net, { input: [3], seed: 4 })
      expect(Object.keys(model.state.parameters)).toEqual(Object.keys(row.state.parameters))
      const input = normals(1, [6, 3])
      expect(model.apply(input).data()).toEqual(row.apply(input).data())
      expect(model.summary()).toEqual(row.summary())
    })
  })

  test('knows its shapes in types, and names what does not fit', () => {
    const x = graphInput([3])
    expectTypeOf(x.through(dense(3, 5)).through(relu())).toEqualTypeOf<LayerNode<readonly [5]>>()
    expectTypeOf(graph(x, x.through(dense(3, 5)))).toEqualTypeOf<GraphLayer<readonly [3], readonly [5]>>()
    // @ts-expect-error the layer takes 4 numbers, the node has 3
    expect(thrownBy(() => x.through(dense(4, 5))).message).toBe('dense 4 → 5: expected input [4], got [3]')
    expect(thrownBy(() => addNodes(x, graphInput([4]))).message).toBe('addNodes: expected input [3], got [4]')
    expect(thrownBy(() => concatenateNodes(graphInput([2, 3]), graphInput([1, 3]))).message).toBe(
      'concatenateNodes: expected input [2, features], got [1, 3]',
    )
    expect(thrownBy(() => graph({ x }, { y: graphInput([7]) })).message).toBe(
      'graph: inputs is ["x"]. Expected also the input of shape [7] that an output needs.',
    )
  })
})

describe('a shared layer', () => {
  const [a, b] = [graphInput([3]), graphInput([3])]
  const tower = sequential(dense(3, 4), tanh())
  const twins = graph({ a, b }, { left: a.through(tower), right: b.through(tower) })

  test('has one state, and both uses give what it gives', () => {
    inFloat64(() => {
      const model = createModel(twins, { input: [6] })
      expect(Object.keys(model.state.parameters)).toEqual([
        'layers.0.layers.0.weight',
        'layers.0.layers.0.bias',
      ])
      const [x, y] = [normals(1, [5, 3]), normals(2, [5, 3])]
      const { left, right } = twins.unpack(model.apply(twins.pack({ a: x, b: y })))
      const single = createModel(tower, { input: [3] })
      single.load({
        parameters: {
          'layers.0.weight': model.state.parameters['layers.0.layers.0.weight']!,
          'layers.0.bias': model.state.parameters['layers.0.layers.0.bias']!,
        },
        buffers: {},
      })
      expect(left!.data()).toEqual(single.apply(x).data())
      expect(right!.data()).toEqual(single.apply(y).data())
    })
  })

  test('its gradient is the sum of those of its uses', () => {
    inFloat64(() => {
      const { state } = createModel(twins, { input: [6] })
      const [x, y] = [normals(1, [5, 3]), normals(2, [5, 3])]
      const name = 'layers.0.layers.0.weight'
      const slope = (weights: (packed: { readonly [name: string]: Tensor }) => Tensor) =>
        gradient(
          (parameters: typeof state.parameters) =>
            sum(
              weights(
                twins.unpack(twins.apply({ ...state, parameters }, concatenate([x, y], 1), inference).output),
              ),
            ),
          state.parameters,
        )[name]!
      const both = slope(({ left, right }) => add(mul(left!, 2), right!))
      expectClose(
        both,
        add(
          mul(
            slope(({ left }) => left!),
            2,
          ),
          slope(({ right }) => right!),
        ),
        1e-12,
      )
    })
  })

  test('draws random numbers of its own in each use', () => {
    const mask = dropout(0.5)
    const x = graphInput([200])
    const net = graph({ x }, { first: x.through(mask), second: x.through(mask) })
    const ones = normals(1, [1, 200])
    const output = net.apply(none, ones, { training: true, random: sourceOf(1) }).output
    const { first, second } = net.unpack(output)
    expect(first!.data()).not.toEqual(second!.data())
  })

  test('normalises each use by its own batch, and remembers both', () => {
    inFloat64(() => {
      const norm = batchNorm({ momentum: 0.5 })
      const [p, q] = [graphInput([1]), graphInput([1])]
      const net = graph({ p, q }, { sum: addNodes(p.through(norm), q.through(norm)) })
      const model = createModel(net, { input: [2] })
      const x = net.pack({ p: tensorOf([1, 3]), q: tensorOf([10, 30]) })
      const { buffers } = net.apply(model.state, x, { training: true })
      // Means 2 and 20: (0 · ½ + 2 · ½) · ½ + 20 · ½.
      expect(buffers!['layers.0.runningMean']!.item()).toBeCloseTo(10.5, 12)
    })
  })

  test('must have the same state wherever it is used', () => {
    const norm = batchNorm()
    const [p, q] = [graphInput([2]), graphInput([3])]
    const net = graph({ p, q }, { p: p.through(norm), q: q.through(norm) })
    expect(thrownBy(() => createModel(net, { input: [5] })).message).toBe(
      'layers.0 (batchNorm, shared): expected input for which "gamma" has the shape [2], got [3]',
    )
  })
})

const tensorOf = (values: readonly number[]) => tensor([...values], [values.length, 1])

describe('several inputs and outputs', () => {
  test('are packed in rows and taken apart again; what is missing is named', () => {
    inFloat64(() => {
      const [image, table] = [graphInput([2, 2]), graphInput([3])]
      const net: GraphLayer<Shape, Shape> = graph({ image, table }, { table, image })
      const [x, y] = [normals(1, [4, 2, 2]), normals(2, [4, 3])]
      const packed = net.pack({ table: y, image: x })
      expect(packed.shape).toEqual([4, 7])
      const output = net.unpack(net.apply(none, packed, inference).output)
      expect(output.image!.toArray()).toEqual(x.toArray())
      expect(output.table!.toArray()).toEqual(y.toArray())
      expect(thrownBy(() => net.pack({ image: x })).message).toBe(
        'The graph takes "table" of shape [batch, 3]; got nothing.',
      )
      expect(thrownBy(() => net.pack({ image: x, table: x })).code).toBe('graph-values')
    })
  })

  test('JSON keeps what is shared', () => {
    inFloat64(() => {
      const [a, b] = [graphInput([3]), graphInput([3])]
      const shared = dense(3, 4)
      const joined = concatenateNodes(a.through(shared), b.through(shared), addNodes(a, b))
      const net = graph({ a, b }, { y: joined.through(dense(11, 2)), b })
      const model = createModel(net, { input: [6], seed: 3 })
      const again = modelFromConfig(throughJson(model.config()), { seed: 3 })
      expect(again.config()).toEqual(model.config())
      const x = normals(1, [5, 6])
      expect(again.apply(x).data()).toEqual(model.apply(x).data())
      const broken = throughJson(model.config()) as never as {
        layer: { settings: { nodes: { layer: number }[] } }
      }
      broken.layer.settings.nodes[0]!.layer = 9
      expect(thrownBy(() => modelFromConfig(throughJson(broken) as never)).message).toBe(
        'graph node: layer is 9. Expected the number of a layer, on an earlier node.',
      )
    })
  })
})
