/** What products and convolutions are compiled to: vectors to the last column, and no copies of windows. */
import { describe, expect, it } from 'vitest'
import { finish } from '../../../src/engine/backend.ts'
import { assignAddresses } from '../../../src/engine/backends/wasm/addresses.ts'
import type { Arithmetic } from '../../../src/engine/backends/wasm/kernels/product-tile.ts'
import { lowerFused } from '../../../src/engine/backends/wasm/kernels/table.ts'
import { assemble } from '../../../src/engine/backends/wasm/plan-module.ts'
import { WasmStore } from '../../../src/engine/backends/wasm/store.ts'
import { fuse } from '../../../src/engine/fuse.ts'
import {
  add,
  compile,
  matmul,
  maximum,
  type Tensor,
  transpose,
  wasmBackend,
  withBackend,
  zeros,
} from '../../../src/engine/index.ts'
import { contiguousLayout } from '../../../src/engine/layout.ts'
import type { Plan } from '../../../src/engine/plan.ts'
import type { PrimitiveAttributes } from '../../../src/engine/primitives/attributes.ts'
import { sizeOf } from '../../../src/engine/types.ts'
import { type ConvolutionCase, convolution } from '../window-cases.ts'
import { opcodesOf } from './decode.ts'
import { type KernelCase, planOf } from './one-kernel.ts'

const sizes = [1, 3, 10, 125]

/** Arithmetic on single numbers: f32.abs … f32.copysign, f64.abs … f64.copysign. */
const isScalar = (opcode: number) => opcode >= 0x8b && opcode <= 0xa6
/** f32x4.add … f32x4.max, and the relaxed products with a sum. */
const isVector = (opcode: number) => (opcode >= 0xfd_00e4 && opcode <= 0xfd_00e9) || opcode === 0xfd_0105

function compiled(plan: Plan, arithmetic: Arithmetic) {
  const store = new WasmStore([])
  const lowered = lowerFused(fuse(plan), arithmetic)
  const addresses = assignAddresses(lowered, store)
  return { opcodes: opcodesOf(finish(assemble(lowered.kernels, addresses, store))), bytes: addresses.total }
}

function expectVectors(plan: Plan, what: string): void {
  for (const arithmetic of ['strict', 'relaxed'] as const) {
    const { opcodes } = compiled(plan, arithmetic)
    expect(opcodes.filter(isScalar), `${what}, ${arithmetic}`).toEqual([])
    expect(opcodes.some(isVector), `${what}, ${arithmetic}`).toBe(true)
  }
}

/** The plan that a function of tensors with these shapes is compiled to. */
function planOfFunction(shapes: readonly (readonly number[])[], fn: (operands: Tensor[]) => Tensor): Plan {
  const plans: Plan[] = []
  const watched = {
    ...wasmBackend,
    compile: (plan: Plan, store: Parameters<typeof wasmBackend.compile>[1]) => {
      plans.push(plan)
      return wasmBackend.compile(plan, store)
    },
  }
  withBackend(watched, () => compile(fn)(shapes.map((shape) => zeros(shape))))
  const plan = plans.at(-1)
  if (!plan) throw new Error('nothing was compiled')
  return plan
}

const ways = ['conv2d', 'conv2dInputGradient', 'conv2dWeightGradient'] as const
type Way = (typeof ways)[number]
const operandsOf = { conv2d: 'xw', conv2dInputGradient: 'yw', conv2dWeightGradient: 'xy' } as const

function planOfConvolution(way: Way, each: ConvolutionCase): Plan {
  const { x, w, attributes } = each
  const all = { ...attributes, inputSize: [x[1], x[2]], kernelSize: [w[0], w[1]] }
  const operands = [...operandsOf[way]].map((name) => {
    const shape = each[name as 'x' | 'w' | 'y']
    return {
      dtype: 'float32' as const,
      layout: contiguousLayout(shape),
      data: new Float32Array(sizeOf(shape)),
    }
  })
  const kernel: KernelCase<Way> = {
    primitive: way,
    attributes: all as unknown as PrimitiveAttributes[Way],
    operands,
  }
  return planOf(kernel, wasmBackend)
}

describe('kernels compute with vectors, also at the edges', () => {
  it.each(sizes)('products of %d rows, plain and with what fusion puts behind them', (m) => {
    for (const n of sizes) {
      for (const k of sizes) {
        const plain = planOfFunction(
          [
            [m, k],
            [n, k],
          ],
          ([a, b]) => matmul(a!, transpose(b!)),
        )
        expectVectors(plain, `${m}×${k} · ${k}×${n}`)
        const layer = planOfFunction([[k, m], [k, n], [n]], ([a, b, bias]) =>
          maximum(add(matmul(transpose(a!), b!), bias!), 0),
        )
        expectVectors(layer, `a layer, ${m}×${k} · ${k}×${n}`)
      }
    }
  })

  it.each(ways)('%s, by channels and outputs', (way) => {
    for (const channels of sizes) {
      for (const outputs of sizes) {
        const [low, high] = [
          [1, 1],
          [1, 1],
        ] as const
        const each = convolution([3, 5, 7, channels], [3, 3], outputs, { low, high })
        expectVectors(planOfConvolution(way, each), `${way} ${channels} to ${outputs}`)
      }
    }
  })
})

describe('convolutions keep no copy of their windows', () => {
  const around = (size: number) => ({ low: [size, size], high: [size, size] }) as const
  const batches = [
    convolution([40, 28, 28, 1], [5, 5], 30),
    convolution([40, 28, 28, 16], [3, 3], 16, around(1)),
    convolution([40, 14, 14, 32], [3, 3], 64, around(1)),
    convolution([40, 24, 24, 10], [5, 5], 10, around(2)),
    convolution([40, 25, 25, 6], [3, 3], 9, { stride: [2, 2], groups: 3, ...around(1) }),
    convolution([40, 20, 20, 8], [3, 3], 8, { dilation: [2, 2], ...around(2) }),
  ]

  /** Numbers in a matrix with a row of its own for each window, as im2col makes it. */
  function windowsOf(way: Way, { x, w, y, attributes }: ConvolutionCase): number {
    const [rows = 0, columns = 0, channels = 0, outputs = 0] = w
    const [places, depth] =
      way === 'conv2dInputGradient' ? [x.slice(0, 3), outputs] : [y.slice(0, 3), channels * attributes.groups]
    return sizeOf(places) * rows * columns * depth
  }

  it.each(ways)('%s', (way) => {
    for (const each of batches) {
      const { bytes } = compiled(planOfConvolution(way, each), 'relaxed')
      const needed = 4 * (sizeOf(each.x) + sizeOf(each.w) + sizeOf(each.y))
      const what = `${way} of ${each.x} by ${each.w}`
      // Scratch is what each run of images works on, or the tiles of some rows.
      expect(bytes / needed, what).toBeLessThan(2.75)
      expect((bytes - needed) / (4 * windowsOf(way, each)), what).toBeLessThan(0.5)
    }
  })
})
