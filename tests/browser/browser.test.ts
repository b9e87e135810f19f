/** The published bundle trains a network inside a Worker of a real browser. */
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundleSizes } from '../../scripts/bundle-size.ts'
import { chromiumPath, maySkip } from '../support/needs.ts'

const executablePath = chromiumPath()
const root = path.join(import.meta.dirname, '..', '..')
const page = '<!doctype html><title>Regimen</title>'

interface Report {
  readonly reason: string
  readonly steps: number
  readonly losses: readonly number[]
  readonly test: { readonly accuracy: number }
}

/** Serves the bundle under /regimen/ and the worker's script. */
function serve(): Promise<Server> {
  const server = createServer(async (request, response) => {
    const url = request.url ?? '/'
    const file = url.startsWith('/regimen/')
      ? path.join(root, 'packages', 'regimen', 'dist', path.basename(url))
      : path.join(import.meta.dirname, 'worker.js')
    const script = url.endsWith('.js')
    const body = script ? await readFile(file).catch(() => undefined) : page
    response.writeHead(body === undefined ? 404 : 200, {
      'content-type': script ? 'text/javascript' : 'text/html',
    })
    response.end(body)
  })
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
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
      await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
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
    const page = (await bundleSizes()).find((each) => each.page === 'a page that trains a dense network')
    expect(page?.gzip).toBeGreaterThan(5_000)
    expect(page?.gzip).toBeLessThan(60_000)
  })
})
