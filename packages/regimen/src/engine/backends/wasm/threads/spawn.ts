/** Starting a thread: worker_threads in Node, a Worker from a Blob elsewhere. */
import { workerSource } from './worker-source.ts'

export interface Channel {
  /** Sends a message; what is shared is shared, everything else copied. */
  post(message: unknown): void
  /** Ends the thread, whatever it is doing. */
  terminate(): void
}

/** Node's module, without an import that bundles for browsers could not resolve. */
function nodeThreads() {
  return typeof process === 'undefined' ? undefined : process.getBuiltinModule?.('node:worker_threads')
}

/** True where threads can share memory: Node, and pages that are cross-origin isolated. */
export function sharingPossible(): boolean {
  if (typeof SharedArrayBuffer === 'undefined') return false
  return nodeThreads() !== undefined || (typeof Worker !== 'undefined' && globalThis.crossOriginIsolated)
}

/** False on the main thread of a page, where waiting on memory is an error. */
export function maySleep(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0)
    return true
  } catch {
    return false
  }
}

/** Starts a thread; `onEnd` is called when it ends, or never comes to life. */
export function spawn(onEnd: () => void): Channel {
  const threads = nodeThreads()
  return threads ? spawnInNode(threads, onEnd) : spawnInBrowser(onEnd)
}

function spawnInNode(threads: NonNullable<ReturnType<typeof nodeThreads>>, onEnd: () => void): Channel {
  const listen = `const listen = (handle) => require('node:worker_threads').parentPort.on('message', handle)
const atExit = (handle) => process.on('exit', handle)
`
  // Nothing that the process was started with (loaders, inspectors, flags) concerns the thread.
  const worker = new threads.Worker(listen + workerSource, { eval: true, execArgv: [], env: {} })
  worker.unref()
  worker.on('error', onEnd)
  worker.on('exit', onEnd)
  return { post: (message) => worker.postMessage(message), terminate: () => void worker.terminate() }
}

function spawnInBrowser(onEnd: () => void): Channel {
  // A browser's worker never ends in the midst of what it does.
  const listen = `const listen = (handle) => { onmessage = ({ data }) => handle(data) }
const atExit = () => {}
`
  const url = URL.createObjectURL(new Blob([listen, workerSource], { type: 'text/javascript' }))
  const worker = new Worker(url)
  worker.onerror = onEnd
  return {
    post: (message) => worker.postMessage(message),
    terminate: () => {
      worker.terminate()
      URL.revokeObjectURL(url)
    },
  }
}
