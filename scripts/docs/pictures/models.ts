/** What the models of their own learn: probabilities, points on a ring, classes of one example, doubt. */
import {
  adam,
  batchNorm,
  conv2d,
  cosineWithRestartsSchedule,
  createDataset,
  createModel,
  dense,
  discriminativeRates,
  dropout,
  evaluateEnsemble,
  evaluateOneShot,
  fit,
  flatten,
  generate,
  leakyRelu,
  learnByContrastiveDivergence,
  learnOneShot,
  linearSchedule,
  matchingNetwork,
  maxPool2d,
  multilayerPerceptron,
  nearestNeighbour,
  type OneShotClassifier,
  predictMonteCarlo,
  prototypicalNetwork,
  RandomKey,
  RestrictedBoltzmannMachine,
  RowStream,
  randomShift,
  relu,
  replaceHead,
  sequential,
  sgd,
  siameseNetwork,
  snapshots,
  takeRows,
  tensor,
  trainGan,
  withBackend,
} from 'regimen'
import { characters, ink } from '../characters.ts'
import { type Point, svg } from '../plot.ts'
import { backend, measured, only, smallDigits, trained } from '../small-runs.ts'
import { tilesSvg } from '../tiles.ts'

const size = 3
const updates = 6000
/** The 14 images of 3×3 whose rows or columns are of one colour. */
const barsAndStripes = [
  ...new Map(
    Array.from({ length: 2 ** size }, (_, number) => {
      const on = Array.from({ length: size }, (__, unit) => (number >>> unit) & 1)
      const bars = on.flatMap((value) => new Array<number>(size).fill(value))
      const stripes = new Array<readonly number[]>(size).fill(on).flat()
      return [bars, stripes]
    })
      .flat()
      .map((image) => [image.join(''), image] as const),
  ).values(),
]

function boltzmann(): [string, string][] {
  const rows = tensor(barsAndStripes)
  const learnt = (options: { readonly k?: number; readonly persistent?: boolean }) => {
    const machine = new RestrictedBoltzmannMachine({ visible: size * size, hidden: 12, seed: 1 })
    const points: Point[] = [[0, machine.logLikelihood(rows)]]
    learnByContrastiveDivergence(machine, rows, {
      ...options,
      steps: updates,
      chains: 100,
      optimizer: sgd({ learningRate: linearSchedule({ learningRate: 0.1, steps: updates }) }),
      onStep: (step) => points.push([step, machine.logLikelihood(rows)]),
    })
    return { machine, points }
  }
  const [cd1, cd10, persistent] = [learnt({ k: 1 }), learnt({ k: 10 }), learnt({ persistent: true })]
  const likelihoods = svg({
    title: 'Bars and stripes: the exact log likelihood',
    width: 460,
    height: 280,
    x: { name: 'update', domain: [0, updates] },
    y: { name: 'mean ln P', domain: [-6.5, -2.3] },
    marks: [
      { kind: 'rule', y: -Math.log(barsAndStripes.length) },
      { kind: 'line', points: cd1.points, name: 'k = 1', style: 0 },
      { kind: 'line', points: cd10.points, name: 'k = 10', style: 1 },
      { kind: 'line', points: persistent.points, name: 'persistent', style: 2 },
    ],
  })
  const samples = persistent.machine.sample(10, RandomKey.fromSeed(3), { steps: 2000 }).data()
  const tiles = Array.from({ length: 10 }, (_, index) => ({
    caption: '',
    values: samples.subarray(index * size * size, (index + 1) * size * size),
    width: size,
    range: [0, 1] as const,
  }))
  return [
    ['models/contrastiveDivergence', likelihoods],
    [
      'models/restrictedBoltzmannMachine',
      tilesSvg('What the machine draws, after persistent chains', tiles, { size: 44 }),
    ],
  ]
}

const [modes, radius] = [8, 2]

function adversarial(): string {
  const random = new RowStream().start(3, 4)
  const ring = Array.from({ length: 4000 }, (_, row) => {
    const angle = (2 * Math.PI * (row % modes)) / modes
    return [
      radius * Math.cos(angle) + 0.05 * random.normal(),
      radius * Math.sin(angle) + 0.05 * random.normal(),
    ]
  })
  const hidden = (inputs: number) => [dense(inputs, 64, { bias: false }), batchNorm(), relu()] as const
  const generator = createModel(sequential(...hidden(8), ...hidden(64), dense(64, 2)), {
    input: [8],
    seed: 10,
  })
  const judge = () => leakyRelu({ slope: 0.2 })
  const discriminator = createModel(sequential(dense(2, 64), judge(), dense(64, 64), judge(), dense(64, 1)), {
    input: [2],
    seed: 20,
  })
  const optimizer = () => adam({ learningRate: 0.003, beta1: 0.5 })
  trainGan(generator, discriminator, tensor(ring), {
    generatorOptimizer: optimizer(),
    discriminatorOptimizer: optimizer(),
    steps: 4000,
    gradientPenalty: 0.1,
  })
  const made = generate(generator, 400, RandomKey.fromSeed(1)).data()
  return svg({
    title: 'Eight Gaussians, and what is made',
    width: 320,
    height: 310,
    x: { name: 'x', domain: [-3, 3], ticks: [-2, 0, 2] },
    y: { name: 'y', domain: [-3, 3], ticks: [-2, 0, 2] },
    marks: [
      {
        kind: 'dots',
        points: ring.slice(0, 400).map(([x = 0, y = 0]): Point => [x, y]),
        name: 'data',
        style: 2,
        radius: 2.5,
      },
      {
        kind: 'dots',
        points: Array.from({ length: 400 }, (_, row): Point => [made[2 * row] ?? 0, made[2 * row + 1] ?? 0]),
        name: 'made',
        style: 1,
        radius: 1.2,
      },
    ],
  })
}

