/** The header of a run's checkpoint, as `Run` writes it; `resume.ts` reads it back. */
import type { LoaderPosition } from '../data/batches.ts'
import type { Settings, SettingValue } from '../technique.ts'
import type { Callback } from './callback.ts'
import type { EndReason, EvaluatedEvent } from './events.ts'
import type { FitOptions } from './fit.ts'

/** What must be equal for a resumed run to go on as the same run. */
export interface RunIdentity {
  readonly seed: number
  readonly batchSize: number
  readonly sampling: 'epochs' | 'withReplacement'
  /** Size of the training part. */
  readonly examples: number
  /** With its settings, its schedule among them. */
  readonly optimizer: string
  /** The augmentations with their settings, or `none`. */
  readonly augmentation: string
  /** A fingerprint of the weights, or `none`. */
  readonly sampleWeights: string
  /** The callbacks that scale the learning rate, or `none`. */
  readonly rateScale: string
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

/** What decides a run's steps beside its numbers, in words that are equal only where it is. */
export function identityOf(
  { seed, batchSize, sampling, optimizer, augment = [], sampleWeights, callbacks }: IdentityOptions,
  examples: number,
): RunIdentity {
  const scaling = callbacks.filter(({ rateScale }) => rateScale !== undefined)
  return {
    seed,
    batchSize,
    sampling,
    examples,
    optimizer: describe(optimizer),
    augmentation: augment.map(describe).join(', ') || none,
    sampleWeights: sampleWeights ? fingerprint(sampleWeights) : none,
    rateScale: scaling.map(({ name }) => name).join(', ') || none,
  }
}

type IdentityOptions = Pick<FitOptions, 'optimizer' | 'augment' | 'sampleWeights'> &
  Pick<RunIdentity, 'seed' | 'batchSize' | 'sampling'> & { readonly callbacks: readonly Callback[] }

const none = 'none'

function describe({ name, settings }: { readonly name: string; readonly settings: Settings }): string {
  return `${name}(${JSON.stringify(settings)})`
}

/** FNV-1a over the bytes, 32 bits: it tells weights apart that somebody changed, not those that somebody forged. */
function fingerprint(values: Float64Array): string {
  let hash = 0x811c9dc5
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193)
  return `${values.length} weights #${(hash >>> 0).toString(16).padStart(8, '0')}`
}

/** JSON has no NaN and no Infinity: they travel as text. */
function toJson(value: number): SettingValue {
  return Number.isFinite(value) ? value : String(value)
}
