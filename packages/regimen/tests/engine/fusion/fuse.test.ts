/** What fusion makes of plans: which kernels, with which terms, and what is still written to memory. */
import { describe, expect, it } from 'vitest'
import { fuse } from '../../../src/engine/fuse.ts'
import type { FusedKernel } from '../../../src/engine/fusion/fused-plan.ts'
import {
  add,
  argMax,
  cast,
  div,
  exp,
  gather,
  iota,
  lessEqual,
  log,
  matmul,
  max,
  mean,
  mul,
  neg,
  Program,
  reshape,
  select,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
  zeros,
} from '../../../src/engine/index.ts'
import { lower } from '../../../src/engine/lower.ts'

type Inputs = Readonly<Record<string, Tensor>>

function fused(
  inputs: Inputs,
  fn: (inputs: Inputs) => readonly Tensor[],
  state: Inputs = {},
): readonly FusedKernel[] {
  const program = new Program(state)
  const graph = program.trace(
    (current: Inputs, given: Inputs) => ({ result: fn({ ...current, ...given }) }),
    inputs,
  )
  return fuse(lower(graph)).kernels
}

/** `loop: exp sum → 2` for a loop of two primitives with two writes. */
function describeKernel(kernel: FusedKernel): string {
  if (kernel.kind === 'simple') return kernel.kernel.primitive
  const parts = kernel.terms.flatMap((term) => ('primitive' in term ? [term.primitive] : []))
  return `${kernel.kind}: ${parts.join(' ')} → ${kernel.writes.length}`
}

const shapes = (inputs: Inputs, fn: (inputs: Inputs) => readonly Tensor[]) =>
  fused(inputs, fn).map(describeKernel)

/** A number for each row that only a kernel of its own gives. */
const argMaxOf = (y: Tensor) => cast(reshape(argMax(y), [128, 1]), 'float32')

const x = zeros([128, 10])
const row = zeros([10])
const column = zeros([128, 1])

