/** What `fit` is given: rows of MNIST where its files are, else numbers of the same shape. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { asPart, createDataset, type Part, takeRows } from 'regimen'
import { batchesPerEpoch } from '../../costs.ts'
import type { Workload } from '../../workloads.ts'

const pixels = 784
const digits = 10

/** Undefined where $REGIMEN_DATA names no folder with the files. */
function mnistFolder(): string | undefined {
  const folder = path.join(process.env.REGIMEN_DATA ?? '', 'mnist')
  return process.env.REGIMEN_DATA && existsSync(folder) ? folder : undefined
}

/** What the training steps are fed with. */
export const dataName = () => (mnistFolder() ? 'MNIST' : 'synthetic data')

/** As many rows as make whole batches, so that one plan serves all steps. */
export async function examplesFor(workload: Workload): Promise<Part<'train'>> {
  const { input, classes } = workload
  const size = workload.batch * batchesPerEpoch
  const features = input.reduce((product, dimension) => product * dimension, 1)
  const digitsFit = features === pixels && classes === digits
  return (digitsFit && (await mnist(input, size))) || synthetic(workload, size, features)
}

/** So many images of 28×28, flat. */
export async function digitImages(size: number): Promise<Part<'train'>> {
  const images = { name: 'digits', input: [pixels], classes: digits }
  return (await mnist(images.input, size)) || synthetic(images, size, pixels)
}

/** Undefined where there are none, or too few. */
async function mnist(inputShape: readonly number[], size: number): Promise<Part<'train'> | undefined> {
  const folder = mnistFolder()
  if (!folder) return undefined
  const { readMnist } = await import('@regimen/node')
  const { train, test } = await readMnist(folder)
  const images = train ?? test
  if (!images || images.size < size) return undefined
  const rows = takeRows(
    images,
    Int32Array.from({ length: size }, (_, row) => row),
    'train',
  )
  return { ...rows, inputShape, inputs: rows.inputs.map((level) => level / 255) }
}

/** Numbers in [0, 1) like pixels, classes without meaning. */
function synthetic(
  { name, input, classes }: Pick<Workload, 'name' | 'input' | 'classes'>,
  size: number,
  features: number,
): Part<'train'> {
  const dataset = createDataset({
    name: `synthetic-${name}`,
    task: { kind: 'classification', classes: Array.from({ length: classes }, (_, index) => String(index)) },
    inputShape: input,
    inputs: Float32Array.from({ length: size * features }, Math.random),
    targets: Int32Array.from({ length: size }, () => Math.floor(Math.random() * classes)),
  })
  return asPart(dataset, 'train')
}
