/** Where samplers look, what pruners end, and the plots of a study. */
import {
  ashaPruner,
  bestSoFarPlot,
  cmaEsSampler,
  coarseToFineSampler,
  contourPlot,
  float,
  gaussianProcessSampler,
  gridSampler,
  hyperbandPruner,
  importancePlot,
  importances,
  integer,
  intermediateValuesPlot,
  medianPruner,
  nsga2Sampler,
  type Pruner,
  parallelCoordinatesPlot,
  paretoFrontPlot,
  patiencePruner,
  percentilePruner,
  quasiRandomSampler,
  randomSampler,
  type Sampler,
  Study,
  slicePlot,
  successiveHalvingPruner,
  type Trial,
  thresholdPruner,
  tpeSampler,
} from 'regimen'
import { type Point, svg } from '../plot.ts'

const trials = 64

/** Branin's function: three equal minima of 0.398. */
function branin(x: number, y: number): number {
  const bent = y - (5.1 / (4 * Math.PI ** 2)) * x * x + (5 / Math.PI) * x - 6
  return bent * bent + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10
}

const minima: readonly Point[] = [
  [-Math.PI, 12.275],
  [Math.PI, 2.275],
  [9.42478, 2.475],
]
const plane = { x: float(-5, 10), y: float(0, 15) }

const samplers: { readonly [name: string]: () => Sampler } = {
  grid: () => gridSampler({ points: 8 }),
  random: randomSampler,
  quasiRandom: quasiRandomSampler,
  coarseToFine: coarseToFineSampler,
  tpe: tpeSampler,
  gaussianProcess: gaussianProcessSampler,
  cmaEs: cmaEsSampler,
}

async function lookedAt(name: string, sampler: Sampler): Promise<string> {
  const study = await Study.open({ sampler, space: plane, seed: 1 })
  const points: Point[] = []
  await study.optimize(
    (trial) => {
      const { x, y } = trial.sample(plane)
      points.push([x, y])
      return branin(x, y)
    },
    { trials },
  )
  const best = (await study.best())?.values[0] ?? Number.NaN
  return svg({
    title: `${name}: ${trials} trials, best ${best.toFixed(3)}`,
    width: 330,
    height: 300,
    x: { name: 'x', domain: [-5.4, 10.4], ticks: [-5, 0, 5, 10] },
    y: { name: 'y', domain: [-0.5, 15.5], ticks: [0, 5, 10, 15] },
    marks: [
      { kind: 'contours', value: branin, levels: [2, 8, 25, 60, 120] },
      { kind: 'dots', points, style: 1, radius: 2.5 },
      ...minima.map((at) => ({ kind: 'cross', at }) as const),
    ],
  })
}

const steps = 27
/** A made-up learning curve: how fast and how low depends on the rate; late bloomers cross others. */
async function curve(trial: Trial): Promise<number> {
  const rate = trial.float('learningRate', 1e-4, 1, { log: true })
  const width = trial.integer('width', 8, 256, { log: true })
  const floor = 0.1 + 0.25 * (Math.log10(rate) + 2) ** 2 + 0.2 / Math.log2(width)
  const kept = await trial.kept()
  let loss = 2.3
  for (let step = (kept?.[0] ?? 0) + 1; step <= steps; step++) {
    loss = floor + (2.3 - floor) * Math.exp(-step * (0.05 + 0.4 * Math.min(1, Math.sqrt(rate) * 8)))
    await trial.keep(Uint8Array.of(step))
    if ((await trial.report(step, { loss })) !== 'continue') break
  }
  return loss
}

const pruners: { readonly [name: string]: () => Pruner } = {
  median: () => medianPruner({ startupTrials: 3 }),
  percentile: () => percentilePruner(25, { startupTrials: 3 }),
  successiveHalving: () => successiveHalvingPruner({ maximumSteps: steps }),
  hyperband: () => hyperbandPruner({ maximumSteps: steps }),
  asha: () => ashaPruner({ maximumSteps: steps, reductionFactor: 3 }),
  threshold: () => thresholdPruner({ upper: 1.5, warmupSteps: 8 }),
  patience: () => patiencePruner({ patience: 3, minimumDelta: 0.01 }),
}

