/** Small training runs for pictures: the same bits on every machine, so that drawing again changes nothing. */
import {
  createModel,
  createWasmBackend,
  evaluate,
  type FitOptions,
  fit,
  type Layer,
  type Model,
  type Part,
  RandomKey,
  type Split,
  scalers,
  splitDataset,
  takeRows,
} from 'regimen'
import { digits } from 'regimen/datasets'
import type { Point } from './plot.ts'

export const backend = createWasmBackend({ deterministic: true, threads: 1 })

/** The embedded digits, 0 to 1, with `count` training rows. */
export function smallDigits(count: number): Split {
  const split = splitDataset(digits(), { sizes: { validation: 400, test: 400 }, key: RandomKey.fromSeed(0) })
  const scaler = scalers.minMax.fit(split.train, { per: 'all' })
  const few = takeRows(
    split.train,
    Int32Array.from({ length: count }, (_, row) => row),
    'train',
  )
  return {
    train: scaler.applyTo(few),
    validation: scaler.applyTo(split.validation),
    test: scaler.applyTo(split.test),
  }
}

export interface Curves {
  readonly model: Model
  /** After each epoch. */
  readonly train: readonly Point[]
  readonly validation: readonly Point[]
}

type Data = Pick<Split, 'train'> & { readonly validation?: Part<'validation'> }

/** A run with the loss after each epoch on both parts; `seed` decides weights and order. */
export async function trained(
  layer: Layer,
  data: Data,
  options: Omit<FitOptions, 'backend'> & { readonly metric?: string },
): Promise<Curves> {
  const { metric = 'loss', ...rest } = options
  const { train, validation } = data
  const model = createModel(layer, { input: train.inputShape, seed: options.seed ?? 0 })
  const { history } = await fit(model, { train, ...(validation && { validation }) }, { ...rest, backend })
  const curve = (split: 'train' | 'validation') =>
    history
      .filter((event) => event.split === split)
      .map(({ epoch, metrics }): Point => [epoch, metrics[metric] ?? Number.NaN])
  return { model, train: curve('train'), validation: curve('validation') }
}

/** Of a trained model on a part. */
export const measured = (
  model: Model,
  part: Part<'train' | 'validation' | 'test'>,
  metric = 'accuracy',
): number => evaluate(model, part, { backend })[metric] ?? Number.NaN

/** The rows of some classes, numbered anew; at most `each` of one class. */
export function only<P extends 'train' | 'validation' | 'test'>(
  part: Part<P>,
  classes: readonly number[],
  each = 1e9,
): Part<P> {
  const taken = classes.map(() => 0)
  const rows = Array.from({ length: part.size }, (_, row) => row).filter((row) => {
    const place = classes.indexOf(part.targets[row] ?? -1)
    if (place < 0 || (taken[place] ?? 0) >= each) return false
    taken[place] = (taken[place] ?? 0) + 1
    return true
  })
  const chosen = takeRows(part, Int32Array.from(rows), part.part)
  const targets = Int32Array.from(chosen.targets, (target) => classes.indexOf(target))
  return { ...chosen, task: { kind: 'classification', classes: classes.map(String) }, targets }
}
