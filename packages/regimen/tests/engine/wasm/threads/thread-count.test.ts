import { afterEach, describe, expect, it, vi } from 'vitest'
import { createWasmBackend, RegimenError, relaxedVectors, wasmBackend } from '../../../../src/index.ts'

afterEach(() => {
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
})

describe('the number of threads', () => {
  it('is what was asked for', () => {
    expect(createWasmBackend({ threads: 1 }).threads).toBe(1)
    expect(createWasmBackend({ threads: 3 }).threads).toBe(3)
  })

  it('is by itself that of the cores, up to eight', () => {
    vi.stubEnv('REGIMEN_THREADS', '')
    vi.stubGlobal('navigator', { hardwareConcurrency: 6 })
    expect(createWasmBackend().threads).toBe(6)
    vi.stubGlobal('navigator', { hardwareConcurrency: 128 })
    expect(createWasmBackend({ threads: 'auto' }).threads).toBe(8)
    vi.stubGlobal('navigator', undefined)
    expect(createWasmBackend().threads).toBe(1)
  })

  it('is by itself that of REGIMEN_THREADS', () => {
    vi.stubEnv('REGIMEN_THREADS', '5')
    expect(createWasmBackend().threads).toBe(5)
    expect(createWasmBackend({ threads: 2 }).threads).toBe(2)
    vi.stubEnv('REGIMEN_THREADS', 'auto')
    expect(createWasmBackend().threads).toBeGreaterThanOrEqual(1)
  })

  it.each([0, -1, 1.5, Number.NaN, 65])('cannot be %d', (threads) => {
    expect(() => createWasmBackend({ threads })).toThrow(RegimenError)
  })

  it('cannot be a word in REGIMEN_THREADS', () => {
    vi.stubEnv('REGIMEN_THREADS', 'many')
    expect(() => createWasmBackend().threads).toThrow(/threads is NaN. Expected a whole number from 1 to 64/)
  })

  it('is one where memory cannot be shared', () => {
    vi.stubGlobal('SharedArrayBuffer', undefined)
    const backend = createWasmBackend({ threads: 4 })
    expect(backend.threads).toBe(1)
    const store = backend.createStore([{ dtype: 'float32', shape: [3] }])
    store.write(0, Float32Array.of(1, 2, 3))
    expect(store.read(0)).toEqual(Float32Array.of(1, 2, 3))
  })

  it('is that of the default backend', () => {
    expect(wasmBackend.threads).toBeGreaterThanOrEqual(1)
  })
})

describe('the arithmetic', () => {
  it('is relaxed by itself where the engine allows it, and strict when asked for', () => {
    vi.stubEnv('REGIMEN_DETERMINISTIC', '')
    expect(createWasmBackend().deterministic).toBe(!relaxedVectors())
    expect(createWasmBackend({ deterministic: true }).deterministic).toBe(true)
  })

  it.each([
    ['1', true],
    ['true', true],
    ['0', !relaxedVectors()],
    ['false', !relaxedVectors()],
  ])('is by itself what REGIMEN_DETERMINISTIC=%s says', (value, deterministic) => {
    vi.stubEnv('REGIMEN_DETERMINISTIC', value)
    expect(createWasmBackend().deterministic).toBe(deterministic)
    expect(createWasmBackend({ deterministic: false }).deterministic).toBe(!relaxedVectors())
  })
})
