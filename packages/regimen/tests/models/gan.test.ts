import { describe, expect, it } from 'vitest'
import {
  adam,
  batchNorm,
  checkBatchNormPlacement,
  createModel,
  dense,
  generate,
  leakyRelu,
  RandomKey,
  RowStream,
  relu,
  sequential,
  type Tensor,
  tensor,
  trainGan,
} from '../../src/index.ts'

const [modes, radius, deviation] = [8, 2, 0.05]
const middleOf = (mode: number) => {
  const angle = (2 * Math.PI * mode) / modes
  return [radius * Math.cos(angle), radius * Math.sin(angle)] as const
}

const random = new RowStream().start(3, 4)
const ring = tensor(
  Array.from({ length: 4000 }, (_, row) => {
    const [x, y] = middleOf(row % modes)
    return [x + deviation * random.normal(), y + deviation * random.normal()]
  }),
)

/** Modes that hold at least a tenth of their share of the points within five deviations. */
function covered(points: Tensor): number {
  const numbers = points.data()
  const count = numbers.length / 2
  return Array.from({ length: modes }, (_, mode) => {
    const [x, y] = middleOf(mode)
    let near = 0
    for (let row = 0; row < count; row++) {
      if (Math.hypot((numbers[2 * row] ?? 0) - x, (numbers[2 * row + 1] ?? 0) - y) < 5 * deviation) near++
    }
    return near
  }).filter((near) => near >= count / (10 * modes)).length
}

const hidden = (inputs: number) => [dense(inputs, 64, { bias: false }), batchNorm(), relu()] as const
const generatorOf = () =>
  createModel(sequential(...hidden(8), ...hidden(64), dense(64, 2)), { input: [8], seed: 10 })
const discriminatorOf = () =>
  createModel(
    sequential(
      dense(2, 64),
      leakyRelu({ slope: 0.2 }),
      dense(64, 64),
      leakyRelu({ slope: 0.2 }),
      dense(64, 1),
    ),
    {
      input: [2],
      seed: 20,
    },
  )
const optimizer = () => adam({ learningRate: 0.003, beta1: 0.5 })

describe('a generative adversarial network', () => {
  it('finds at least 7 of 8 Gaussians on a ring, the same ones with the same seed', () => {
    const train = (steps: number) => {
      const [generator, discriminator] = [generatorOf(), discriminatorOf()]
      const options = {
        generatorOptimizer: optimizer(),
        discriminatorOptimizer: optimizer(),
        steps,
        gradientPenalty: 0.1,
      }
      trainGan(generator, discriminator, ring, options)
      return generate(generator, 2000, RandomKey.fromSeed(1))
    }
    expect(covered(train(2500))).toBeGreaterThanOrEqual(7)
    expect(covered(generate(generatorOf(), 2000, RandomKey.fromSeed(1)))).toBeLessThan(7)
    expect(train(20).data()).toEqual(train(20).data())
  })

  it('B11: batch normalisation behind hidden products of the generator, not behind its output', () => {
    const normalized = createModel(sequential(...hidden(8), dense(64, 2), batchNorm()), { input: [8] })
    const bare = createModel(sequential(dense(8, 64), relu(), dense(64, 2)), { input: [8] })
    const judge = createModel(sequential(batchNorm(), dense(2, 64), relu(), dense(64, 1)), { input: [2] })
    const later = createModel(
      sequential(dense(2, 64), relu(), dense(64, 64), batchNorm(), relu(), dense(64, 1)),
      { input: [2] },
    )
    expect(checkBatchNormPlacement(generatorOf(), discriminatorOf())).toEqual([])
    expect(checkBatchNormPlacement(generatorOf(), later)).toEqual([])
    expect(checkBatchNormPlacement(normalized, discriminatorOf())).toEqual([
      { network: 'generator', path: 'layers.4', rule: 'outputNormalized' },
    ])
    expect(checkBatchNormPlacement(bare, judge)).toEqual([
      { network: 'generator', path: 'layers.0', rule: 'hiddenNotNormalized' },
      { network: 'discriminator', path: 'layers.0', rule: 'inputNormalized' },
    ])
    const options = { generatorOptimizer: optimizer(), discriminatorOptimizer: optimizer(), steps: 1 }
    expect(() => trainGan(normalized, discriminatorOf(), ring, options)).toThrow(/scale of the data/)
    trainGan(normalized, discriminatorOf(), ring, { ...options, batchNormPlacement: 'free' })
    expect(() => trainGan(generatorOf(), discriminatorOf(), tensor([[1, 2, 3]]), options)).toThrow(
      /output shape/,
    )
  })
})
