/** The images that experiments train on: those that they want where they are, the library's digits elsewhere. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { cacheFolder, readMnist, readOmniglot } from '@regimen/node'
import { type Dataset, RandomKey, type Split, splitDataset } from 'regimen'
import { digits } from 'regimen/datasets'
import type { DataNeed } from '../experiment.ts'

/** Images in three parts, pixels from 0 to 1: ten digits, or characters of many alphabets. */
export interface Images {
  readonly name: ImagesName
  readonly split: Split
  /** Pixels of an image. */
  readonly features: number
}

export type ImagesName = 'mnist' | 'omniglot' | 'digits'

/** What would do for each need, the best first. */
const wanted: { readonly [N in DataNeed]: readonly [ImagesName | 'none', ...ImagesName[]] } = {
  none: ['none'],
  digits: ['digits'],
  mnist: ['mnist'],
  'mnist-or-digits': ['mnist', 'digits'],
  'omniglot-or-digits': ['omniglot', 'digits'],
}

/** Rows of the MNIST file of 10,000, which is all that is asked for. */
const mnistSizes = { validation: 1000, test: 1000 }
/** The digits are split in the same proportions, and each character of Omniglot. */
const sizesInParts = { validation: 0.1, test: 0.1 }
/** Of the split. It stays the same for all seeds of an experiment: they differ in weights and batches. */
const splitSeed = 0

/** The archives of ten alphabets, five in each, some in both. */
const omniglotFiles = ['images_background_small1.zip', 'images_background_small2.zip']

/**
 * Where data sets are on this machine: a folder of its name below $REGIMEN_DATA, or below the folder of what was
 * downloaded before; undefined where there is none.
 */
export function dataFolder(
  name: Exclude<ImagesName, 'digits'>,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  const { REGIMEN_DATA } = environment
  const folders = [...(REGIMEN_DATA ? [path.resolve(REGIMEN_DATA)] : []), cacheFolder(environment)]
  return folders.map((folder) => path.join(folder, name)).find((folder) => existsSync(folder))
}

/** Which images an experiment gets on this machine; undefined where it cannot be run. */
export function imagesFor(need: DataNeed): ImagesName | 'none' | undefined {
  return wanted[need].find((name) => name === 'none' || name === 'digits' || dataFolder(name) !== undefined)
}

/** What an experiment would rather have had than these images; undefined where it has the best. */
export function missedImages(need: DataNeed, images: ImagesName | 'none'): ImagesName | undefined {
  const [best] = wanted[need]
  return best === images || best === 'none' ? undefined : best
}

const loaders: { readonly [N in ImagesName]: () => Promise<Images> } = {
  mnist: loadMnist,
  omniglot: loadOmniglot,
  digits: async () => splitImages('digits', scaled(digits(), 16), sizesInParts),
}
const loaded = new Map<ImagesName, Promise<Images>>()

/** Read once per process. @throws RegimenError of the readers; RangeError where the files are not there. */
export function loadImages(name: ImagesName): Promise<Images> {
  const found = loaded.get(name) ?? loaders[name]()
  loaded.set(name, found)
  return found
}

async function loadMnist(): Promise<Images> {
  const folder = folderOf('mnist')
  const { test } = await readMnist(folder)
  if (!test) throw new RangeError(`no file of the 10,000 MNIST test images in ${folder}`)
  return splitImages('mnist', { ...scaled(test, 255), inputShape: [784] }, mnistSizes)
}

async function loadOmniglot(): Promise<Images> {
  const folder = folderOf('omniglot')
  const drawings = await readOmniglot(omniglotFiles.map((file) => path.join(folder, file)))
  return splitImages('omniglot', { ...drawings, inputShape: [784] }, sizesInParts)
}

function folderOf(name: Exclude<ImagesName, 'digits'>): string {
  const folder = dataFolder(name)
  if (folder === undefined) throw new RangeError(`$REGIMEN_DATA has no folder ${name}`)
  return folder
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
