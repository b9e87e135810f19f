/** Reading a run's checkpoint back, with every field checked. */
import { SavedFields } from '../data/saved-fields.ts'
import type { Tensor } from '../engine/tensor.ts'
import { mapTree } from '../engine/tree.ts'
import { savedStateError } from '../messages/states.ts'
import type { Settings } from '../technique.ts'
import type { Callback } from './callback.ts'
import type { Checkpoint } from './checkpoint.ts'
import type { EvaluatedEvent } from './events.ts'
import type { RunHeader, RunIdentity } from './run-header.ts'

const endReasons = ['completed', 'converged', 'earlyStopping', 'interrupted', 'nonFinite', 'stopped'] as const

/** @throws RegimenError `bad-saved-state`; `run-mismatch` when the checkpoint is of a run with other settings. */
export function readHeader(saved: Settings, identity: RunIdentity): RunHeader {
  const fields = new SavedFields('the checkpoint', saved)
  for (const [setting, expected] of Object.entries(identity)) {
    const actual = saved[setting]
    if (actual === expected) continue
    throw savedStateError('run-mismatch', { setting, expected: String(expected), actual: String(actual) })
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

/**
 * The tree with each tensor replaced by the checkpoint's of the same path.
 * @throws RegimenError `checkpoint-mismatch` when one is missing or has another type.
 */
export function restoreTensors<T>(checkpoint: Checkpoint, prefix: string, tree: T): T {
  return mapTree(tree, (tensor, path) => {
    const name = `${prefix}/${path}`
    const saved = checkpoint.tensors[name]
    const describe = (each: Tensor) => `${each.dtype}[${each.shape.join(', ')}]`
    if (!saved || describe(saved) !== describe(tensor)) {
      throw savedStateError('checkpoint-mismatch', {
        name,
        expected: describe(tensor),
        actual: saved ? describe(saved) : 'nothing',
      })
    }
    return saved
  })
}

/** The checkpoint's tensors below a prefix, by the rest of their paths. */
export function tensorsBelow(checkpoint: Checkpoint, prefix: string): Record<string, Tensor> {
  const start = `${prefix}/`
  return Object.fromEntries(
    Object.entries(checkpoint.tensors)
      .filter(([name]) => name.startsWith(start))
      .map(([name, tensor]) => [name.slice(start.length), tensor]),
  )
}

/** What JSON has no number for travels as text. */
function fromJson(value: unknown): number {
  return typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN
}

function isSettings(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
