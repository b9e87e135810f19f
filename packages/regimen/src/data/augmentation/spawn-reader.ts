/** Starting the thread that reads rows ahead: a module of its own, found beside this one. */
import type { ReadingTask } from './shared-reading.ts'

/** A thread that was started. */
export interface Reader {
  end(): void
}

/** @param onEnd called when the thread ends by itself, or never comes to life. */
export function spawnReader(task: ReadingTask, onEnd: () => void): Reader {
  const threads =
    typeof process === 'undefined' ? undefined : process.getBuiltinModule?.('node:worker_threads')
  if (threads) {
    const worker = new threads.Worker(address(), { execArgv: [], env: {} })
    // It must not keep the process alive.
    worker.unref()
    worker.on('error', onEnd)
    worker.postMessage(task)
    return { end: () => void worker.terminate() }
  }
  // In these words, so that bundlers find the module and put it beside what they make.
  const worker = new Worker(new URL('./read-ahead-worker.js', import.meta.url), { type: 'module' })
  worker.onerror = onEnd
  worker.postMessage(task)
  return { end: () => worker.terminate() }
}

function address(): URL {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  return new URL(`./read-ahead-worker.${extension}`, import.meta.url)
}
