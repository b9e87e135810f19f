/** The library that is asked for is the one that computes, on one thread. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { referenceBackend } from 'regimen'
import { expect, it, onTestFinished } from 'vitest'
import {
  productPrograms,
  resultsOf,
  worstDifference,
} from '../../../regimen/tests/engine/wasm/product-programs.ts'
import { type BlasInfo, createNativeBackend } from '../../src/index.ts'
import type { FamilyName } from '../../src/native/families.ts'
import { loadKoffi } from '../../src/native/load-blas.ts'
import { usableBlas } from '../../src/native/native-backend.ts'
import { describeWithBlas, everyProduct } from './support.ts'

function blasOfMachine(): BlasInfo {
  const { blas } = createNativeBackend({ threads: 1 })
  if (!blas) throw new Error('no BLAS')
  return blas
}

/** How each family tells on how many threads it works, and is told another number. */
const threadCounts: Partial<Record<FamilyName, { readonly get: string; readonly set: string }>> = {
  openblas: { get: 'int openblas_get_num_threads()', set: 'void openblas_set_num_threads(int)' },
  mkl: { get: 'int MKL_Get_Max_Threads()', set: 'void MKL_Set_Num_Threads(int)' },
  blis: { get: 'int64_t bli_thread_get_num_threads()', set: 'void bli_thread_set_num_threads(int64_t)' },
}

describeWithBlas('the library of the native backend', () => {
  it('is the one at the path that is asked for', () => {
    const machine = blasOfMachine()
    const folder = mkdtempSync(path.join(tmpdir(), 'regimen-blas-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const own = path.join(folder, 'own-blas.so')
    copyFileSync(machine.path, own)
    for (const library of [machine.path, own]) {
      const backend = createNativeBackend({ path: library, threads: 1 })
      expect(backend).toMatchObject({ name: 'native', hint: undefined, blas: { ...machine, path: library } })
    }
    const { sharedObjects } = process.report.getReport() as { readonly sharedObjects: readonly string[] }
    expect(sharedObjects).toContain(own)
    const { backend, calls } = everyProduct(1, {}, usableBlas(own))
    for (const program of productPrograms.filter(({ external }) => external)) {
      const before = calls()
      const actual = resultsOf(program, backend)
      expect(worstDifference(actual, resultsOf(program, referenceBackend))).toBeLessThan(5e-6)
      expect(calls()).toBeGreaterThan(before)
    }
  })

  it('works on one thread, whatever it was told before', ({ skip }) => {
    const { family, path: library } = blasOfMachine()
    const names = threadCounts[family]
    if (!names) return skip(`${family} does not tell on how many threads it works`)
    const loaded = loadKoffi().load(library)
    const [get, set] = [loaded.func(names.get), loaded.func(names.set)]
    set(2)
    createNativeBackend({ threads: 2 })
    expect(Number(get())).toBe(1)
  })
})
