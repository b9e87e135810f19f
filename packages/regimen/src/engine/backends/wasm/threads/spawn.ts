/** Starting a thread: worker_threads in Node, a Worker from a Blob elsewhere. */
import { nodeThreads } from './sharing.ts'
import { workerSource } from './worker-source.ts'

export interface Channel {
  /** Sends a message; what is shared is shared, everything else copied. */
  post(message: unknown): void
  /** Ends the thread, whatever it is doing. */
  terminate(): void
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
