/** Without a BLAS that can be used: the wasm backend, and a reason as data. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { matmul, type ProductFunction, tensor, withBackend } from 'regimen'
import { describe, expect, it, onTestFinished } from 'vitest'
import { connect } from '../../../regimen/tests/engine/wasm/plain-product.ts'
import { createNativeBackend, nativeBlas } from '../../src/index.ts'
import { checkProduct } from '../../src/native/check-product.ts'
import { findBlas } from '../../src/native/find-blas.ts'

describe('without a usable BLAS', () => {
  it('is the wasm backend', () => {
    const backend = createNativeBackend({ path: 'none', threads: 1 })
    expect(backend).toMatchObject({ name: 'wasm', threads: 1, blas: undefined, hint: { code: 'blas-off' } })
    withBackend(backend, () => {
      const square = tensor([
        [1, 2],
        [3, 4],
      ])
      expect([...matmul(square, square).data()]).toEqual([7, 10, 15, 22])
    })
  })

  it('says that a library is not there', () => {
    const library = path.join(tmpdir(), 'no-such-folder', 'libblas.so')
    const { name, hint } = createNativeBackend({ path: library })
    expect(name).toBe('wasm')
    expect(hint).toEqual({
      code: 'blas-not-loadable',
      parameters: { path: library, reason: expect.stringMatching(/./) },
    })
  })

  it('says that a file is no library', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'regimen-blas-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const library = path.join(folder, 'libblas.so')
    writeFileSync(library, 'no library')
    expect(nativeBlas({ path: library })).toMatchObject({ hint: { code: 'blas-not-loadable' } })
  })

  it.runIf(process.platform === 'linux')('says that a library is no BLAS', () => {
    const hint = { code: 'blas-no-sgemm', parameters: { path: 'libm.so.6' } }
    expect(nativeBlas({ path: 'libm.so.6' })).toEqual({ hint })
  })

  it('listens to REGIMEN_BLAS, and more to the option', () => {
    const environment = { REGIMEN_BLAS: 'none' }
    expect(findBlas({ environment })).toEqual({ hint: { code: 'blas-off', parameters: {} } })
    expect(findBlas({ environment, path: '/nowhere' })).toMatchObject({ hint: { code: 'blas-not-loadable' } })
    expect(findBlas({ environment: { REGIMEN_BLAS: '/nowhere' } })).toMatchObject({
      hint: { code: 'blas-not-loadable', parameters: { path: '/nowhere' } },
    })
  })

  it('says that none was found', () => {
    expect(findBlas({ environment: { REGIMEN_BLAS: '' }, platform: 'aix' })).toEqual({
      hint: { code: 'blas-missing', parameters: { platform: 'aix' } },
    })
  })

  it('says that koffi may not be loaded', () => {
    const program = `import { createNativeBackend } from '@regimen/node'
      const { name, hint } = createNativeBackend({ threads: 1 })
      console.log(JSON.stringify({ name, code: hint.code }))`
    const flags = ['--conditions=regimen-source', '--permission', '--allow-fs-read=*', '--input-type=module']
    const output = execFileSync(process.execPath, [...flags, '--eval', program], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
    })
    expect(JSON.parse(output)).toEqual({ name: 'wasm', code: 'koffi-missing' })
  })
})

describe('the check of a BLAS', () => {
  const memory = new WebAssembly.Memory({ initial: 2 })
  const right = connect({ calls: new Int32Array(new SharedArrayBuffer(8)), thread: 0 })(memory)
  const scaled =
    (factor: number): ProductFunction =>
    (...operands) => {
      right(...operands)
      const result = new Float32Array(memory.buffer)
      const place = operands[9] / 4
      result[place] = (result[place] ?? 0) * factor
    }

  it('accepts sums in another precision', () => {
    expect(checkProduct(memory, right)).toBeUndefined()
  })

  it.each<[string, ProductFunction]>([
    ['does nothing', () => {}],
    ['is off in one element', scaled(1.01)],
    ['gives NaN', scaled(Number.NaN)],
    ['ignores a transpose', (_, ...rest) => right(0, ...rest)],
    ['takes rows for columns', (a, b, m, n, k, ...rest) => right(b, a, m, n, k, ...rest)],
    [
      'writes between the rows',
      (a, b, m, n, k, addressA, strideA, addressB, strideB, addressC, strideC) => {
        right(a, b, m, n, k, addressA, strideA, addressB, strideB, addressC, strideC)
        new Float32Array(memory.buffer)[addressC / 4 + n] = 0
      },
    ],
  ])('refuses a product that %s', (_, wrong) => {
    const mismatch = checkProduct(memory, wrong)
    expect(mismatch?.product).toMatch(/^\d+×\d+ᵀ? · \d+×\d+ᵀ?$/)
    expect((mismatch?.difference ?? 0) <= 1e-5).toBe(false)
  })
})
