/** The bench starts, measures and prints what it promises, without the systems that it compares with. */
import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { stepBytes, stepOperations } from '../bench/costs.ts'
import { bundlesAreFresh } from '../bench/runner/bundles.ts'
import { median, type Row } from '../bench/runner/row.ts'
import { suites } from '../bench/suites/table.ts'
import { systems } from '../bench/systems/table.ts'
import type { Outcomes } from '../bench/tuner/baseline.ts'
import { compared } from '../bench/tuner/compare.ts'
import { verdictsOf } from '../bench/tuner/marks.ts'
import { inFile, inMemory, workloadOf } from '../bench/tuner/speed.ts'
import { perceptron, workloads } from '../bench/workloads.ts'

const root = path.join(import.meta.dirname, '..')
const run = promisify(execFile)
const bench = (...parameters: string[]) =>
  run(process.execPath, ['bench/main.ts', ...parameters], { cwd: root, timeout: 60_000 })

/** What it printed all the same; other failures stay failures. */
function missedMarks(error: unknown): { stdout: string } {
  if (error instanceof Error && 'code' in error && error.code === 1 && 'stdout' in error) {
    return { stdout: String(error.stdout) }
  }
  throw error
}

const brief = ['--rounds', '1', '--milliseconds', '5', '--json']

describe('the bench', () => {
  it('measures a training step and prints rows', async () => {
    const system = 'regimen-wasm-1-thread'
    const { stdout } = await bench('step', '--only', system, '--workloads', 'W1', ...brief)
    const rows: unknown = JSON.parse(stdout)
    const time = expect.toSatisfy((value: unknown) => Number.isFinite(value) && Number(value) > 0)
    expect(rows).toEqual([
      {
        suite: 'step',
        workload: 'W1',
        system,
        medianMicroseconds: time,
        minMicroseconds: time,
        maxMicroseconds: time,
        gflops: time,
      },
    ])
  })

  it('names the systems as its rows promise', () => {
    expect(systems.map(({ name }) => name)).toEqual([
      'regimen-wasm',
      'regimen-wasm-1-thread',
      'regimen-deterministic',
      'regimen-native',
      'pytorch-1-thread',
      'pytorch-2-threads',
      'jax-js',
      'tfjs-wasm',
      'tfjs-cpu',
      // No system, but what the machine's memory does.
      'memory-copy',
    ])
  })

  /** The smallest case of each suite, and what it is measured on where that can be chosen. */
  const smallest: Readonly<Record<keyof typeof suites, readonly string[]>> = {
    step: ['--workloads', 'W1', '--only', 'regimen-wasm'],
    cores: [],
    gemm: ['--workloads', '32-NN,125-TT', '--only', 'regimen-wasm'],
    ops: ['--workloads', 'add', '--only', 'regimen-deterministic'],
    startup: ['--workloads', 'W1', '--only', 'regimen-wasm-1-thread'],
    memory: ['--workloads', 'W1', '--only', 'regimen-wasm-1-thread'],
    scaling: ['--workloads', 'batch-1,depth-1', '--only', 'regimen-wasm'],
    optimizers: ['--workloads', 'sgd', '--only', 'regimen-wasm-1-thread'],
    tuner: ['--workloads', 'speed'],
    monitors: ['--workloads', 'W1', '--only', 'regimen-wasm-1-thread'],
    augmentation: ['--workloads', 'moved', '--only', 'regimen-wasm-1-thread'],
    contamination: ['--workloads', '1000 images', '--only', 'regimen-wasm-1-thread'],
  }

  it.each(Object.keys(suites))('%s starts, and gives rows of the promised fields', async (suite) => {
    if (suite === 'startup' && !bundlesAreFresh() && !process.env.CI) {
      console.warn('SKIPPING the suite startup: the bundles are older than the sources. Run npm run build.')
      return
    }
    const parameters = smallest[suite]
    if (!parameters) throw new Error(`no smallest case of the suite ${suite}`)
    const measured = bench(suite, ...parameters, ...brief)
    // So short, the tuner's marks may be missed, which is its exit code.
    const { stdout } = await (suite === 'tuner' ? measured.catch(missedMarks) : measured)
    const rows: Record<string, unknown>[] = JSON.parse(stdout)
    expect(rows.length).toBeGreaterThan(0)
    for (const { also = {}, ...row } of rows) {
      expect(Object.keys(row)).toEqual([
        ...['suite', 'workload', 'system', 'medianMicroseconds', 'minMicroseconds', 'maxMicroseconds'],
        'gflops',
      ])
      expect(row).toMatchObject({ suite, workload: expect.any(String), system: expect.any(String) })
      const times = [row.minMicroseconds, row.medianMicroseconds, row.maxMicroseconds].map(Number)
      expect(times.every(Number.isFinite), JSON.stringify(row)).toBe(true)
      expect(times).toEqual(times.toSorted((a, b) => a - b))
      expect(row.gflops).toBeGreaterThanOrEqual(0)
      expect(Object.values(Object(also)).every(Number.isFinite), JSON.stringify(also)).toBe(true)
    }
  })

  it('measures updates beside copies', async () => {
    const systems = 'regimen-wasm-1-thread,memory-copy'
    const { stdout } = await bench('optimizers', '--only', systems, '--workloads', 'sgd,adam', ...brief)
    const rows: { workload: string; system: string }[] = JSON.parse(stdout)
    expect(rows.map(({ workload, system }) => `${workload} ${system}`)).toEqual([
      'sgd regimen-wasm-1-thread',
      'sgd memory-copy',
      'adam regimen-wasm-1-thread',
      'adam memory-copy',
    ])
  })

  it('measures what monitors cost', async () => {
    const system = 'regimen-wasm-1-thread'
    const { stdout } = await bench('monitors', '--only', system, '--workloads', 'W1', ...brief)
    const rows: { workload: string; also?: object }[] = JSON.parse(stdout)
    const ratio = expect.toSatisfy((value: unknown) => Number(value) > 0)
    expect(rows).toMatchObject([
      { workload: 'W1' },
      { workload: 'W1 monitored', also: { '÷ without': ratio } },
    ])
  })

  it('measures the search for leaked images', async () => {
    const system = 'regimen-wasm-1-thread'
    const { stdout } = await bench('contamination', '--only', system, '--workloads', '1000 images', ...brief)
    expect(JSON.parse(stdout)).toMatchObject([{ workload: '1000 images', system }])
  })

  it.each([
    [['nothing'], 'there is no suite nothing'],
    [['step', '--only', 'abacus'], 'measures no system abacus'],
    [['step', '--rounds', '0'], 'a whole number of at least 1'],
    [['step', '--only', 'regimen-wasm-1-thread', '--workloads', 'W0'], 'no workload W0'],
  ])('refuses %j', async (parameters, message) => {
    await expect(bench(...parameters)).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining(message),
    })
  })
})

