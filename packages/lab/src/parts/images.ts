/** The images that experiments train on: MNIST where it is, the digits that come with the library elsewhere. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { readMnist } from '@regimen/node'
import { type Dataset, RandomKey, type Split, splitDataset } from 'regimen'
import { digits } from 'regimen/datasets'
import type { DataNeed } from '../experiment.ts'

/** Images of ten classes in three parts, pixels from 0 to 1. */
export interface Images {
  readonly name: ImagesName
  readonly split: Split
  /** Pixels of an image. */
  readonly features: number
}

export type ImagesName = 'mnist' | 'digits'

/** Rows of the MNIST file of 10,000, which is all that is asked for; the digits are split in the same proportions. */
const mnistSizes = { validation: 1000, test: 1000 }
const digitsSizes = { validation: 0.1, test: 0.1 }
/** Of the split. It stays the same for all seeds of an experiment: they differ in weights and batches. */
const splitSeed = 0

/** The folder of the MNIST files: `mnist` below $REGIMEN_DATA; undefined where there is none. */
export function mnistFolder(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  const { REGIMEN_DATA } = environment
  const folder = REGIMEN_DATA ? path.join(path.resolve(REGIMEN_DATA), 'mnist') : undefined
  return folder !== undefined && existsSync(folder) ? folder : undefined
}

/** Which images an experiment gets on this machine; undefined where it cannot be run. */
export function imagesFor(need: DataNeed, mnist: string | undefined): ImagesName | 'none' | undefined {
  if (need === 'none' || need === 'digits') return need
  if (mnist !== undefined) return 'mnist'
  return need === 'mnist-or-digits' ? 'digits' : undefined
}

const loaded = new Map<ImagesName, Promise<Images>>()

/** Read once per process. @throws RegimenError of `readMnist`; RangeError where there is no MNIST. */
export function loadImages(name: ImagesName): Promise<Images> {
  const found = loaded.get(name) ?? (name === 'mnist' ? loadMnist() : Promise.resolve(loadDigits()))
  loaded.set(name, found)
  return found
}

async function loadMnist(): Promise<Images> {
  const folder = mnistFolder()
  if (folder === undefined) throw new RangeError('no MNIST: $REGIMEN_DATA has no folder mnist')
  const { test } = await readMnist(folder)
  if (!test) throw new RangeError(`no file of the 10,000 MNIST test images in ${folder}`)
  return splitImages('mnist', { ...scaled(test, 255), inputShape: [784] }, mnistSizes)
}

function loadDigits(): Images {
  return splitImages('digits', scaled(digits(), 16), digitsSizes)
}

function scaled(dataset: Dataset, most: number): Dataset {
  return { ...dataset, inputs: dataset.inputs.map((level) => level / most) }
}

function splitImages(name: ImagesName, dataset: Dataset, sizes: typeof mnistSizes): Images {
  const split = splitDataset(dataset, { sizes, key: RandomKey.fromSeed(splitSeed).child('split') })
  return { name, split, features: dataset.inputs.length / dataset.size }
}

/** The first rows of a part; rows are in random order. */
export function firstRows<D extends Dataset>(dataset: D, count: number): D {
  const width = dataset.inputs.length / dataset.size
  const size = Math.min(count, dataset.size)
  return {
    ...dataset,
    size,
    inputs: dataset.inputs.subarray(0, size * width),
    targets: dataset.targets.subarray(0, size),
    ...('rows' in dataset && dataset.rows instanceof Int32Array && { rows: dataset.rows.subarray(0, size) }),
  }
}