/** Two convolutions and pools, and a dense layer behind them. */
const convolutions = (outputs: number) =>
  sequential(
    conv2d(1, 16, { kernel: 3, padding: 1 }),
    relu(),
    maxPool2d(),
    conv2d(16, 32, { kernel: 3, padding: 1 }),
    relu(),
    maxPool2d(),
    flatten(),
    dense(32 * 4 * 4, outputs),
  )

function oneShot(): [string, string][] {
  const [known, unseen] = [characters(150, 1), characters(50, 2)]
  const learn = (method: typeof prototypicalNetwork) => {
    const model = createModel(convolutions(48), { input: [ink, ink, 1], seed: 1 })
    const options = { ways: 10, queries: 4, episodes: 800, optimizer: adam({ learningRate: 0.002 }) }
    return learnOneShot(model, known, { ...options, method })
  }
  const classifiers: { readonly [name: string]: OneShotClassifier } = {
    prototypical: learn(prototypicalNetwork),
    matching: learn(matchingNetwork),
    siamese: learn(siameseNetwork),
    'pixels alone': { method: nearestNeighbour, parameters: {} },
  }
  const marks = Object.entries(classifiers).map(([name, classifier], style) => {
    const points = [1, 2, 3, 5, 8].map((shots): Point => {
      const options = { ways: 10, shots, queries: 4, episodes: 300, key: RandomKey.fromSeed(2) }
      return [shots, evaluateOneShot(classifier, unseen, options).accuracy]
    })
    return { kind: 'line', points, name, style } as const
  })
  const curves = svg({
    title: 'Ten characters never seen before: accuracy',
    width: 460,
    height: 280,
    x: { name: 'examples of each class (shots)', domain: [1, 8], ticks: [1, 2, 3, 5, 8] },
    y: { name: 'accuracy', domain: [0, 1] },
    marks,
  })
  const tiles = [0, 1].flatMap((kind) =>
    Array.from({ length: 5 }, (_, example) => {
      const start = (example * 50 + kind) * ink * ink
      return {
        caption: '',
        values: unseen.inputs.subarray(start, start + ink * ink),
        width: ink,
        range: [0, 1] as const,
      }
    }),
  )
  return [
    ['models/one-shot', curves],
    ['models/characters', tilesSvg('Five examples each of two characters', tiles, { size: 52 })],
  ]
}

async function ensemble(): Promise<string> {
  const taken = snapshots({ every: 300 })
  const layer = () => multilayerPerceptron({ inputs: [64], hidden: [32], outputs: 10 })
  const few = smallDigits(300)
  await trained(layer(), few, {
    optimizer: sgd({ learningRate: cosineWithRestartsSchedule({ learningRate: 0.5, steps: 300 }) }),
    steps: 1800,
    callbacks: [taken],
  })
  const cycles = taken.states.map((state) => {
    const model = createModel(layer(), { input: [64] })
    model.load(state)
    return model
  })
  const seeds = await Promise.all(
    [1, 2, 3, 4, 5, 6].map(async (seed) => {
      const options = { optimizer: sgd({ learningRate: 0.3 }), steps: 300, seed }
      return (await trained(layer(), few, options)).model
    }),
  )
  const scores = (models: typeof seeds) =>
    models.map(
      (_, index): Point => [index + 1, evaluateEnsemble(models.slice(0, index + 1), few.test).logLoss],
    )
  const alone = evaluateEnsemble(seeds, few.test).members.map(
    ({ logLoss }, index): Point => [index + 1, logLoss],
  )
  const values = [...scores(seeds), ...scores(cycles), ...alone].map(([, value]) => value)
  return svg({
    title: 'Log loss of the mean of the first n members',
    width: 460,
    height: 280,
    x: { name: 'members', domain: [0.7, 6.3], ticks: [1, 2, 3, 4, 5, 6] },
    y: {
      name: 'log loss on the test part',
      domain: [Math.min(...values) - 0.03, Math.max(...values) + 0.03],
    },
    marks: [
      { kind: 'dots', points: alone, name: 'each seed alone', style: 0, radius: 3 },
      { kind: 'line', points: scores(seeds), name: 'seeds together', style: 1 },
      { kind: 'line', points: scores(cycles), name: 'snapshots', style: 2 },
    ],
  })
}

