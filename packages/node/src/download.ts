/** Downloads that are checked before they are believed. */
import { createHash } from 'node:crypto'
import { writeAtomically } from './atomic-file.ts'
import { reasonOf } from './read-bytes.ts'

/** A file to be downloaded. */
export interface DownloadRequest {
  /** The same file in several places, tried in order. */
  readonly urls: readonly string[]
  /** Of the file, in hexadecimal. */
  readonly sha256: string
  /** Path of the file to be written. */
  readonly target: string
  /** Give a place up when nothing arrives for so long, in milliseconds. Default: 30,000. */
  readonly patience?: number
}

/**
 * Downloads a file from the first place that delivers it with the right SHA-256. The target is written whole or
 * not at all.
 *
 * @returns whether it is there, and why places failed
 */
export async function download({
  urls,
  sha256,
  target,
  patience = 30_000,
}: DownloadRequest): Promise<Downloaded> {
  const attempts: string[] = []
  for (const url of urls) {
    try {
      await fetchTo(url, sha256, target, patience)
      return { done: true, attempts }
    } catch (error) {
      // What fetch throws says only "fetch failed"; its cause says why.
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
      attempts.push(`${url}: ${reasonOf(cause)}`)
    }
  }
  return { done: false, attempts }
}

/** How a download went. */
export interface Downloaded {
  readonly done: boolean
  /** The places that failed, each with its reason. */
  readonly attempts: readonly string[]
}

async function fetchTo(url: string, sha256: string, target: string, patience: number): Promise<void> {
  const abort = new AbortController()
  const giveUp = () => abort.abort(new Error(`nothing arrived for ${patience / 1000} seconds`))
  let timer = setTimeout(giveUp, patience)
  try {
    const response = await fetch(url, { signal: abort.signal })
    const { body } = response
    if (!response.ok || body === null) throw new Error(`HTTP ${response.status}`)
    await writeAtomically(target, async (file) => {
      const hash = createHash('sha256')
      for await (const chunk of body) {
        clearTimeout(timer)
        timer = setTimeout(giveUp, patience)
        hash.update(chunk)
        await file.writeFile(chunk)
      }
      const actual = hash.digest('hex')
      if (actual !== sha256) throw new Error(`SHA-256 is ${actual}, expected ${sha256}`)
    })
  } finally {
    clearTimeout(timer)
  }
}