describe('fuse', () => {
  it('makes a chain of elementwise kernels one loop that writes its end', () => {
    expect(shapes({ x, row }, ({ x, row }) => [tanh(mul(add(x!, row!), 2))])).toEqual([
      'loop: add mul tanh → 1',
    ])
  })

  it('writes what somebody else reads, too', () => {
    expect(shapes({ x }, ({ x }) => [exp(x!), neg(exp(x!))])).toEqual(['loop: exp neg → 2'])
  })

  it('shares one loop between results that have a value in common', () => {
    const kernels = shapes({ x }, ({ x }) => {
      const y = exp(x!)
      return [neg(y), square(y)]
    })
    expect(kernels).toEqual(['loop: exp neg mul → 2'])
  })

  it('computes softmax in one kernel over rows', () => {
    const kernels = fused({ x }, ({ x }) => {
      const powers = exp(sub(x!, max(x!, { axes: 1, keepDims: true })))
      return [div(powers, sum(powers, { axes: 1, keepDims: true }))]
    })
    expect(kernels.map(describeKernel)).toEqual(['loop: max sub exp sum div → 1'])
    expect(kernels[0]).toMatchObject({ shape: [128, 10], reduced: [false, true] })
  })

  it('computes the normalisation of columns in one kernel, with what is kept per column', () => {
    const kernels = fused({ x }, ({ x }) => {
      const centre = mean(x!, { axes: 0 })
      const centred = sub(x!, centre)
      const spread = mean(square(centred), { axes: 0 })
      return [div(centred, sqrt(add(spread, 1e-5))), centre, spread]
    })
    expect(kernels.map(describeKernel)).toEqual(['loop: sum div sub mul sum div add sqrt div → 3'])
    const [kernel] = kernels
    if (kernel?.kind !== 'loop') throw new Error('no loop')
    expect(kernel.writes.map(({ domain }) => domain).sort()).toEqual(['full', 'kept', 'kept'])
  })

  it('takes bias, activation and mask into the product', () => {
    const kernels = shapes({ x, w: zeros([10, 7]), b: zeros([7]) }, ({ x, w, b }) => {
      const y = add(matmul(x!, w!), b!)
      const off = lessEqual(y, 0)
      return [select(off, 0, y), off]
    })
    expect(kernels).toEqual(['product: add lessEqual select → 2'])
  })

  it('keeps reductions of a product apart from it', () => {
    expect(shapes({ x, w: zeros([10, 7]) }, ({ x, w }) => [sum(neg(matmul(x!, w!)), { axes: 0 })])).toEqual([
      'product: neg → 1',
      'loop: sum → 1',
    ])
  })

  it('does not fuse what reads at other places than were written', () => {
    const kernels = shapes({ square: zeros([10, 10]) }, ({ square }) => {
      const y = exp(square!)
      return [add(y, transpose(y))]
    })
    expect(kernels).toEqual(['loop: exp → 1', 'loop: add → 1'])
  })

  it('makes no cycle through a kernel that stays outside', () => {
    const kernels = shapes({ x, w: zeros([10, 10]) }, ({ x, w }) => {
      const y = exp(x!)
      return [add(y, gather(neg(matmul(y, w!)), iota([128], 0)))]
    })
    expect(kernels.filter((kernel) => kernel.startsWith('loop'))).toEqual(['loop: exp → 1', 'loop: add → 1'])
  })

  it('repeats short scalar computations instead of running kernels for them', () => {
    const kernels = shapes({ x, rate: zeros([]) }, ({ x, rate }) => {
      const scale = sub(1, mul(rate!, rate!))
      return [mul(x!, scale), exp(transpose(mul(x!, scale)))]
    })
    expect(kernels).toEqual(['loop: mul sub mul → 1', 'loop: exp → 1'])
  })

  it('turns constants that are one number everywhere into numbers', () => {
    const [kernel] = fused({ x }, ({ x }) => [add(x!, zeros([128, 10]))])
    if (kernel?.kind !== 'loop') throw new Error('no loop')
    expect(kernel.reads.length).toBe(1)
    expect(kernel.terms).toContainEqual({ kind: 'number', value: 0, dtype: 'float32' })
  })

  it('knows sums over nothing and over one element', () => {
    expect(shapes({ empty: zeros([0, 3]) }, ({ empty }) => [add(sum(empty!, { axes: 0 }), 1)])).toEqual([
      'loop: add → 1',
    ])
    expect(shapes({ column }, ({ column }) => [sum(column!, { axes: 1 })])).toEqual(['loop: copy → 1'])
    expect(shapes({ a: zeros([3, 0]), b: zeros([0, 4]) }, ({ a, b }) => [matmul(a!, b!)])).toEqual([
      'loop:  → 1',
    ])
  })

  it('leaves a reduction of much to few results to itself when others need its operand', () => {
    const large = zeros([400, 100])
    const kernels = shapes({ large }, ({ large }) => {
      const y = exp(large!)
      return [y, sum(y), log(sum(y))]
    })
    expect(kernels).toEqual(['loop: exp → 1', 'loop: sum log → 2'])
    expect(shapes({ large }, ({ large }) => [sum(exp(large!))])).toEqual(['loop: exp sum → 1'])
  })

  it('computes again what takes a few operations on what lies in memory anyway', () => {
    const kernels = shapes({ x, w: zeros([10, 10]) }, ({ x, w }) => {
      const y = tanh(matmul(x!, w!))
      const slope = sub(1, mul(y, y))
      return [mul(matmul(matmul(y, w!), w!), slope)]
    })
    // y alone is written; its slope is worked out behind the product that needs it.
    expect(kernels).toEqual(['product: tanh → 1', 'product:  → 1', 'product: mul sub mul → 1'])
  })

  it('writes what takes longer, and what is read at other places than it was made', () => {
    const writes = (slope: (y: Tensor) => Tensor, use: (slope: Tensor, g: Tensor) => Tensor) =>
      fused({ x, w: zeros([10, 10]) }, ({ x, w }) => {
        const y = tanh(matmul(x!, w!))
        return [use(slope(y), matmul(matmul(y, w!), w!))]
      })
        .map(describeKernel)
        .find((kernel) => kernel.includes('tanh'))
    const square = (y: Tensor) => sub(1, mul(y, y))
    expect(writes(square, (slope, g) => mul(slope, g))).toBe('product: tanh → 1')
    expect(
      writes(
        (y) => exp(neg(y)),
        (slope, g) => mul(slope, g),
      ),
    ).toBe('product: tanh neg exp → 2')
    expect(writes(square, (slope, g) => matmul(transpose(slope), g))).toBe('product: tanh mul sub → 2')
  })

  it('lets a product read two matrices behind it when it writes one', () => {
    const inputs = { x, w: zeros([10, 10]), g: zeros([128, 10]), h: zeros([128, 10]) }
    expect(shapes(inputs, ({ x, w, g, h }) => [mul(add(matmul(x!, w!), g!), h!)])).toEqual([
      'product: add mul → 1',
    ])
    expect(
      shapes(inputs, ({ x, w, g, h }) => {
        const y = add(matmul(x!, w!), g!)
        return [y, mul(y, h!)]
      }),
    ).toEqual(['product:  → 1', 'loop: add mul → 2'])
  })

  it('lets a reduction of many rows to few columns take in what others need, too', () => {
    const large = zeros([400, 100])
    const kernels = shapes({ large }, ({ large }) => {
      const y = exp(large!)
      return [y, sum(y, { axes: 0 })]
    })
    expect(kernels).toEqual(['loop: exp sum → 2'])
  })

  it('computes again what takes no more to read than its result', () => {
    const kernels = fused({ x }, ({ x }) => {
      // The product lies between them: they cannot be one kernel.
      const y = exp(x!)
      const centred = sub(y, sum(y, { axes: 0 }))
      const off = lessEqual(centred, 0)
      const product = matmul(select(off, 0, centred), zeros([10, 10]))
      return [argMax(product), select(off, 0, mul(add(product, argMaxOf(product)), centred))]
    })
    const written = kernels.map(({ kind, ...kernel }) =>
      kind === 'simple' || !('writes' in kernel) ? [] : kernel.writes.map(({ view }) => view.layout.shape),
    )
    // Neither the centred values nor the mask: exp, which is not computed again, and the sums are read instead.
    expect(written[0]).toEqual([[128, 10], [10], [128, 10]])
  })

  it('reads what lies in memory anyway, and not what that was made from', () => {
    const given = { x, numbers: zeros([128], 'int32') }
    const kernels = fused(given, ({ x, numbers }) => {
      const rows = gather(x!, numbers!)
      const shifted = add(rows, 1)
      const y = select(lessEqual(shifted, 0), 0, shifted)
      // As a pool does, this reads y where it lies; what comes back meets the mask of y.
      const back = gather(x!, argMax(y))
      return [select(lessEqual(y, 0), 0, back)]
    })
    expect(kernels.map(describeKernel)).toEqual([
      'gather',
      'loop: add lessEqual select → 1',
      'argMax',
      'gather',
      'loop: lessEqual select → 1',
    ])
  })

  it('keeps other kernels as they are', () => {
    expect(shapes({ x }, ({ x }) => [argMax(neg(x!))])).toEqual(['loop: neg → 1', 'argMax'])
  })
})
