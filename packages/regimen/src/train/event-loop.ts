/** Sharing the thread with the rest of the program. */

/**
 * Resolves when timers, signals, input and pages have had their turn. `setTimeout` would wait a millisecond at least,
 * in browsers four: with a turn every 50 that is up to a twelfth of the time.
 */
export function turnOfOthers(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve)
    else viaMessage(resolve)
  })
}

function viaMessage(resolve: () => void): void {
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => {
    port1.close()
    resolve()
  }
  port2.postMessage(undefined)
}
