import { describe, expect, it } from 'vitest'
import type { KernelName } from '../../../src/engine/primitives/attributes.ts'
import type { TensorData } from '../../../src/engine/types.ts'
import { backendRows } from '../backend-rows.ts'
import { kernelCases } from './kernel-cases.ts'
import { compute, type KernelCase, plain, runKernel, runReference, values } from './one-kernel.ts'
import { pause } from './threads/certain-threads.ts'

function describeCase({ primitive, attributes, operands }: KernelCase): string {
  const inputs = operands.map(
    ({ dtype, layout }) => `${dtype}[${layout.shape}]/${layout.strides}+${layout.offset}`,
  )
  return `${primitive} ${JSON.stringify(attributes)} of ${inputs.join(', ')}`
}

/** Integers and booleans must be equal; floats agree up to rounding, relative to the largest element. */
function differences(found: TensorData, truth: TensorData, precision: number): string[] {
  const scale = Array.from(truth).reduce(
    (most, x) => (Number.isFinite(x) ? Math.max(most, Math.abs(x)) : most),
    0,
  )
  const tolerance = found instanceof Float32Array ? precision * scale : 0
  return Array.from(truth).flatMap((expected, index) => {
    const actual = found[index] ?? Number.NaN
    const same =
      Object.is(actual, expected) || actual === expected || Math.abs(actual - expected) <= tolerance
    return same ? [] : [`element ${index}: ${actual} instead of ${expected}`]
  })
}

for (const row of backendRows) {
  row.describe(`every kernel, ${row.name}, against the float64 reference`, () => {
    it.each(Object.keys(kernelCases) as KernelName[])('%s', async (name) => {
      const { backend, calls } = row.tested()
      const cases: readonly KernelCase[] = kernelCases[name]
      for (const each of cases.filter((_, index) => row.takes(index, name, cases.length))) {
        const found = runKernel(each, backend)
        const truth = runReference(each)
        expect(found.length, describeCase(each)).toBe(truth.length)
        // The library's sums of products are its own.
        expect(differences(found, truth, calls ? 4e-6 : 1e-6), describeCase(each)).toEqual([])
      }
      await pause()
    })

    it('really is what it says', () => {
      const { runs, most, calls } = row.tested()
      if (runs) expect(runs()).toBeGreaterThan(300)
      if (most) expect(most()).toBe(row.threads)
      if (calls) expect(calls()).toBeGreaterThan(10)
    })
  })
}

describe('values that the contract names', () => {
  const nan = Number.NaN
  const inf = Number.POSITIVE_INFINITY

  it('carries NaN through maximum, minimum, max and arithmetic', () => {
    expect(compute('maximum', [nan, 1, -0, inf], [1, nan, 0, nan])).toEqual([nan, nan, 0, nan])
    expect(compute('minimum', [nan, 1, -0, -inf], [1, nan, 0, nan])).toEqual([nan, nan, -0, nan])
    expect(compute('add', [nan, inf], [1, -inf])).toEqual([nan, nan])
    expect(compute('sign', [nan, -0, 0, -3, inf])).toEqual([nan, -0, 0, -1, 1])
    for (const place of [0, 5, 8, 124]) {
      const elements = Array.from({ length: 125 }, (_, index) => (index === place ? nan : index))
      const operands = [values('float32', ...elements)]
      const largest = runKernel({ primitive: 'max', attributes: { axes: [0], keepDims: false }, operands })
      expect([...largest]).toEqual([nan])
      const where = runKernel({ primitive: 'argMax', attributes: { axis: 0 }, operands })
      expect([...where]).toEqual([place])
    }
  })

  it('takes the first of equal largest elements', () => {
    const operands = [values('float32', 1, 7, 7, 2, 7)]
    expect([...runKernel({ primitive: 'argMax', attributes: { axis: 0 }, operands })]).toEqual([1])
    const least = [values('int32', -(2 ** 31), -(2 ** 31))]
    expect([...runKernel({ primitive: 'argMax', attributes: { axis: 0 }, operands: least })]).toEqual([0])
  })

  it('casts to int32 by truncation and saturation', () => {
    const operands = [values('float32', 1.9, -1.9, nan, inf, -inf, 3e9, -3e9, 0.5)]
    const found = runKernel({ primitive: 'cast', attributes: { dtype: 'int32' }, operands })
    const [low, high] = [-(2 ** 31), 2 ** 31 - 1]
    expect([...found]).toEqual([1, -1, 0, high, low, high, low, 0])
  })

  it('wraps int32 arithmetic and sums', () => {
    const [low, high] = [-(2 ** 31), 2 ** 31 - 1]
    const pair = (a: number[], b: number[]) => [values('int32', ...a), values('int32', ...b)]
    const add = runKernel({ primitive: 'add', attributes: {}, operands: pair([high, low], [1, -1]) })
    expect([...add]).toEqual([low, high])
    const mul = runKernel({ primitive: 'mul', attributes: {}, operands: pair([high, 65537], [high, 65537]) })
    expect([...mul]).toEqual([1, 131073])
    const operands = [values('int32', high, high, 2)]
    const sum = runKernel({ primitive: 'sum', attributes: { axes: [0], keepDims: false }, operands })
    expect([...sum]).toEqual([0])
  })

  it('sums a million numbers to the last bit', () => {
    const tenth = Math.fround(0.1)
    const along = (shape: number[], axes: number[]) =>
      runKernel({
        primitive: 'sum',
        attributes: { axes, keepDims: false },
        operands: [
          {
            ...plain(shape),
            data: new Float32Array(1_000_000).fill(0.1),
          },
        ],
      })
    expect([...along([1_000_000], [0])]).toEqual([Math.fround(tenth * 1e6)])
    expect([...along([250_000, 4], [0])]).toEqual(new Array(4).fill(Math.fround(tenth * 250_000)))
  })

  it('multiplies matrices of small integers exactly, whatever the block edges', () => {
    // Products and sums of integers below 2²⁴ have no rounding: each element has a closed form.
    for (const [m, n, k] of [
      [97, 9, 257],
      [4, 8, 256],
      [5, 7, 513],
      [192, 16, 3],
      [8, 16, 512],
    ] as const) {
      const a = {
        ...plain([m, k]),
        data: Float32Array.from({ length: m * k }, (_, i) => Math.floor(i / k) % 13),
      }
      const b = { ...plain([k, n]), data: Float32Array.from({ length: k * n }, (_, i) => i % n) }
      const found = runKernel({ primitive: 'matmul', attributes: {}, operands: [a, b] })
      const truth = Float32Array.from({ length: m * n }, (_, i) => k * (Math.floor(i / n) % 13) * (i % n))
      expect(found).toEqual(truth)
    }
  })

  it('draws the published Threefry-2x32-20 words', () => {
    // Random123's known-answer vectors (kat_vectors, threefry2x32 20): the row of zeros.
    const found = runKernel({
      primitive: 'randomBits',
      attributes: { shape: [2], stream: 0 },
      operands: [values('int32', 0, 0)],
    })
    expect([...found].map((word) => word >>> 0)).toEqual([0x6b200159, 0x99ba4efe])
  })

  it('gives the same bits on every run', () => {
    const each: KernelCase = {
      primitive: 'sum',
      attributes: { axes: [0], keepDims: false },
      operands: [plain([1000, 7])],
    }
    expect(runKernel(each)).toEqual(runKernel(each))
  })
})
