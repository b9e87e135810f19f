/** The published bundle trains a network inside a Worker of a real browser. */
import type { Server } from 'node:http'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bound, bundleSizes } from '../../scripts/bundle-size.ts'
import { chromiumPath, maySkip } from '../support/needs.ts'
import { addressOf, serve } from './serve.ts'

const executablePath = chromiumPath()

interface Report {
  readonly reason: string
  readonly steps: number
  readonly losses: readonly number[]
  readonly test: { readonly accuracy: number }
}

describe.skipIf(maySkip(executablePath))('in a Worker of headless Chromium', () => {
  let server: Server

  beforeAll(async () => {
    server = await serve()
  })
  afterAll(() => server?.close())

  it('trains digits from the published bundle', async () => {
    const browser = await chromium.launch({
      ...(executablePath ? { executablePath } : {}),
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
    })
    try {
      const tab = await browser.newPage()
      const failures: string[] = []
      tab.on('pageerror', (error) => failures.push(String(error)))
      await tab.goto(addressOf(server))
      const report = await tab.evaluate<Report>(
        () =>
          new Promise((resolve, reject) => {
            const worker = new Worker('/worker.js', { type: 'module' })
            worker.onmessage = (message) => resolve(message.data)
            worker.onerror = (error) => reject(new Error(error.message))
          }),
      )
      expect(failures).toEqual([])
      expect(report.reason).toBe('completed')
      expect(report.steps).toBe(report.losses.length)
      expect(report.losses[0]).toBeGreaterThan(2)
      expect(report.losses.at(-1)).toBeLessThan(0.3)
      expect(report.test.accuracy).toBeGreaterThan(0.93)
    } finally {
      await browser.close()
    }
  }, 120_000)
})

describe('bundle', () => {
  it('of a page that trains a dense network stays below 60 kB gzip', async () => {
    expect(bound.gzip).toBe(60_000)
    const page = (await bundleSizes()).find((each) => each.page === bound.page)
    expect(page?.gzip).toBeGreaterThan(5_000)
    expect(page?.gzip).toBeLessThan(bound.gzip)
    expect(page?.isolated.gzip).toBeGreaterThan(page?.gzip ?? Number.NaN)
  })
})