const held = 6

async function transfer(): Promise<string> {
  /** Few features before the last layer, so that a new one has little to learn. */
  const layer = (outputs: number) => sequential(convolutions(48), relu(), dense(48, outputs))
  const { model: taught } = await trained(
    layer(150),
    { train: characters(150, 1) },
    {
      optimizer: adam({ learningRate: 0.002 }),
      epochs: 15,
      augment: [randomShift({ pixels: 1 })],
    },
  )
  const classes = Array.from({ length: 10 }, (_, kind) => kind)
  const unseen = only(characters(50, 2), classes)
  const isTest = (row: number) => row >= unseen.size - held * classes.length
  const rows = Array.from({ length: unseen.size }, (_, row) => row)
  const test = takeRows(unseen, Int32Array.from(rows.filter(isTest)), 'test')
  const known = takeRows(unseen, Int32Array.from(rows.filter((row) => !isTest(row))), 'train')
  const run = async (each: number, from: 'scratch' | 'transfer', seed: number) => {
    const train = only(known, classes, each)
    const learningRate = 0.002
    const options = { steps: 120, batchSize: 16, seed, backend }
    if (from === 'scratch') {
      const { model } = await trained(layer(10), { train }, { ...options, optimizer: adam({ learningRate }) })
      return measured(model, test)
    }
    const model = replaceHead(taught, { head: [dense(48, 10)], seed })
    const groups = discriminativeRates(model, { learningRate })
    await fit(model, { train }, { ...options, optimizer: adam({ learningRate, groups }) })
    return measured(model, test)
  }
  const curve = async (from: 'scratch' | 'transfer') => {
    const points: Point[] = []
    for (let count = 1; count <= held; count++) {
      const accuracies: number[] = []
      for (const seed of [1, 2, 3]) accuracies.push(await run(count, from, seed))
      points.push([count, accuracies.reduce((sum, each) => sum + each, 0) / accuracies.length])
    }
    return points
  }
  return svg({
    title: 'Ten new characters, mean of three seeds',
    width: 460,
    height: 280,
    x: { name: 'examples of each', domain: [1, held], ticks: [1, 2, 3, 4, 5, 6] },
    y: { name: 'test accuracy', domain: [0, 1] },
    marks: [
      { kind: 'line', points: await curve('transfer'), name: 'taught on 150 others', style: 0 },
      { kind: 'line', points: await curve('scratch'), name: 'from scratch', style: 1 },
    ],
  })
}

async function doubt(): Promise<string> {
  const random = new RowStream().start(1, 2)
  const xs = Array.from({ length: 60 }, () =>
    random.unit() < 0.5 ? random.between(-2, -0.5) : random.between(0.7, 1.6),
  )
  const curve = (x: number) => Math.sin(2.5 * x) + 0.3 * x
  const dataset = createDataset({
    name: 'curve',
    task: { kind: 'regression', target: 'y' },
    inputShape: [1],
    inputs: Float32Array.from(xs),
    targets: Float32Array.from(xs, (x) => curve(x) + 0.1 * random.normal()),
  })
  const train = takeRows(dataset, Int32Array.from(xs.keys()), 'train')
  const hidden = (inputs: number) => [dense(inputs, 100), relu(), dropout(0.1)] as const
  const { model } = await trained(
    sequential(...hidden(1), ...hidden(100), dense(100, 1)),
    { train },
    {
      optimizer: adam({ learningRate: 0.005 }),
      epochs: 600,
      batchSize: 30,
    },
  )
  const places = Array.from({ length: 81 }, (_, index) => -3 + (6 * index) / 80)
  const { mean, standardDeviation } = predictMonteCarlo(model, tensor(places.map((x) => [x])), {
    samples: 200,
  })
  const [means, deviations] = [mean.data(), standardDeviation.data()]
  const line = (sign: number) =>
    places.map((x, index): Point => [x, (means[index] ?? 0) + 2 * sign * (deviations[index] ?? 0)])
  return svg({
    title: 'Mean ± two deviations over 200 masks',
    width: 460,
    height: 280,
    x: { name: 'x', domain: [-3, 3], ticks: [-3, -2, -1, 0, 1, 2, 3] },
    y: { name: 'y', domain: [-3, 3] },
    marks: [
      { kind: 'band', below: line(-1), above: line(1) },
      { kind: 'line', points: line(0), name: 'prediction', style: 0 },
      {
        kind: 'dots',
        points: xs.map((x, row): Point => [x, dataset.targets[row] ?? 0]),
        name: 'examples',
        style: 1,
      },
    ],
  })
}

export async function modelPictures(): Promise<Map<string, string>> {
  const [ensembles, transferred, uncertain] = [await ensemble(), await transfer(), await doubt()]
  return withBackend(
    backend,
    () =>
      new Map([
        ...boltzmann(),
        ['models/generativeAdversarialNetwork', adversarial()],
        ...oneShot(),
        ['models/ensembleAverage', ensembles],
        ['models/transfer', transferred],
        ['models/monteCarloDropout', uncertain],
      ]),
  )
}
