/** `regimen info`: its JSON and its words. */
import { execFileSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { nativeBlas } from '@regimen/node'
import { describe, expect, it } from 'vitest'
import { en } from '../src/i18n/en.ts'
import { ko } from '../src/i18n/ko.ts'

const main = path.join(import.meta.dirname, '..', 'src', 'main.ts')

function info(options: readonly string[], environment: Readonly<Record<string, string>> = {}): string {
  const argv = ['--conditions=regimen-source', main, 'info', ...options]
  const env = { ...process.env, LC_ALL: 'C.UTF-8', NO_COLOR: '1', ...environment }
  return execFileSync(process.execPath, argv, { encoding: 'utf8', env })
}

const blas = {
  family: expect.stringMatching(/^(openblas|mkl|blis|accelerate)$/),
  name: expect.stringMatching(/./),
  path: expect.stringMatching(/./),
  version: expect.toBeOneOf([expect.stringMatching(/^\d+(\.\d+)+$/), null]),
}

const machine = {
  version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
  node: process.versions.node,
  platform: `${process.platform}-${process.arch}`,
  cores: availableParallelism(),
  simd: expect.stringMatching(/^(strict|relaxed)$/),
  deterministic: expect.any(Boolean),
  threads: 3,
}

describe('regimen info', () => {
  it('tells of the machine as JSON', () => {
    const told: unknown = JSON.parse(info(['--json'], { REGIMEN_THREADS: '3' }))
    // Whether this machine has a BLAS is asked of the package that uses it.
    const found = nativeBlas()
    const native = { backends: ['wasm', 'native', 'reference'], blas, hint: null }
    const plain = { backends: ['wasm', 'reference'], blas: null }
    expect(told).toEqual({ ...machine, ...('info' in found ? native : { ...plain, hint: found.hint }) })
    if ('info' in found) expect(told).toMatchObject({ blas: found.info })
  })

  it('says what REGIMEN_DETERMINISTIC has decided', () => {
    const told = (value: string) => JSON.parse(info(['--json'], { REGIMEN_DETERMINISTIC: value }))
    expect(told('1').deterministic).toBe(true)
    expect(told('0').deterministic).toBe(told('0').simd === 'strict')
  })

  it('says why there is no BLAS', () => {
    const json = info(['--json'], { REGIMEN_THREADS: '3', REGIMEN_BLAS: '/nowhere/libblas.so' })
    expect(JSON.parse(json)).toEqual({
      ...machine,
      backends: ['wasm', 'reference'],
      blas: null,
      hint: {
        code: 'blas-not-loadable',
        parameters: { path: '/nowhere/libblas.so', reason: expect.stringMatching(/./) },
      },
    })
  })

  it.each([
    ['en', en],
    ['ko', ko],
  ])('says it in words: %s', (language, { info: words }) => {
    const text = info(['--lang', language], { REGIMEN_BLAS: 'none' })
    for (const title of [words.version, words.cores, words.simd, words.threads, words.backends, words.blas]) {
      expect(text).toContain(title)
    }
    expect(text.trimEnd().split('\n').at(-1)).toBe(words.hints['blas-off']({}))
    expect(text).not.toMatch(/undefined|\[object/)
  })
})