describe('costs', () => {
  const workload = (name: string) => workloads.find((each) => each.name === name)!

  // By hand: 2·batch·inputs·outputs for a product, three of them but for the first layer's two.
  it.each([
    ['W1', 128 * (2 * (2 * 784 * 100) + 3 * (2 * (3 * 100 * 100 + 100 * 10)))],
    ['W3', 100 * (2 * (2 * 25 * 30 * 24 * 24) + 3 * (2 * (4320 * 100 + 100 * 10)))],
    ['W5', 128 * (2 * (2 * 28 * 28 * 128) + 3 * (2 * (28 * 128 * 128 + 128 * 10)))],
    ['W6', 128 * (2 * (2 * 28 * 28 * 384) + 3 * (2 * (28 * 128 * 384 + 128 * 10)))],
    ['W7', 128 * (2 * (2 * 28 * 28 * 512) + 3 * (2 * (28 * 128 * 512 + 128 * 10)))],
  ])('counts the operations of %s', (name, operations) => {
    expect(stepOperations(workload(name))).toBe(operations)
  })

  it('counts bytes: parameters, gradients, two moments; the batch and the outputs of three layers', () => {
    const parameters = 3 * 5 + 5 + 5 * 2 + 2
    const activations = 3 + 5 + 5 + 2
    expect(stepBytes(perceptron('small', [3, 5, 2], 7, 'adam'))).toBe(4 * (4 * parameters + 7 * activations))
  })

  it('takes the middle', () => {
    expect(median([3, 1, 2])).toBe(2)
    expect(median([4, 1, 2, 3])).toBe(2.5)
    expect(median([])).toBeNaN()
  })
})

