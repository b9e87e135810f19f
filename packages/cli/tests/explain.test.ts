/** `regimen explain`, and `--backend` of the commands that train. */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { KernelReport } from 'regimen'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { blocksOf } from '../src/charts/arena.ts'
import { ko } from '../src/i18n/ko.ts'
import { displayWidth } from '../src/terminal/width.ts'
import { type Outcome, regimen, temporaryFolder } from './command.ts'

let folder = ''
let cleanUp = () => {}

beforeAll(() => {
  folder = temporaryFolder((remove) => {
    cleanUp = remove
  })
})

afterAll(() => cleanUp())

const read = (...parts: string[]) => readFileSync(path.join(folder, ...parts), 'utf8')

async function succeed(argv: string, environment = {}): Promise<Outcome> {
  const outcome = await regimen(argv.split(' '), { cwd: folder, environment })
  expect(outcome.code, outcome.stderr).toBe(0)
  return outcome
}

interface Explained {
  readonly dataset: string
  readonly batchSize: number
  readonly backend: string
  readonly passes: Record<'traced' | 'simplified' | 'planned' | 'kernels', number>
  readonly kernels: readonly KernelReport[]
  readonly flops: number
  readonly bytes: number
  readonly memory: number
}

const explained = async (argv: string): Promise<Explained> =>
  JSON.parse((await succeed(`explain ${argv} --json`)).stdout)

