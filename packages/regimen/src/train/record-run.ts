/** A run as it happens, into a store. */
import type { Callback } from './callback.ts'
import type { Metrics, TrainingEvent } from './events.ts'
import type { MetricPoints, RunStore } from './run-store.ts'

interface Series {
  readonly steps: number[]
  readonly values: number[]
}

/** Steps that are gathered before they are written together. */
const mostGathered = 1000

/**
 * A callback that records the run under a name that the store has: numbers of steps and evaluations as metrics, all
 * other events as they are. A run that goes on from a checkpoint first forgets what had been recorded after it.
 */
export function recordRun(store: RunStore, run: string): Callback {
  return new Recorder(store, run)
}

class Recorder implements Callback {
  readonly name = 'recordRun'
  readonly #store: RunStore
  readonly #run: string
  #series = new Map<string, Series>()
  #gathered = 0

  constructor(store: RunStore, run: string) {
    this.#store = store
    this.#run = run
  }

  async onEvent(event: TrainingEvent): Promise<void> {
    if (event.type === 'step') {
      const { loss, metrics, learningRate, step } = event
      this.#gather('step', step, { loss, learningRate, ...metrics })
      if (++this.#gathered >= mostGathered) await this.#flush()
      return
    }
    if (event.type === 'evaluated') this.#gather(event.split, event.step, event.metrics)
    await this.#flush()
    if (event.type === 'evaluated') return
    if (event.type === 'started' && event.resumedAt > 0)
      await this.#store.cutAfter(this.#run, event.resumedAt)
    await this.#store.appendEvents(this.#run, [event])
    if (event.type === 'ended') {
      const { reason, seconds, metrics } = event
      await this.#store.update(this.#run, { outcome: { reason, seconds, metrics } })
    }
  }

  #gather(of: string, step: number, metrics: Metrics): void {
    for (const [metric, value] of Object.entries(metrics)) {
      const name = `${of}/${metric}`
      const series = this.#series.get(name) ?? { steps: [], values: [] }
      this.#series.set(name, series)
      series.steps.push(step)
      series.values.push(value)
    }
  }

  async #flush(): Promise<void> {
    if (this.#series.size === 0) return
    const points = [...this.#series].map(
      ([metric, { steps, values }]): MetricPoints => ({
        metric,
        steps: Float64Array.from(steps),
        values: Float64Array.from(values),
      }),
    )
    this.#series = new Map()
    this.#gathered = 0
    await this.#store.appendMetrics(this.#run, points)
  }
}
