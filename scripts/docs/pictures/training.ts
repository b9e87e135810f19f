/** What the monitors see while small networks learn. */
import {
  adam,
  curvature,
  type DistributionEvent,
  dense,
  gradientDescent,
  gradientNoiseScale,
  type Layer,
  type MonitoredEvent,
  momentum,
  monitor,
  normalInitializer,
  reduceOnPlateau,
  relu,
  sequential,
  sgd,
  sigmoid,
  type TrainingEvent,
  tanh,
} from 'regimen'
import { type Mark, type Point, svg } from '../plot.ts'
import { smallDigits, trained } from '../small-runs.ts'

const data = smallDigits(600)

function network(activation: () => Layer, standardDeviation?: number): Layer {
  const options =
    standardDeviation === undefined ? {} : { initializer: normalInitializer({ standardDeviation }) }
  const blocks = [64, 50, 50].flatMap((inputs) => [dense(inputs, 50, options), activation()])
  return sequential(...blocks, dense(50, 10, options))
}

/** All events of a run. */
async function eventsOf(layer: Layer, options: Parameters<typeof trained>[2]): Promise<TrainingEvent[]> {
  const events: TrainingEvent[] = []
  const listen = { name: 'listen', onEvent: (event: TrainingEvent) => events.push(event) }
  await trained(layer, data, { batchSize: 50, ...options, callbacks: [...(options.callbacks ?? []), listen] })
  return events
}

const isMonitored = (event: TrainingEvent): event is MonitoredEvent => event.type === 'monitored'
const isDistribution = (event: TrainingEvent): event is DistributionEvent => event.type === 'distribution'

function measures(
  events: readonly TrainingEvent[],
  measure: string,
  path: string,
  value = (x: number) => x,
): Point[] {
  return events
    .filter(isMonitored)
    .filter((event) => event.measure === measure && event.path === path)
    .map((event): Point => [event.step, value(event.value)])
}

/** From 0 to 1, in which the monitor's finer ones are gathered. */
const bins = 21

/** The histograms of the activations of three layers at the first look. */
async function histograms(name: string, layer: Layer): Promise<[string, string][]> {
  const events = await eventsOf(layer, {
    optimizer: sgd(),
    steps: 1,
    callbacks: [monitor({ every: 1, bins: 200 })],
  })
  return [1, 3, 5].map((place, index) => {
    const event = events
      .filter(isDistribution)
      .find(({ path, of }) => of === 'activation' && path === `layers.${place}`)
    const { low = 0, high = 1, counts = [] } = event?.histogram ?? {}
    const total = counts.reduce((sum, count) => sum + count, 0)
    const heights = new Array<number>(bins).fill(0)
    counts.forEach((count, bin) => {
      const at = Math.min(bins - 1, Math.floor(bins * (low + ((bin + 0.5) * (high - low)) / counts.length)))
      heights[at] = (heights[at] ?? 0) + count / total
    })
    const bars = heights.map((height, bin) => ({ from: bin / bins, to: (bin + 1) / bins, height }))
    return [
      `training/activations-${name}-${index + 1}`,
      svg({
        title: `sigmoid, layer ${index + 1}`,
        width: 240,
        height: 190,
        x: { name: 'activation', domain: [0, 1], ticks: [0, 0.5, 1] },
        y: { name: 'share', domain: [0, 1], ticks: [0, 0.5, 1] },
        marks: [{ kind: 'bars', bars }],
      }),
    ]
  })
}

const log10 = (value: number) => Math.log10(value)

