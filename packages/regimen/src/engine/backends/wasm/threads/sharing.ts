/** What the place that a program runs in allows. */

/** Node's module, without an import that bundles for browsers could not resolve. */
export function nodeThreads() {
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
