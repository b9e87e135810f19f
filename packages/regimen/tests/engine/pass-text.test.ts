/** Each pass of the compiler as text: by hand for a small program, by its counts for a training step. */
import { describe, expect, it } from 'vitest'
import {
  type Backend,
  createWasmBackend,
  mul,
  type PassName,
  Program,
  type ProgramReport,
  passNames,
  passText,
  referenceBackend,
  sum,
  type Tensor,
  tensor,
  watchCompilation,
  withBackend,
} from '../../src/engine/index.ts'
import { train } from './wasm/threads/network.ts'

const small = (backend: Backend): ProgramReport =>
  withBackend(backend, () =>
    new Program({ a: tensor([1, 2, 3]) }, { backend }).explain(
      ({ a }, { b }: { b: Tensor }) => ({ state: { a: mul(mul(a, b), mul(b, 1)) }, result: sum(b) }),
      { b: tensor([1, 2, 3]) },
    ),
  )

const lines = (report: ProgramReport, pass: PassName) => passText(report, pass).split('\n')

describe('the passes of a small program', () => {
  const report = small(createWasmBackend({ threads: 1 }))

  it('trace, simplify, lower', () => {
    expect(lines(report, 'trace')).toEqual([
      'trace: 4 operations, 3 inputs and constants, 2 outputs',
      '%0 = state 0: float32[3]',
      '%1 = argument 0: float32[3]',
      '%2 = mul %0 %1: float32[3]',
      '%3 = constant 1: float32[]',
      '%4 = mul %1 %3: float32[3]',
      '%5 = mul %2 %4: float32[3]',
      '%6 = sum axes=0 keepDims=false %1: float32[]',
      'result 0 ← %6',
      'state 0 ← %5',
    ])
    expect(lines(report, 'simplify')).toEqual([
      'simplify: 3 operations, 2 inputs and constants, 2 outputs',
      '%0 = state 0: float32[3]',
      '%1 = argument 0: float32[3]',
      '%2 = mul %0 %1: float32[3]',
      '%3 = mul %2 %1: float32[3]',
      '%4 = sum axes=0 keepDims=false %1: float32[]',
      'result 0 ← %4',
      'state 0 ← %3',
    ])
    expect(lines(report, 'lower')).toEqual([
      'lower: 3 kernels over 5 buffers',
      '0: mul (b0 float32[3], b1 float32[3]) → b2 float32[3]',
      '1: mul (b2 float32[3], b1 float32[3]) → b3 float32[3]',
      '2: sum axes=0 keepDims=false (b1 float32[3]) → b4 float32[]',
      'result 0 ← b4 float32[]',
      'state 0 ← b3 float32[3]',
    ])
  })

  it('fuse, schedule, memory, emit', () => {
    const [summary, ...kernels] = lines(report, 'fuse')
    expect(summary).toBe('fuse: 2 kernels of 3')
    expect(kernels.map((line) => line.replace(/^\d+/, '#'))).toEqual([
      '#: loop over 3 (b0 float32[3], b1 float32[3]) → b3 float32[3]',
      '   t0 = b0',
      '   t1 = b1',
      '   t2 = mul t0 t1',
      '   t3 = mul t2 t1 → b3',
      '#: loop over 3, reduced: 0 (b1 float32[3]) → b4 float32[]',
      '   t0 = b1',
      '   t1 = sum of t0 → b4',
    ])
    expect(lines(report, 'schedule')[0]).toBe('schedule: 2 kernels, 0 split among threads, 0 barriers')
    expect(lines(report, 'schedule').slice(1).join()).not.toContain('split')
    // The sum comes first. The state in the first cache line, then the argument, then its sum; the new state takes the place of the old.
    expect(lines(report, 'memory')).toEqual([
      `memory: 3 values in ${report.memory} bytes; at most 192 are in use, at kernel 0`,
      '0: 64 bytes, state float32, from the start to the end',
      '64: 64 bytes, argument float32, from the start to kernel 1',
      '128: 64 bytes, temporary float32, from kernel 0 to the end',
    ])
    expect(lines(report, 'emit')).toEqual([
      `emit: ${report.code} bytes of code, 2 kernels by 2 functions`,
      '0: function 0 (64, 128), 1 units',
      '1: function 1 (0, 64, 0), 1 units',
    ])
  })

  it('say where the reference stops', () => {
    const plain = small(referenceBackend)
    expect(lines(plain, 'lower').length).toBe(6)
    expect(lines(plain, 'schedule').length).toBe(4)
    for (const pass of ['fuse', 'memory', 'emit'] as const) {
      expect(passText(plain, pass)).toMatch(new RegExp(`^${pass}: not told by this backend`))
    }
  })

  it('are not those of a copy, which holds data only', () => {
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
    expect(() => passText({ ...report }, 'trace')).toThrow(RangeError)
    expect(passText({ ...report }, 'memory')).toBe(passText(report, 'memory'))
  })
})

/** The module's bytes as they are handed to the engine while `task` runs. */
async function modulesDuring(task: () => Promise<unknown>): Promise<number[]> {
  const lengths: number[] = []
  const { Module } = WebAssembly
  WebAssembly.Module = new Proxy(Module, {
    construct: (target, [code]: [Uint8Array<ArrayBuffer>]) => {
      lengths.push(code.byteLength)
      return new target(code)
    },
  })
  try {
    await task()
  } finally {
    WebAssembly.Module = Module
  }
  return lengths
}

describe.each([1, 2])('the passes of a training step, threads: %d', (threads) => {
  it('print as many lines as they leave operations, kernels and values', async () => {
    const reports: ProgramReport[] = []
    const end = watchCompilation((report) => reports.push(report()))
    const backend = createWasmBackend({ threads })
    const modules = await modulesDuring(() => train(backend, { steps: 1 }))
    end()
    const report = reports.find(({ kernels }) => kernels.length > 10)
    if (!report) throw new Error('no step was compiled')
    const { passes, kernels, places, code } = report
    const count = (pass: PassName, pattern: RegExp) =>
      lines(report, pass).filter((line) => pattern.test(line)).length

    const operation = /^%\d+ = (?!state|argument|constant)/
    expect([count('trace', operation), count('simplify', operation)]).toEqual([
      passes.traced,
      passes.simplified,
    ])
    expect(count('lower', /^\d+: /)).toBe(passes.planned)
    // Packing and grouping come after fusion, which leaves far fewer than there were.
    expect(count('fuse', /^\d+: /)).toBeLessThan(passes.planned / 3)
    expect(count('fuse', /^\d+: product over/)).toBe(
      kernels.filter(({ parts }) => parts.includes('matmul')).length,
    )
    expect(count('schedule', /^\d+: /)).toBe(kernels.length)
    expect(count('schedule', /^barrier$/)).toBe(kernels.filter(({ turn }) => turn?.barrier).length)
    expect(count('schedule', /; \d+ units, split/)).toBe(kernels.filter(({ turn }) => turn?.split).length)
    expect(kernels.some(({ turn }) => turn?.split)).toBe(threads > 1)
    expect(kernels.some(({ turn }) => turn?.barrier)).toBe(threads > 1)
    expect(count('memory', /^\d+: /)).toBe(places.length)
    expect(count('emit', /^\d+: function/)).toBe(kernels.length)
    // What is told is what the engine was given.
    expect(modules).toContain(code)
    for (const pass of passNames) {
      expect(passText(report, pass)).toMatch(new RegExp(`^${pass}: `))
      expect(passText(report, pass)).not.toMatch(/undefined|object Object/)
    }
  })
})