async function ended(pruner: Pruner): Promise<string> {
  const study = await Study.open({ sampler: randomSampler(), pruner, seed: 2 })
  await study.optimize(curve, { trials: pruner.name === 'hyperband' ? 90 : 40 })
  return intermediateValuesPlot(await study.trials(), { width: 460, height: 260 })
}

const space = {
  learningRate: float(1e-4, 1, { log: true }),
  weightDecay: float(1e-8, 1e-4, { log: true }),
  width: integer(8, 256, { log: true }),
}

/** The plots of one study on a made-up error: the rate matters most, the decay hardly. */
async function plots(): Promise<[string, string][]> {
  const study = await Study.open({ seed: 3, space })
  await study.optimize(
    (trial) => {
      const { learningRate, weightDecay, width } = trial.sample(space)
      return (
        0.05 +
        0.08 * (Math.log10(learningRate) + 2) ** 2 +
        0.3 / Math.log2(width) +
        0.002 * (Math.log10(weightDecay) + 6) ** 2
      )
    },
    { trials: 60 },
  )
  const all = await study.trials()
  const size = { width: 520, height: 300 }
  return [
    ['tuning/bestSoFar', bestSoFarPlot(all, 'minimize', size)],
    ['tuning/slice', slicePlot(all, 'learningRate', size)],
    ['tuning/contour', contourPlot(all, ['learningRate', 'width'], 'minimize', size)],
    ['tuning/parallelCoordinates', parallelCoordinatesPlot(all, 'minimize', size)],
    ['tuning/importance', importancePlot(importances(all), { width: 520 })],
  ]
}

/** Small and right at the same time: the classic of Fonseca & Fleming 1995, in two dimensions. */
async function front(): Promise<string> {
  const directions = ['minimize', 'minimize'] as const
  const study = await Study.open({ sampler: nsga2Sampler({ population: 20 }), directions, seed: 4 })
  await study.optimize(
    (trial) => {
      const [x, y] = [trial.float('x', -4, 4), trial.float('y', -4, 4)]
      const part = (sign: number) =>
        1 - Math.exp(-((x + sign * Math.SQRT1_2) ** 2) - (y + sign * Math.SQRT1_2) ** 2)
      return [part(-1), part(1)]
    },
    { trials: 200 },
  )
  return paretoFrontPlot(await study.trials(), directions, { width: 460, height: 320 })
}

/** Accurate and small, in at most 50 kilobytes: a made-up network, the same as in the guide. */
async function limitedFront(): Promise<string> {
  const directions = ['maximize', 'minimize'] as const
  const space = { width: integer(4, 256, { log: true }), learningRate: float(1e-4, 1, { log: true }) }
  const study = await Study.open({ sampler: nsga2Sampler({ population: 20 }), directions, space, seed: 1 })
  await study.optimize(
    (trial) => {
      const { width, learningRate } = trial.sample(space)
      const accuracy = 0.98 - 0.6 / width - 0.03 * (Math.log10(learningRate) + 2) ** 2
      const kilobytes = (4 * (75 * width + 10)) / 1024
      return { values: [accuracy, kilobytes], constraints: [kilobytes - 50] }
    },
    { trials: 200 },
  )
  const objective = (place: number) => ['accuracy', 'kilobytes'][place - 1] ?? ''
  return paretoFrontPlot(await study.trials(), directions, { width: 520, height: 320, words: { objective } })
}

/** Plots take the colour of the page around them; alone they stand on white. */
function onWhite(plot: string): string {
  return `${plot.replace(/(<svg [^>]*>)/, '$1<rect width="100%" height="100%" fill="#ffffff"/>')}\n`
}

export async function tuningPictures(): Promise<Map<string, string>> {
  const pictures = new Map<string, string>()
  for (const [name, make] of Object.entries(samplers))
    pictures.set(`tuning/${name}`, await lookedAt(name, make()))
  for (const [name, make] of Object.entries(pruners))
    pictures.set(`tuning/${name}`, onWhite(await ended(make())))
  for (const [name, plot] of await plots()) pictures.set(name, onWhite(plot))
  pictures.set('tuning/paretoFront', onWhite(await limitedFront()))
  return pictures.set('tuning/nsga2', onWhite(await front()))
}
