/** Ensembles, one-shot learning and echoes: what the lecture notes say, measured. */
import { describe, expect, it } from 'vitest'
import { digits } from '../../src/datasets.ts'
import {
  adam,
  averageProbabilities,
  createDataset,
  createModel,
  type Dataset,
  dense,
  EpisodeSampler,
  evaluate,
  evaluateEnsemble,
  evaluateOneShot,
  fit,
  learnOneShot,
  logLoss,
  type Model,
  matchingNetwork,
  multilayerPerceptron,
  nearestNeighbour,
  type OneShotMethod,
  prototypicalNetwork,
  RandomKey,
  scalers,
  sequential,
  siameseNetwork,
  simpleRnn,
  snapshots,
  splitDataset,
  type TensorRecord,
  takeRows,
  tensor,
} from '../../src/index.ts'

const key = RandomKey.fromSeed(0)
const raw = splitDataset(digits(), { sizes: { validation: 0, test: 0.4 }, key })
const scaler = scalers.minMax.fit(raw.train)
const split = { train: scaler.applyTo(raw.train), test: scaler.applyTo(raw.test) }

/** The rows of some classes, numbered anew; at most `each` of one class. */
function only<D extends Dataset>(data: D, classes: readonly number[], each = Number.POSITIVE_INFINITY) {
  const taken = classes.map(() => 0)
  const rows = Array.from({ length: data.size }, (_, row) => row).filter((row) => {
    const place = classes.indexOf(data.targets[row] ?? -1)
    if (place < 0 || (taken[place] ?? 0) >= each) return false
    taken[place] = (taken[place] ?? 0) + 1
    return true
  })
  const part = takeRows(data, Int32Array.from(rows), 'train')
  const targets = Int32Array.from(part.targets, (target) => classes.indexOf(target))
  return { ...part, task: { kind: 'classification' as const, classes: classes.map(String) }, targets }
}

const network = (seed: number, outputs = 10) =>
  createModel(multilayerPerceptron({ inputs: [64], hidden: [32], outputs }), { input: [64], seed })

describe('ensembles', () => {
  it('H13: the log loss of the mean is at most the mean log loss', async () => {
    const models: Model[] = []
    for (const seed of [1, 2, 3, 4, 5]) {
      const model = network(seed)
      await fit(model, split, { optimizer: adam({ learningRate: 0.01 }), epochs: 3, seed })
      models.push(model)
    }
    const { logLoss: together, members } = evaluateEnsemble(models, split.test)
    expect(together).toBeLessThan(members.reduce((sum, each) => sum + each.logLoss, 0) / 5)
    models.forEach((model, index) => {
      const alone = evaluate(model, split.test, { metrics: [logLoss()] })
      expect(members[index]?.logLoss).toBeCloseTo(alone.logLoss ?? 0, 5)
    })
    const rows = split.test.inputs.subarray(0, 3 * 64)
    const single = models.map((model) => averageProbabilities([model], rows))
    averageProbabilities(models, rows).forEach((p, place) => {
      expect(p).toBeCloseTo(single.reduce((sum, each) => sum + (each[place] ?? 0), 0) / 5, 6)
    })
    expect(() => averageProbabilities([], rows)).toThrow(/at least one model/)
  })

  it('keeps a snapshot at the end of each cycle', async () => {
    const [model, taken] = [network(1), snapshots({ every: 20, keep: 2 })]
    await fit(model, split, { optimizer: adam(), steps: 60, callbacks: [taken] })
    expect(taken.states).toHaveLength(2)
    expect(taken.states[1]?.parameters['layers.0.weight']?.data()).toEqual(
      model.state.parameters['layers.0.weight']?.data(),
    )
  })
})