async function updateRatios(): Promise<string> {
  const marks: Mark[] = []
  for (const [style, learningRate] of [0.0001, 0.001, 0.02].entries()) {
    const events = await eventsOf(network(relu), {
      optimizer: adam({ learningRate }),
      steps: 300,
      callbacks: [monitor({ every: 5, distributions: [], measures: ['updateRatio'] })],
    })
    marks.push({
      kind: 'line',
      points: measures(events, 'updateRatio', 'layers.2.weight', log10),
      name: `η = ${learningRate}`,
      style,
    })
  }
  return svg({
    title: '‖update‖ / ‖weight‖ of a hidden layer under Adam',
    width: 460,
    height: 280,
    x: { name: 'update', domain: [0, 300] },
    y: { name: 'log₁₀ ratio', domain: [-5, 0] },
    marks: [{ kind: 'rule', y: -3 }, ...marks],
  })
}

async function deadUnits(): Promise<string> {
  const marks: Mark[] = []
  for (const [style, learningRate] of [0.05, 0.5, 1].entries()) {
    const events = await eventsOf(network(relu), {
      optimizer: sgd({ learningRate }),
      steps: 200,
      callbacks: [monitor({ every: 5, distributions: [], measures: ['deadFraction'] })],
    })
    const points = measures(events, 'deadFraction', 'layers.5', (share) => 100 * share)
    marks.push({ kind: 'line', points, name: `η = ${learningRate}`, style })
  }
  return svg({
    title: 'Dead units of the third ReLU layer',
    width: 460,
    height: 280,
    x: { name: 'update', domain: [0, 200] },
    y: { name: 'percent', domain: [0, 100] },
    marks,
  })
}

async function sharpness(): Promise<string> {
  const learningRate = 0.2
  const events = await eventsOf(network(tanh), {
    optimizer: gradientDescent({ learningRate }),
    steps: 300,
    batchSize: 600,
    callbacks: [curvature({ every: 10, iterations: 12, examples: 600 })],
  })
  return svg({
    title: 'Curvature under gradient descent; the rule is 2 / η',
    width: 460,
    height: 280,
    x: { name: 'update', domain: [0, 300] },
    y: { name: 'largest eigenvalue', domain: [0, 20] },
    marks: [
      { kind: 'rule', y: 2 / learningRate },
      { kind: 'line', points: measures(events, 'curvature', ''), style: 0 },
    ],
  })
}

async function noiseScale(): Promise<string> {
  const events = await eventsOf(network(relu), {
    optimizer: momentum({ learningRate: 0.02 }),
    steps: 300,
    callbacks: [gradientNoiseScale({ every: 5 })],
  })
  const points = measures(events, 'gradientNoiseScale', '')
  return svg({
    title: 'The gradient noise scale of a run',
    width: 460,
    height: 280,
    x: { name: 'update', domain: [0, 300] },
    y: { name: 'examples', domain: [0, 1.1 * Math.max(...points.map(([, y]) => y).filter(Number.isFinite))] },
    marks: [{ kind: 'line', points, style: 0 }],
  })
}

async function plateau(): Promise<string> {
  const events = await eventsOf(network(relu), {
    optimizer: sgd({ learningRate: 0.3 }),
    epochs: 60,
    callbacks: [reduceOnPlateau({ patience: 3, factor: 0.3 })],
  })
  const rates = events.flatMap((event) =>
    event.type === 'step' ? [[event.step, log10(event.learningRate)] as const] : [],
  )
  const last = rates.at(-1)?.[0] ?? 1
  return svg({
    title: 'reduceOnPlateau: the learning rate of a run',
    width: 460,
    height: 240,
    x: { name: 'update', domain: [0, last] },
    y: { name: 'log₁₀ η', domain: [-4, 0] },
    marks: [{ kind: 'line', points: rates, style: 0 }],
  })
}

export async function trainingPictures(): Promise<Map<string, string>> {
  return new Map([
    ...(await histograms('large', network(sigmoid, 1))),
    ...(await histograms('small', network(sigmoid, 0.01))),
    ['training/update-ratio', await updateRatios()],
    ['training/dead-units', await deadUnits()],
    ['training/curvature', await sharpness()],
    ['training/noise-scale', await noiseScale()],
    ['training/plateau', await plateau()],
  ])
}
