/**
 * Deterministic mode: after 200 steps of three networks the weights are the same bits in every runtime and on every
 * number of threads, and close to those of the float64 reference.
 */
import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { chromium } from 'playwright-core'
import type { Backend } from 'regimen'
import * as regimen from 'regimen'
import { beforeAll, describe, expect, it } from 'vitest'
import { addressOf, serve } from '../browser/serve.ts'
import { chromiumPath, maySkip, otherNode } from '../support/needs.ts'
import { type Hashes, type Model, trained, untrained, workloads } from './train.js'

const script = path.join(import.meta.dirname, 'node.js')
const executablePath = chromiumPath()

async function inNode(node: string, threads: number, names: readonly string[]): Promise<Hashes> {
  const { stdout } = await promisify(execFile)(node, [script, String(threads), JSON.stringify(names)])
  return JSON.parse(stdout)
}

/** On the main thread of a page; only an isolated one may have threads. */
async function inChromium(isolated: boolean, names: readonly string[]): Promise<Hashes> {
  const server = await serve({ isolated, scripts: import.meta.dirname })
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  })
  try {
    const tab = await browser.newPage()
    await tab.goto(addressOf(server))
    const run = `import('/regimen/index.js').then((regimen) => import('/train.js').then(({ hashes }) => hashes(regimen, 2, ${JSON.stringify(names)})))`
    return await tab.evaluate<Hashes>(run)
  } finally {
    await browser.close()
    server.close()
  }
}

const all = Object.keys(workloads)
/** W4 as it is takes as long as everything else together: on this Node, and once in Chromium. */
const quick = all.filter((name) => name !== 'W4')

describe('in deterministic mode the weights after 200 steps are the same bits', { timeout: 120_000 }, () => {
  let expected: Hashes

  beforeAll(async () => {
    expected = await inNode(process.execPath, 1, all)
    expect(Object.keys(expected.hashes)).toEqual(all)
    expect(new Set(Object.values(expected.hashes)).size).toBe(all.length)
  }, 120_000)

  function check(found: Hashes, threads: number, names: readonly string[]): void {
    expect(found.hashes).toEqual(Object.fromEntries(names.map((name) => [name, expected.hashes[name]])))
    expect(found.threads).toBe(threads)
    for (const [name, shares] of Object.entries(found.shares)) {
      if (threads > 1) expect(shares, `${name}: shares of other threads`).toBeGreaterThan(0)
      else expect(shares).toBe(0)
    }
  }

  it('on two threads', async () => check(await inNode(process.execPath, 2, all), 2, all))

  for (const major of [22, 24] as const) {
    const node = otherNode(major)
    it.skipIf(maySkip(node)).each([1, 2])(`on Node ${major}, threads: %d`, async (threads) => {
      if (!node) throw new Error(`no Node ${major}: npm ci installs it on Linux, x64`)
      check(await inNode(node, threads, quick), threads, quick)
    })
  }

  it.skipIf(maySkip(executablePath)).each([
    ['without', false, 1, quick],
    ['with', true, 2, all],
  ])('in Chromium %s shared memory', async (_, isolated, threads, names) => {
    check(await inChromium(isolated, names), threads, names)
  })
})

describe('in deterministic mode the weights follow those of the float64 reference', () => {
  const weightsOf = ({ state }: Model, without: RegExp | undefined) =>
    Object.entries(state.parameters).flatMap(([name, tensor]) =>
      without?.test(name) ? [] : Array.from(tensor.data()),
    )

  const distance = (some: readonly number[], others: readonly number[]) =>
    Math.sqrt(some.reduce((sum, value, index) => sum + (value - (others[index] ?? Number.NaN)) ** 2, 0))

  /** What batch normalisation subtracts again has no gradient, and Adam makes steps of what rounding leaves of it. */
  const biasesBeforeNorms = /^layers\.(0|3|7|10)\.bias$/

  it.each([
    { name: 'W1', options: { steps: 10 } },
    { name: 'W1a', options: { steps: 10 } },
    { name: 'W4', options: { steps: 2, batchSize: 3 }, without: biasesBeforeNorms },
  ])(
    '$name',
    async ({ name, options, without }) => {
      const weightsAfter = async (backend: Backend) =>
        weightsOf(await trained(regimen, name, { ...options, backend }), without)
      const start = weightsOf(untrained(regimen, name).model, without)
      const truth = await weightsAfter(regimen.referenceBackend)
      const found = await weightsAfter(regimen.createWasmBackend({ deterministic: true }))
      // As a share of how far the weights have come.
      expect(distance(found, truth) / distance(start, truth)).toBeLessThan(1e-4)
    },
    60_000,
  )
})
