import { describe, expect, it } from 'vitest'
import {
  add,
  exp,
  type Graph,
  mul,
  Program,
  reshape,
  sub,
  type Tensor,
  tensor,
} from '../../src/engine/index.ts'

function graphOf(fn: (x: Tensor) => Tensor): Graph {
  return new Program({}).trace((_, { x }: { x: Tensor }) => ({ result: fn(x) }), { x: tensor([1, 2, 3]) })
}

function operations(graph: Graph): string[] {
  return graph.nodes.flatMap((node) => (node.kind === 'operation' ? [node.primitive] : []))
}

describe('simplify', () => {
  it('merges equal expressions', () => {
    expect(operations(graphOf((x) => add(exp(x), exp(x))))).toEqual(['exp', 'add'])
    expect(operations(graphOf((x) => mul(add(x, 2), add(x, 2))))).toEqual(['add', 'mul'])
  })

  it('drops what no output needs', () => {
    expect(
      operations(
        graphOf((x) => {
          exp(x)
          return add(x, 1)
        }),
      ),
    ).toEqual(['add'])
  })

  it('skips operations that change nothing, and only those', () => {
    expect(operations(graphOf((x) => sub(mul(reshape(x, [3]), 1), 0)))).toEqual([])
    // −0 + 0 is 0: adding zero is not nothing.
    expect(operations(graphOf((x) => add(x, 0)))).toEqual(['add'])
    // Broadcasting changes the shape although the factor is 1.
    expect(operations(graphOf((x) => mul(x, tensor([[1]]))))).toEqual(['mul'])
  })
})
