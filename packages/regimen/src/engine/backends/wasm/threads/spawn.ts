/** Starting a thread: worker_threads in Node, a Worker from a Blob elsewhere. */
import { nodeThreads } from './sharing.ts'
import { workerSource } from './worker-source.ts'

export interface Channel {
  /** Sends a message; what is shared is shared, everything else copied. */
  post(message: unknown): void
  /** Ends the thread, whatever it is doing. */
  terminate(): void
  /** False when the thread has ended, also while this one has not been back in its event loop. */
  lives(): boolean
}

/** Starts a thread; `onEnd` is called when it ends, or never comes to life. */
export function spawn(onEnd: () => void): Channel {
  const threads = nodeThreads()
  return threads ? spawnInNode(threads, onEnd) : spawnInBrowser(onEnd)
}

type NodeThreads = NonNullable<ReturnType<typeof nodeThreads>>

function spawnInNode(threads: NodeThreads, onEnd: () => void): Channel {
  const listen = `const listen = (handle) => require('node:worker_threads').parentPort.on('message', handle)
const atExit = (handle) => process.on('exit', handle)
`
  // Nothing that the process was started with (loaders, inspectors, flags) concerns the thread.
  const { port1, port2 } = new threads.MessageChannel()
  const worker = new threads.Worker(listen + workerSource, {
    eval: true,
    execArgv: [],
    env: {},
    workerData: port2,
    transferList: [port2],
  })
  worker.unref()
  worker.on('error', onEnd)
  worker.on('exit', onEnd)
  return {
    post: (message) => worker.postMessage(message),
    terminate: () => void worker.terminate(),
    lives: lifeline(threads, port1),
  }
}

/**
 * Whether the thread with the other port of this one's channel still lives. A thread that is ended from outside (by
 * Node, when its heap is full) runs no code any more, and its event reaches only an event loop. But its ports are
 * closed, and a port whose other end is closed can no longer be handed on, not even to oneself.
 */
function lifeline(threads: NodeThreads, port: InstanceType<NodeThreads['MessagePort']>): () => boolean {
  let own = port
  return () => {
    // Takes in that the other end is closed.
    threads.receiveMessageOnPort(own)
    try {
      own = structuredClone(own, { transfer: [own] })
      return true
    } catch {
      return false
    }
  }
}

function spawnInBrowser(onEnd: () => void): Channel {
  // A browser ends a worker in the midst of what it does only in need; then the step's patience runs out.
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
    lives: () => true,
  }
}