describe('one-shot learning', () => {
  const [known, unseen] = [only(split.train, [0, 1, 2, 3, 4, 5]), only(split.test, [6, 7, 8, 9])]

  it('draws episodes of other rows for support and queries, by the key alone', () => {
    const sampler = new EpisodeSampler(known, { ways: 4, shots: 2, queries: 3 })
    const { support, queries } = sampler.draw(key)
    expect([support.length, queries.length, new Set([...support, ...queries]).size]).toEqual([8, 12, 20])
    const kinds = Array.from(support, (row) => known.targets[row])
    expect(new Set(kinds).size).toBe(4)
    expect(Array.from(queries, (row) => known.targets[row])).toEqual(
      [0, 2, 4, 6].flatMap((at) => Array(3).fill(kinds[at])),
    )
    expect(sampler.draw(key)).toEqual({ support, queries })
    expect(() => new EpisodeSampler(unseen, { ways: 5 })).toThrow(/4 classes/)
  })

  it('of nearest neighbours, by hand', () => {
    const points = createDataset({
      name: 'points',
      task: { kind: 'classification', classes: ['a', 'b'] },
      inputShape: [1],
      inputs: Float32Array.of(0, 0.1, 5, 5.2),
      targets: Int32Array.of(0, 0, 1, 1),
    })
    const options = { ways: 2, episodes: 20, key }
    const sure = evaluateOneShot({ method: nearestNeighbour, parameters: {} }, points, options)
    expect([sure.accuracy, ...sure.interval]).toEqual([1, 1, 1])
  })

  it('scores two queries against two examples of two classes, by hand', () => {
    const support = tensor([
      [
        [1, 0],
        [0, 2],
      ],
      [
        [0, -3],
        [-1, 0],
      ],
    ])
    const queries = tensor([
      [3, 4],
      [0, -1],
    ])
    const scoresOf = (method: OneShotMethod, parameters: TensorRecord = {}) =>
      Array.from(method.scores(support, queries, parameters).data())
    const expectScores = (method: OneShotMethod, expected: readonly number[], parameters?: TensorRecord) => {
      const scores = scoresOf(method, parameters)
      expect(scores).toHaveLength(4)
      expected.forEach((score, place) => {
        expect(scores[place], `${method.technique.name} ${place}`).toBeCloseTo(score, 4)
      })
    }
    // The means of the classes are (0.5, 1) and (−0.5, −1.5).
    expectScores(prototypicalNetwork, [-15.25, -42.5, -4.25, -0.5])
    expectScores(nearestNeighbour, [-13, -32, -2, -2])
    // Cosines of the first query: 0.6 and 0.8, −0.8 and −0.6; of the second 0 and −1, 1 and 0; times 10.
    const first = [Math.exp(6) + Math.exp(8), Math.exp(-8) + Math.exp(-6)] as const
    const second = [1 + Math.exp(-10), Math.exp(10) + 1] as const
    const shares = ([a, b]: readonly [number, number]) => [Math.log(a / (a + b)), Math.log(b / (a + b))]
    expectScores(matchingNetwork, [...shares(first), ...shares(second)])
    // 1 − |Δ₁| / 2 − |Δ₂| / 4: −1 and −1, −2.25 and −2; 0.25 and 0.25, 0.5 and 0.25. The mean over the examples.
    const learnt = { alpha: tensor([-0.5, -0.25]), beta: tensor([1]) }
    expectScores(siameseNetwork, [-1, -2.125, 0.25, 0.375], learnt)
  })

  it('asks with several examples of each class', () => {
    const points = createDataset({
      name: 'points',
      task: { kind: 'classification', classes: ['a', 'b'] },
      inputShape: [2],
      inputs: Float32Array.of(5, 0, 6, 0.1, 7, 0, 0, 5, 0.1, 6, 0, 7),
      targets: Int32Array.of(0, 0, 0, 1, 1, 1),
    })
    const learnt = { alpha: tensor([-1, -1]), beta: tensor([1]) }
    for (const method of [prototypicalNetwork, matchingNetwork, siameseNetwork, nearestNeighbour]) {
      const parameters = method === siameseNetwork ? learnt : {}
      const asked = { ways: 2, shots: 2, queries: 1, episodes: 20, key }
      expect(evaluateOneShot({ method, parameters }, points, asked).accuracy, method.technique.name).toBe(1)
    }
    expect(() => new EpisodeSampler(points, { ways: 2, shots: 3, queries: 1 })).toThrow(/0 classes/)
  })

  it.each([prototypicalNetwork, matchingNetwork, siameseNetwork])(
    '$technique.name learns from three examples of each class, and tells better with five than with one',
    (method) => {
      const model = createModel(multilayerPerceptron({ inputs: [64], hidden: [48], outputs: 24 }), {
        input: [64],
        seed: 1,
      })
      const classifier = learnOneShot(model, known, {
        method,
        ways: 5,
        shots: 3,
        queries: 4,
        episodes: 150,
        optimizer: adam({ learningRate: 0.003 }),
      })
      const asked = { ways: 4, queries: 4, episodes: 100, key }
      const [one, five] = [1, 5].map((shots) => evaluateOneShot(classifier, unseen, { ...asked, shots }))
      expect(five?.interval[0]).toBeGreaterThan(one?.interval[1] ?? 1)
    },
  )

  it.each([prototypicalNetwork, matchingNetwork, siameseNetwork])(
    'M3, M4: $technique.name learns to tell classes it never saw',
    (method) => {
      const model = createModel(multilayerPerceptron({ inputs: [64], hidden: [48], outputs: 24 }), {
        input: [64],
        seed: 1,
      })
      const options = { ways: 4, shots: 1, queries: 4, episodes: 200, key }
      const losses: number[] = []
      const classifier = learnOneShot(model, known, {
        method,
        ways: 5,
        shots: 1,
        queries: 4,
        episodes: 300,
        optimizer: adam({ learningRate: 0.003 }),
        onEpisode: (_, loss) => losses.push(loss),
      })
      const mean = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length
      expect(mean(losses.slice(-30))).toBeLessThan(mean(losses.slice(0, 30)))
      const { accuracy, interval } = evaluateOneShot(classifier, unseen, options)
      expect(interval[0]).toBeGreaterThan(0.25)
      expect(accuracy).toBeGreaterThan(0.5)
    },
  )
})

describe('M5: a simple recurrent network', () => {
  it('echoes what it heard ten times before', async () => {
    const [size, time, delay] = [1500, 12, 10]
    const heard = RandomKey.fromSeed(4)
      .uniform(size * time)
      .map((u) => (u < 0.5 ? -1 : 1))
    const echoes = createDataset({
      name: 'echoes',
      task: { kind: 'classification', classes: ['low', 'high'] },
      inputs: Float32Array.from(heard),
      inputShape: [time, 1],
      targets: Int32Array.from({ length: size }, (_, row) =>
        Number(heard[(row + 1) * time - 1 - delay] === 1),
      ),
    })
    const { train, test } = splitDataset(echoes, {
      sizes: { validation: 0, test: 0.3 },
      key: RandomKey.fromSeed(1),
    })
    const model = createModel(sequential(simpleRnn(1, 32), dense(32, 2)), { input: [time, 1], seed: 1 })
    await fit(model, { train }, { optimizer: adam({ learningRate: 0.003 }), epochs: 40, batchSize: 30 })
    expect(evaluate(model, test).accuracy).toBeGreaterThanOrEqual(0.99)
  })
})
