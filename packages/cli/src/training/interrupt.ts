/** Ctrl-C once: the run ends after its current step, with a checkpoint. Twice: at once. */

export interface Interrupt {
  readonly signal: AbortSignal
  /** Gives the signals back to the system. */
  release(): void
}

const signals = ['SIGINT', 'SIGTERM'] as const
type Signal = (typeof signals)[number]

/**
 * `onFirst` is told when the first signal came. The second one ends this process, whatever it is doing; with `onSecond`,
 * for one that only waits for others, after that.
 */
export function listenForInterrupt(onFirst: () => void, onSecond?: () => void): Interrupt {
  const controller = new AbortController()
  let listener: (signal: Signal) => void = onSignal
  const release = () => {
    for (const signal of signals) process.removeListener(signal, listener)
  }
  const listen = (next: typeof listener) => {
    release()
    listener = next
    for (const signal of signals) process.on(signal, listener)
  }
  function onSignal(): void {
    if (onSecond) listen(endAtOnce)
    else release()
    controller.abort()
    onFirst()
  }
  function endAtOnce(signal: Signal): void {
    release()
    onSecond?.()
    process.kill(process.pid, signal)
  }
  listen(onSignal)
  return { signal: controller.signal, release }
}
