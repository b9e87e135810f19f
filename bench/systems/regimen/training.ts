/**
 * The training step as users get it: stretches of one run of `fit`, with the loading of data, metrics and
 * events. A callback holds the run at the boundaries between stretches.
 */
import {
  augmentationNamed,
  type Callback,
  createModel,
  fit,
  gradientNoiseScale,
  monitor,
  type Part,
  type RunPosition,
  type TrainingControl,
} from 'regimen'
import type { Build, Runner } from '../../runner/serve.ts'
import type { Workload } from '../../workloads.ts'
import { examplesFor } from './examples.ts'
import { networkOf, optimizerOf } from './network.ts'

/** What is repeated: so many steps, with or without all monitors at the last of them. */
interface Repetition {
  readonly count: number
  readonly monitored: boolean
}

const oneStep: Repetition = { count: 1, monitored: false }

export async function openTraining(workload: Workload, repetition = oneStep): Promise<Build> {
  const train = await examplesFor(workload)
  return () => startTraining(workload, train, repetition)
}

function startTraining(
  workload: Workload,
  train: Part<'train'>,
  { count: steps, monitored }: Repetition,
): Runner {
  const every = { every: steps }
  const monitors = monitored ? [monitor(every), gradientNoiseScale(every)] : []
  const model = createModel(networkOf(workload), { input: workload.input })
  const gate = new Gate()
  const run = fit(
    model,
    { train },
    {
      optimizer: optimizerOf(workload),
      steps: Number.MAX_SAFE_INTEGER,
      batchSize: workload.batch,
      augment: (workload.augment ?? []).map((name) => augmentationNamed(name).fromSettings({})),
      callbacks: [...monitors, gate],
    },
  )
  run.then(
    ({ reason }) => gate.fail(new Error(`fit ended: ${reason}`)),
    (error: unknown) => gate.fail(error),
  )
  return {
    run: (count) => gate.pass(count * steps),
    close: async () => {
      gate.end()
      await run
    },
  }
}

/** Lets a run through for a number of updates, then holds it. */
class Gate implements Callback {
  readonly name = 'gate'
  private remaining = 0
  private ending = false
  private failure: { readonly error: unknown } | undefined
  private open: (() => void) | undefined
  private passing: { resolve(): void; reject(error: unknown): void } | undefined

  /** Done at the boundary after `count` updates: all that belongs to them lies before it. */
  pass(count: number): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.failure) reject(this.failure.error)
      this.remaining = count
      this.passing = { resolve, reject }
      this.open?.()
    })
  }

  end(): void {
    this.ending = true
    this.open?.()
  }

  fail(error: unknown): void {
    this.failure = { error }
    this.passing?.reject(error)
  }

  onEvent({ type }: { readonly type: string }): Promise<void> | undefined {
    // Updates may have been asked for before the run has fetched what it needs.
    return type === 'started' && this.remaining === 0 ? this.hold() : undefined
  }

  onBoundary(_: RunPosition, control: TrainingControl): Promise<void> | undefined {
    if (--this.remaining > 0) return undefined
    this.passing?.resolve()
    this.passing = undefined
    return this.hold().then(() => {
      if (this.ending) control.stop('stopped')
    })
  }

  private hold(): Promise<void> {
    return new Promise((resolve) => {
      this.open = resolve
    })
  }
}
