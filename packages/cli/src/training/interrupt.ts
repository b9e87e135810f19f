/** Ctrl-C once: the run ends after its current step, with a checkpoint. Twice: at once. */

export interface Interrupt {
  readonly signal: AbortSignal
  /** Gives the signals back to the system. */
  release(): void
}

const signals = ['SIGINT', 'SIGTERM'] as const

/** `onFirst` is told when the first signal came. */
export function listenForInterrupt(onFirst: () => void): Interrupt {
  const controller = new AbortController()
  const release = () => {
    for (const signal of signals) process.removeListener(signal, onSignal)
  }
  const onSignal = () => {
    release()
    controller.abort()
    onFirst()
  }
  for (const signal of signals) process.on(signal, onSignal)
  return { signal: controller.signal, release }
}
