/** The header of a run's checkpoint: written by `Run`, read back with every field checked. */
import type { LoaderPosition } from '../data/batches.ts'
import { SavedFields } from '../data/saved-fields.ts'
import { RegimenError } from '../errors.ts'
import type { Settings, SettingValue } from '../technique.ts'
import type { Callback } from './callback.ts'
import { type Checkpoint, tensorsBelow } from './checkpoint.ts'
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

const endReasons = ['completed', 'converged', 'earlyStopping', 'interrupted', 'nonFinite', 'stopped'] as const

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

/** @throws RegimenError `bad-saved-state`; `run-mismatch` when the checkpoint is of a run with other settings. */
export function readHeader(saved: Settings, identity: RunIdentity): RunHeader {
  const fields = new SavedFields('the checkpoint', saved)
  for (const [setting, expected] of Object.entries(identity)) {
    const actual = saved[setting]
    if (actual === expected) continue
    throw new RegimenError('run-mismatch', { setting, expected: String(expected), actual: String(actual) })
  }
  const position = fields.object('position')
  return {
    ...identity,
    step: fields.number('step'),
    position: { epoch: position.number('epoch'), batch: position.number('batch') },
    totals: fields.numbers('totals'),
    window: fields.numbers('window'),
    history: fields.objects('history').map(readEvaluated),
    stopReason: fields.oneOf('stopReason', [...endReasons, 'none']),
    finished: fields.boolean('finished'),
  }
}

/** Hands each callback what it saved. Callbacks that saved nothing start anew. */
export function restoreCallbacks(callbacks: readonly Callback[], checkpoint: Checkpoint): void {
  const saved = new SavedFields('the checkpoint', checkpoint.header).record('callbacks')
  for (const callback of callbacks) {
    const values = saved[callback.name]
    if (isSettings(values)) {
      callback.load?.({ values, tensors: tensorsBelow(checkpoint, `callbacks/${callback.name}`) })
    }
  }
}

function readEvaluated(fields: SavedFields): EvaluatedEvent {
  const metrics = Object.entries(fields.record('metrics')).map(([name, value]) => [name, fromJson(value)])
  return {
    type: 'evaluated',
    step: fields.number('step'),
    epoch: fields.number('epoch'),
    split: fields.oneOf('split', ['train', 'validation']),
    metrics: Object.fromEntries(metrics),
  }
}

/** JSON has no NaN and no Infinity: they travel as text. */
function toJson(value: number): SettingValue {
  return Number.isFinite(value) ? value : String(value)
}

function fromJson(value: unknown): number {
  return typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN
}

function isSettings(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