describe('the comparison of studies', () => {
  const outcomes = (ours: readonly number[], theirs: readonly number[]): Outcomes => ({
    budgets: [25],
    ours: ours.map((value) => [value]),
    theirs: theirs.map((value) => [value]),
    microseconds: [],
  })

  it('is the share of pairs that are won, ties half', () => {
    // Of 1, 3, 5 against 2, 3: 1 wins twice, 3 ties once, 5 never wins.
    expect(compared([outcomes([1, 3, 5], [2, 3])])).toMatchObject({
      budgets: { 'at 25': 2.5 / 6 },
      mean: expect.closeTo(2.5 / 6, 12),
    })
    expect(compared([outcomes([1, 2], [3, 4]), outcomes([5], [5])])).toMatchObject({
      mean: 0.75,
      low: 0.75,
      high: 0.75,
    })
  })

  it('has an interval as wide as the standard error of Mann and Whitney says', () => {
    const sequence = (offset: number) =>
      Array.from({ length: 30 }, (_, index) => (offset + index * 0.6180339887) % 1)
    const { mean, low, high } = compared([outcomes(sequence(0.2), sequence(0.5))])
    // √((m + n + 1) / (12·m·n)) where both are drawn from the same law.
    const error = Math.sqrt(61 / (12 * 900))
    expect(Math.abs(mean - 0.5)).toBeLessThan(error)
    expect((high - low) / (2 * 1.96 * error)).toBeGreaterThan(0.8)
    expect((high - low) / (2 * 1.96 * error)).toBeLessThan(1.2)
  })
})

describe('the marks of the tuner', () => {
  const row = (workload: string, system: string, medianMicroseconds: number, from?: number): Row => ({
    ...{
      suite: 'tuner',
      workload,
      system,
      medianMicroseconds,
      minMicroseconds: 0,
      maxMicroseconds: 0,
      gflops: 0,
    },
    ...(from !== undefined && { also: { P: 0.5, from, to: 0.55 } }),
  })
  const judged = (...rows: Row[]) => verdictsOf(rows).map(({ met }) => met)

  it('are lower bounds above 0.45 over all functions, of each sampler', () => {
    const bounds = (random: number, tpe: number, cmaes: number) => [
      row('all of them', 'random', 1, random),
      row('all of them', 'tpe', 1, tpe),
      row('all of them', 'cmaes', 1, cmaes),
    ]
    expect(judged(...bounds(0.451, 0.5, 0.46))).toEqual([true, true, true])
    expect(judged(...bounds(0.45, 0.449, 0.6))).toEqual([false, false, true])
    expect(judged(...bounds(Number.NaN, 0.5, 0.5))).toEqual([false, true, true])
    // Single functions, some of them, and samplers without a mark are not judged.
    expect(judged(row('branin', 'tpe', 1, 0.1), row('those chosen', 'tpe', 1, 0.1))).toEqual([])
    expect(judged(row('all of them', 'grid', 1, 0.1))).toEqual([])
  })

  it('are 20 ms, 100 ms and 0.1 ms for a suggestion, by the sampler itself and in a study', () => {
    const places = [undefined, inMemory]
    for (const place of places) {
      const at = (trial: number) => workloadOf(trial, place)
      expect(judged(row(at(1000), 'tpe', 19_999), row(at(10_000), 'tpe', 99_999))).toEqual([true, true])
      expect(judged(row(at(1000), 'tpe', 20_000), row(at(10_000), 'tpe', 100_001))).toEqual([false, false])
      for (const system of ['random', 'grid', 'quasiRandom']) {
        expect(judged(row(at(10_000), system, 99))).toEqual([true])
        expect(judged(row(at(10_000), system, 101))).toEqual([false])
      }
    }
    expect(
      judged(row(workloadOf(1000), 'gaussianProcess', 1e6), row(workloadOf(1000, inFile), 'random', 130)),
    ).toEqual([])
  })

  it('are said in a line with figure and mark', () => {
    expect(verdictsOf([row(workloadOf(1000, inMemory), 'tpe', 23_456)])).toEqual([
      { met: false, line: 'tpe, ask (memory), trial 1,000, 10 dimensions: 23.5 ms, must be below 20 ms' },
    ])
    expect(verdictsOf([row('all of them', 'tpe', 1, 0.5613)])).toEqual([
      { met: true, line: 'tpe, all of them: lower bound 0.561, must be above 0.45' },
    ])
  })
})
