/** The state of a training run, kept on the way: whoever takes it up after a process has died ends with the same bits. */
import { SavedFields } from '../../data/saved-fields.ts'
import type { Settings } from '../../technique.ts'
import type { Callback, TrainingControl } from '../../train/callback.ts'
import type { Checkpoint } from '../../train/checkpoint.ts'
import { decodeSafetensors, encodeSafetensors } from '../../train/safetensors.ts'

/** Where one run's state is kept: a `Trial` is such a place. */
export interface RunKeeper {
  /** Replaces what was kept before. */
  keep(state: Uint8Array): Promise<void>
  kept(): Promise<Uint8Array | undefined>
  /** Of training between two states, and more where keeping one takes long. Default 0.5. */
  readonly everySeconds?: number
}

/** A run that was cut off. */
export interface KeptRun {
  readonly checkpoint: Checkpoint
  /** Whole ones that were done. */
  readonly epochs: number
  /** Spent on it before. */
  readonly seconds: number
}

/** Milliseconds. Where keeping a state takes longer, states are so much rarer: it takes a thirtieth of the time at most. */
const usualCost = 16
const what = 'the kept run'

/** The state kept last, where it is one of the same run. @throws RegimenError as `decodeSafetensors`. */
export async function recallRun(keeper: RunKeeper, identity: string): Promise<KeptRun | undefined> {
  const bytes = await keeper.kept()
  if (!bytes || bytes.length === 0) return undefined
  const { tensors, metadata } = decodeSafetensors(bytes, what)
  const seconds = Number(metadata.seconds)
  const header: unknown = JSON.parse(metadata.header ?? 'null', readNumber)
  if (metadata.identity !== identity || !isSettings(header)) return undefined
  const epochs = new SavedFields(what, header).object('position').number('epoch')
  return { checkpoint: { tensors, header }, epochs, seconds }
}

/** Keeps the state of the run that it listens to, now and then. @param before what it goes on from. */
export function keepRun(keeper: RunKeeper, identity: string, before: KeptRun | undefined): Callback {
  const { everySeconds = 0.5 } = keeper
  const spent = before?.seconds ?? 0
  let holds = before !== undefined
  const startedAt = performance.now()
  let due = startedAt + 1000 * everySeconds
  const keepNow = async (control: TrainingControl): Promise<void> => {
    const begunAt = performance.now()
    const { tensors, header } = control.checkpoint()
    const seconds = String(spent + (begunAt - startedAt) / 1000)
    await keeper.keep(
      encodeSafetensors(tensors, { identity, seconds, header: JSON.stringify(header, writeNumber) }),
    )
    holds = true
    const now = performance.now()
    due = now + 1000 * everySeconds * Math.max(1, (now - begunAt) / usualCost)
  }
  return {
    name: 'keepRun',
    // A run at its end is not kept: what ended it (a pruner's word, a time) has to be heard again by whoever repeats it.
    onBoundary: ({ last }, control) => (last || performance.now() < due ? undefined : keepNow(control)),
    async onFinish(reason) {
      // States of runs that have ended would fill the store.
      if (holds && reason !== 'interrupted') await keeper.keep(new Uint8Array(0))
    },
  }
}

function isSettings(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** JSON has no infinities: a validation loss may be one. */
function writeNumber(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? { $number: String(value) } : value
}

function readNumber(_: string, value: unknown): unknown {
  const isNumber = typeof value === 'object' && value !== null && '$number' in value
  return isNumber ? Number(value.$number) : value
}
