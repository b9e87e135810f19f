/** Threads in a real browser: the same weights with them and without, in a Worker and on a page's main thread. */
import type { Server } from 'node:http'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, maySkip } from '../support/needs.ts'
import { addressOf, serve } from './serve.ts'

const executablePath = chromiumPath()

interface Report {
  readonly isolated: boolean
  readonly threads: number
  readonly workers: number
  readonly shares: number
  readonly loss: number
  readonly hash: number
}

interface Loss {
  readonly error: string
  readonly seconds: number
  readonly loss: number
  readonly hash: number
  readonly replaced: boolean
}

/** What a Worker of this name posts: the name says what it does. */
const posted = <T>(tab: Page, name: string) =>
  tab.evaluate<T, string>(
    (name) =>
      new Promise((resolve, reject) => {
        const worker = new Worker('/threads.js', { type: 'module', name })
        worker.onmessage = (message) => resolve(message.data)
        worker.onerror = (error) => reject(new Error(error.message))
      }),
    name,
  )

const inWorker = (tab: Page) => posted<Report>(tab, 'train')

const onMainThread = (tab: Page) => tab.evaluate<Report>(`import('/threads.js').then(({ train }) => train())`)

describe.skipIf(maySkip(executablePath))('threads in headless Chromium', () => {
  let browser: Browser
  let servers: Server[]

  beforeAll(async () => {
    servers = [await serve(), await serve({ isolated: true })]
    browser = await chromium.launch({
      ...(executablePath ? { executablePath } : {}),
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
    })
  })
  afterAll(async () => {
    await browser?.close()
    for (const server of servers ?? []) server.close()
  })

  async function report<T = Report>(isolated: boolean, run: (tab: Page) => Promise<T>): Promise<T> {
    const server = servers[isolated ? 1 : 0]
    if (!server) throw new Error('no server')
    const tab = await browser.newPage()
    await tab.goto(addressOf(server))
    const result = await run(tab)
    await tab.close()
    return result
  }

  it('give the same weights as one thread, in a Worker and on the main thread', async () => {
    const plain = await report(false, inWorker)
    expect(plain).toMatchObject({ isolated: false, threads: 1, workers: 0, shares: 0 })
    expect(plain.loss).toBeLessThan(0.1)
    for (const run of [inWorker, onMainThread]) {
      const isolated = await report(true, run)
      expect(isolated).toMatchObject({ isolated: true, threads: 2, workers: 1, hash: plain.hash })
      expect(isolated.shares).toBeGreaterThan(0)
    }
  }, 120_000)

  it('that never answer again end the step within seconds, and are replaced', async () => {
    const lost = await report(true, (tab) => posted<Loss>(tab, 'lose'))
    expect(lost.error).toMatch(/A thread failed during a step \(it does not answer\)/)
    // Ten of patience, and one to see whether the others come back.
    expect(lost.seconds).toBeLessThan(30)
    expect(lost.replaced).toBe(true)
    expect(lost.loss).toBeLessThan(0.1)
  }, 120_000)
})
