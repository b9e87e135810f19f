/** Omniglot: the reader, and one-shot learning on alphabets that were never seen. */
import path from 'node:path'
import {
  adam,
  batchNorm,
  conv2d,
  createModel,
  evaluateOneShot,
  flatten,
  learnOneShot,
  maxPool2d,
  nearestNeighbour,
  prototypicalNetwork,
  RandomKey,
  relu,
  sequential,
} from 'regimen'
import { describe, expect, it } from 'vitest'
import { dataFolder, maySkip } from '../../../../tests/support/needs.ts'
import { readOmniglot } from '../../src/index.ts'
import { rejection, temporaryFolder } from './folder.ts'

const folder = dataFolder('omniglot')
const files = [1, 2].map((number) => path.join(folder ?? '', `images_background_small${number}.zip`))

describe('the reader', () => {
  const { put } = temporaryFolder()

  it('names the archive that it cannot read', async () => {
    const file = put('broken.zip', new Uint8Array([80, 75, 3, 4, 1, 2, 3]))
    expect(await rejection(readOmniglot([file]))).toMatchObject({ code: 'omniglot-bad-archive' })
    expect(await rejection(readOmniglot([put('none.zip', '')]))).toMatchObject({
      code: 'omniglot-bad-archive',
    })
  })

  it.skipIf(maySkip(folder))('reads drawings as ink on paper (skipped without REGIMEN_DATA)', async () => {
    const data = await readOmniglot(files.slice(0, 1), { alphabets: ['Greek'], size: 35 })
    expect([data.size, data.inputShape]).toEqual([24 * 20, [35, 35, 1]])
    if (data.task.kind !== 'classification') throw new Error('no classes')
    expect(data.task.classes[0]).toBe('Greek/character01')
    const ink = data.inputs.reduce((sum, value) => sum + value, 0) / data.inputs.length
    expect(ink).toBeGreaterThan(0.02)
    expect(ink).toBeLessThan(0.15)
    expect(data.inputs.every((value) => value >= 0 && value <= 1 + 1e-6)).toBe(true)
  })
})

describe.skipIf(maySkip(folder))('one-shot learning (skipped without REGIMEN_DATA)', () => {
  it('M3: 20-way 1-shot on unseen alphabets, prototypes 20 points above nearest pixels', async () => {
    const train = await readOmniglot(files, {
      alphabets: ['Balinese', 'Early_Aramaic', 'Greek', 'Korean', 'Latin'],
    })
    const test = await readOmniglot(files, { alphabets: ['Sanskrit', 'Tagalog'] })
    const block = (inputs: number, outputs: number) =>
      [conv2d(inputs, outputs, { kernel: 3, padding: 1 }), batchNorm(), relu(), maxPool2d()] as const
    const network = sequential(...block(1, 16), ...block(16, 32), ...block(32, 32), flatten())
    const model = createModel(network, { input: [28, 28, 1], seed: 1 })
    const learning = {
      ways: 20,
      shots: 1,
      queries: 3,
      episodes: 200,
      optimizer: adam({ learningRate: 0.003 }),
    }
    const classifier = learnOneShot(model, train, { method: prototypicalNetwork, ...learning })
    const asked = { ways: 20, shots: 1, queries: 1, episodes: 300, key: RandomKey.fromSeed(5) }
    const learnt = evaluateOneShot(classifier, test, asked)
    const pixels = evaluateOneShot({ method: nearestNeighbour, parameters: {} }, test, asked)
    const differences = learnt.perEpisode.map(
      (accuracy, episode) => accuracy - (pixels.perEpisode[episode] ?? 0),
    )
    const mean = differences.reduce((sum, each) => sum + each, 0) / differences.length
    const variance = differences.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (differences.length - 1)
    const half = 1.96 * Math.sqrt(variance / differences.length)
    expect(mean - half).toBeGreaterThanOrEqual(0.2)
    expect(pixels.interval[0]).toBeGreaterThan(1 / 20)
  })
})
