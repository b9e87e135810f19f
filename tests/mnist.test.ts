/** The textbook's optimizer comparison (catalogue E2) on a stratified 8,000/1,000/1,000 split of the 10,000 MNIST test images. */

import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { readMnist, splitMnist } from '@regimen/node'
import {
  adaGrad,
  adam,
  createModel,
  fit,
  momentum,
  multilayerPerceptron,
  type Optimizer,
  type Part,
  RandomKey,
  scalers,
  sgd,
} from 'regimen'
import { beforeAll, describe, expect, it } from 'vitest'
import { dataFolder, maySkip } from './support/needs.ts'

const folder = dataFolder('mnist')
const steps = 200

/** Rates of the textbook. */
const optimizers: Readonly<Record<string, () => Optimizer>> = {
  sgd: () => sgd({ learningRate: 0.01 }),
  momentum: () => momentum({ learningRate: 0.01, momentum: 0.9 }),
  adaGrad: () => adaGrad({ learningRate: 0.01 }),
  adam: () => adam({ learningRate: 0.001 }),
}

describe.skipIf(maySkip(folder))('E2: four optimizers on MNIST, 784-100×4-10, ReLU, He, batch 128', () => {
  let train: Part<'train'>

  beforeAll(async () => {
    const split = splitMnist(await readMnist(folder ?? ''), { key: RandomKey.fromSeed(0) })
    expect([split.train.size, split.validation.size, split.test.size]).toEqual([8000, 1000, 1000])
    train = scalers.minMax.fit(split.train, { per: 'all' }).applyTo(split.train)
  }, 60_000)

  it.each([0, 1, 2, 3, 4])(
    'after 200 steps SGD is the slowest by far (seed %i)',
    async (seed) => {
      const meanLoss: Record<string, number> = {}
      for (const [name, optimizer] of Object.entries(optimizers)) {
        const network = multilayerPerceptron({
          inputs: train.inputShape,
          hidden: [100, 100, 100, 100],
          outputs: 10,
        })
        const model = createModel(network, { input: train.inputShape, seed })
        const losses: number[] = []
        await fit(
          model,
          { train },
          {
            optimizer: optimizer(),
            steps,
            batchSize: 128,
            seed,
            sampling: 'withReplacement',
            callbacks: [
              { name: 'losses', onEvent: (event) => event.type === 'step' && losses.push(event.loss) },
            ],
          },
        )
        meanLoss[name] = losses.reduce((sum, loss) => sum + loss, 0) / losses.length
      }
      // One measured seed: SGD 1.41, Momentum .53, Adam .36, AdaGrad .25.
      expect(meanLoss.sgd).toBeGreaterThan(1)
      for (const name of ['momentum', 'adaGrad', 'adam'])
        expect(meanLoss[name], name).toBeLessThan(0.65 * meanLoss.sgd!)
    },
    60_000,
  )
})

/** What the command says of a run in a folder of its own. */
async function trained(...more: readonly string[]) {
  const out = mkdtempSync(path.join(tmpdir(), 'regimen-mnist-'))
  const command = path.join(import.meta.dirname, '..', 'packages', 'cli', 'bin', 'regimen.js')
  const parameters = ['train', 'mnist', ...more, '--data', folder ?? '', '--json']
  parameters.push('--out', path.join(out, 'run'))
  const { stdout } = await promisify(execFile)(process.execPath, [command, ...parameters])
  rmSync(out, { recursive: true })
  return JSON.parse(stdout)
}

describe.skipIf(maySkip(folder))('regimen train mnist, on the 8,000/1,000/1,000 split', () => {
  const example = (name: string) =>
    path.join(import.meta.dirname, '..', 'packages', 'cli', 'examples', `${name}.ts`)

  it.each([
    ['two dense layers', 0.95, ['--hidden', '100,100']],
    ['the convolutional network of E11', 0.975, ['--config', example('mnist-conv')]],
    ['its deep one', 0.985, ['--config', example('mnist-deep-conv')]],
  ] as const)(
    '%s: a test accuracy of %d',
    async (_, accuracy, parameters) => {
      const { splits, test } = await trained(...parameters)
      expect(splits).toEqual({ train: 8000, validation: 1000, test: 1000 })
      expect(test.accuracy).toBeGreaterThanOrEqual(accuracy)
    },
    900_000,
  )
})
