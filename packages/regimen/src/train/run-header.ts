/** The header of a run's checkpoint, as `Run` writes it; `resume.ts` reads it back. */
import type { LoaderPosition } from '../data/batches.ts'
import type { Settings, SettingValue } from '../technique.ts'
import type { Callback } from './callback.ts'
import type { EndReason, EvaluatedEvent } from './events.ts'

/** What must be equal for a resumed run to go on as the same run. */
export interface RunIdentity {
  readonly seed: number
  readonly batchSize: number
  readonly sampling: 'epochs' | 'withReplacement'
  /** Size of the training part. */
  readonly examples: number
  /** The augmentations and their settings, as JSON; left out where there are none. */
  readonly augmentation?: string
}

export interface RunHeader extends RunIdentity {
  readonly step: number
  readonly position: LoaderPosition
  /** Sums over the epoch up to the last reading of the metrics. */
  readonly totals: readonly number[]
  /** Examples and losses since the metrics were last read. */
  readonly window: readonly number[]
  readonly history: readonly EvaluatedEvent[]
  /** `none` while the run is going. */
  readonly stopReason: EndReason | 'none'
  /** True once the callbacks have had their last word. */
  readonly finished: boolean
}

export function writeHeader(header: RunHeader, callbacks: readonly Callback[]): Settings {
  const history = header.history.map(({ step, epoch, split, metrics }) => ({
    step,
    epoch,
    split,
    metrics: Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, toJson(value)])),
  }))
  const saved = callbacks.flatMap((callback) => {
    const state = callback.save?.()
    return state ? [[callback.name, state.values] as const] : []
  })
  return { ...header, position: { ...header.position }, history, callbacks: Object.fromEntries(saved) }
}

/** JSON has no NaN and no Infinity: they travel as text. */
function toJson(value: number): SettingValue {
  return Number.isFinite(value) ? value : String(value)
}