describe('regimen explain', { timeout: 60_000 }, () => {
  it('tells what each pass leaves, and every kernel with shapes, work and place', async () => {
    const { passes, kernels, memory, ...rest } = await explained('digits --hidden 20 --threads 1')
    expect(rest).toMatchObject({ dataset: 'digits', batchSize: 32, backend: 'wasm' })
    expect(passes.traced).toBeGreaterThan(passes.simplified)
    expect(passes.simplified).toBeGreaterThan(passes.planned)
    expect(passes.planned).toBeGreaterThan(3 * passes.kernels)
    expect(passes.kernels).toBe(kernels.length)
    const products = kernels.filter(({ parts }) => parts.includes('matmul'))
    // Two layers forward, two gradients of weights, one of activations: 2·m·n·k each, and what is fused to them.
    const least = 2 * 32 * (2 * 64 * 20 + 3 * 20 * 10)
    expect(products.reduce((sum, { flops }) => sum + flops, 0)).toBeGreaterThanOrEqual(least)
    expect(rest.flops).toBe(kernels.reduce((sum, { flops }) => sum + flops, 0))
    expect(rest.bytes).toBe(kernels.reduce((sum, { bytes }) => sum + bytes, 0))
    for (const { reads, writes } of kernels) {
      for (const { address = Number.NaN, bytes } of [...reads, ...writes]) {
        expect(address % 4).toBe(0)
        expect(address + bytes).toBeLessThanOrEqual(memory)
      }
    }
  })

  it('tells the same from the folder of a run and its config.json, without the data', async () => {
    writeFileSync(
      path.join(folder, 'points.csv'),
      Array.from({ length: 80 }, (_, row) => `${row},${(row * 7) % 13},${row % 2 ? 'odd' : 'even'}`).join(
        '\n',
      ),
    )
    const settings = '--hidden 7 --optimizer momentum --batch-norm --threads 1'
    await succeed(`train points.csv ${settings} --epochs 1 --out run`)
    const fromData = await explained(`points.csv ${settings}`)
    writeFileSync(path.join(folder, 'points.csv'), 'gone')
    expect(await explained('run')).toEqual(fromData)
    expect(await explained('run/config.json')).toEqual(fromData)
    const reference = await explained('run --backend wasm --threads 2 --deterministic')
    expect(reference.kernels.length).toBe(fromData.kernels.length)
  })

  const example = (file: string) => path.join(import.meta.dirname, '..', 'examples', file)

  it('takes a config file in place of data, on the data that its network fits', async () => {
    const conv = await explained(`${example('mnist-conv.ts')} --threads 1`)
    expect(conv).toMatchObject({ dataset: 'mnist', batchSize: 100, backend: 'wasm' })
    const convolution = conv.kernels.filter(({ parts }) => parts.some((part) => part.startsWith('conv2d')))
    // By hand: 30 maps of 24 × 24 windows of 5 × 5 over 100 images, forward and for the weights' gradient.
    const least = 2 * 2 * 100 * 24 * 24 * 25 * 30
    expect(convolution.reduce((sum, { flops }) => sum + flops, 0)).toBeGreaterThanOrEqual(least)
    const { stdout } = await succeed(`explain ${example('mnist-conv.ts')} --batch-size 20`)
    const layers = '784 → reshape → conv2d → relu → maxPool2d → flatten → dense → relu → 10'
    expect(stdout).toContain(`mnist: batch 20, network ${layers}, adam`)
    expect(await explained(example('digits.json'))).toMatchObject({ dataset: 'digits' })
  })

  it('takes --config beside the data, as train does', async () => {
    const file = example('digits.json')
    const alone = await explained(`${file} --threads 1`)
    expect(await explained(`digits --config ${file} --threads 1`)).toEqual(alone)
    const iris = await explained(`iris --config ${file} --hidden 5 --threads 1`)
    expect(iris.dataset).toBe('iris')
    expect(iris.flops).toBeLessThan(alone.flops)
  })

  it('knows the optimizer and the loss of the config that a run was started with', async () => {
    const own = `import { adam, dense, sequential } from 'regimen'
export default {
  model: ({ inputShape, outputs }) => sequential(dense(inputShape[0], outputs)),
  optimizer: adam({ average: { ema: 0.9 } }),
  loss: 'focal',
  sampleWeights: 'balanced',
}`
    writeFileSync(path.join(folder, 'own.ts'), own)
    await succeed('train iris --config own.ts --epochs 1 --out own')
    const fromRun = await explained('own --threads 1')
    expect(fromRun).toEqual(await explained('iris --config own.ts --threads 1'))
    writeFileSync(path.join(folder, 'own.ts'), own.replace('{ average: { ema: 0.9 } }', ''))
    const plain = await explained('iris --config own.ts --threads 1')
    expect(plain.passes.traced).toBeLessThan(fromRun.passes.traced)
    const { code, stderr } = await regimen(['explain', 'own'], { cwd: folder })
    expect(code).toBe(1)
    expect(stderr).toContain('own.ts')
  })

  it.each([
    ['digits --config {}/mnist-conv.ts', 1, ['mnist-conv.ts:21', '784']],
    ['narrow.ts --lang ko', 2, ['regimen explain <데이터> --config narrow.ts']],
    ['narrow.ts --config narrow.ts', 2, ['--config']],
    ['nowhere.ts', 1, ['nowhere.ts']],
  ])('refuses %s in one sentence', async (argv, expected, words) => {
    writeFileSync(
      path.join(folder, 'narrow.ts'),
      "import { dense } from 'regimen'\nexport default { model: dense(3, 2) }\n",
    )
    const parts = argv.replace('{}/', `${path.dirname(example('any'))}/`).split(' ')
    const { code, stderr } = await regimen(['explain', ...parts], { cwd: folder })
    expect(code, stderr).toBe(expected)
    for (const word of words) expect(stderr).toContain(word)
    expect(stderr.trim().split('\n').length).toBeLessThan(3)
  })

  it('prints what each pass made: as many lines as it leaves operations, kernels and values', async () => {
    const step = 'digits --hidden 20 --threads 1'
    const { passes, kernels } = await explained(step)
    const linesOf = async (pass: string, pattern: RegExp) =>
      (await succeed(`explain ${step} --pass ${pass}`)).stdout
        .split('\n')
        .filter((line) => pattern.test(line)).length
    const operation = /^%\d+ = (?!state|argument|constant)/
    expect(await linesOf('trace', operation)).toBe(passes.traced)
    expect(await linesOf('simplify', operation)).toBe(passes.simplified)
    expect(await linesOf('lower', /^\d+: /)).toBe(passes.planned)
    expect(await linesOf('emit', /^\d+: function/)).toBe(kernels.length)
    const { stdout } = await succeed(`explain ${step} --pass memory --json`)
    expect(JSON.parse(stdout)).toMatchObject({
      pass: 'memory',
      lines: expect.arrayContaining([expect.stringMatching(/^memory: /)]),
    })
    expect((await regimen(`explain ${step} --pass guess`.split(' '), { cwd: folder })).code).not.toBe(0)
  })

  it('explains the reference too, kernel by kernel', async () => {
    const { passes, kernels, backend } = await explained('iris --hidden none --backend reference')
    expect(backend).toBe('reference')
    expect(passes.kernels).toBe(passes.planned)
    expect(kernels.every(({ writes }) => writes.every(({ address }) => address === undefined))).toBe(true)
  })

  it.each(['en', 'ko'])('fits the terminal, and leaves a page: %s', async (language) => {
    const { stdout } = await succeed(`explain iris --hidden 100,100 --report step.html --lang ${language}`)
    for (const line of stdout.split('\n').slice(1, -3)) expect(displayWidth(line)).toBeLessThanOrEqual(100)
    expect(stdout).not.toMatch(/undefined|NaN|\[object/)
    if (language === 'ko') expect(stdout).toContain(ko.explain.passes.simplified)
    const html = read('step.html')
    expect(html).toMatch(/^<!doctype html>/)
    expect(html).toContain(`<html lang="${language}">`)
    expect(html).not.toMatch(/undefined|NaN|\[object|https?:\/\/(?!www\.w3\.org)/)
    expect(html.match(/<rect /g)?.length).toBeGreaterThan(20)
  })
})

describe('the picture of the memory', () => {
  const operand = (address: number, bytes: number) => ({ type: `b${bytes}`, strides: [1], bytes, address })
  const kernel = (reads: readonly [number, number][], writes: readonly [number, number][]): KernelReport => ({
    parts: ['add'],
    reads: reads.map(([address, bytes]) => operand(address, bytes)),
    writes: writes.map(([address, bytes]) => operand(address, bytes)),
    flops: 1,
    bytes: 1,
    units: 1,
  })

  it('gives each value its place and its time', () => {
    const blocks = blocksOf([
      kernel([[0, 64]], [[64, 128]]),
      // A part of the value before, and a new one in place of the first.
      kernel([[128, 64]], [[0, 64]]),
      kernel([[0, 64]], [[64, 64]]),
    ])
    expect(
      blocks.map(({ address, bytes, first, last, writer }) => [address, bytes, first, last, writer]),
    ).toEqual([
      [0, 64, 0, 0, undefined],
      [64, 128, 0, 1, 0],
      [0, 64, 1, 2, 1],
      [64, 64, 2, 2, 2],
    ])
  })
})

describe('--backend', { timeout: 60_000 }, () => {
  const settings = '--hidden 8 --epochs 2 --json'

  it.each(['wasm', 'native', 'reference'])('%s trains, and stands in the config', async (backend) => {
    const { stdout } = await succeed(`train iris ${settings} --backend ${backend} --out ${backend}`)
    const { test } = JSON.parse(stdout)
    expect(test.loss).toBeGreaterThan(0)
    expect(JSON.parse(read(backend, 'config.json')).settings).toMatchObject({ backend })
    // Float64 and float32 agree in what people see.
    if (backend !== 'wasm')
      expect(test.loss).toBeCloseTo(JSON.parse(read('wasm', 'result.json')).test.loss, 4)
  })

  it('native says in one line what would make it faster, and goes on', async () => {
    const { stderr } = await succeed(`train iris ${settings} --backend native --out without`, {
      REGIMEN_BLAS: 'none',
    })
    expect(stderr.split('\n').filter((line) => line.includes('BLAS'))).toHaveLength(1)
    expect(read('without', 'model.safetensors')).toBe(read('wasm', 'model.safetensors'))
  })

  it('compares on it', async () => {
    const { stdout } = await succeed(
      'compare --data iris --optimizers sgd --seeds 1 --steps 3 --hidden 5 --backend reference --out compared --json',
    )
    expect(JSON.parse(stdout)).toHaveLength(1)
    expect(JSON.parse(read('compared', 'compare.json')).settings).toMatchObject({ backend: 'reference' })
  })

  it('is gone on with by a resumed run', async () => {
    await succeed(`train iris ${settings} --backend wasm --threads 1 --deterministic --out fixed`)
    const { settings: saved } = JSON.parse(read('fixed', 'config.json'))
    expect(saved).toMatchObject({ backend: 'wasm', threads: 1, deterministic: true })
    const before = read('fixed', 'model.safetensors')
    await succeed('train --resume fixed')
    expect(read('fixed', 'model.safetensors')).toBe(before)
  })
})
