/** What metrics say about one made-up model: 2,000 examples, a fifth of them of class 1. */
import {
  accuracy,
  expectedCalibrationError,
  f1,
  type Metric,
  MetricAccumulator,
  precision,
  RandomKey,
  recall,
  referenceBackend,
  rocAuc,
  tensor,
  withBackend,
} from 'regimen'
import { type Point, svg } from '../plot.ts'

const size = 2000
const draws = RandomKey.fromSeed(0)
  .child('metrics')
  .uniform(2 * size)
const logits = Array.from({ length: size }, (_, index) => 8 * (draws[index] ?? 0) - 5.5)
/** Drawn with the probability that the logit gives: the model is calibrated as it stands. */
const classes = logits.map((z, index) => Number((draws[size + index] ?? 0) < 1 / (1 + Math.exp(-z))))

function measure(metric: Metric, scale = 1): number {
  const accumulator = new MetricAccumulator(metric)
  accumulator.add(tensor(logits.map((z) => scale * z)), tensor(classes, [size], 'int32'))
  return Number(accumulator.value())
}

const along = (xs: readonly number[], read: (x: number) => number): Point[] => xs.map((x) => [x, read(x)])

function thresholds(): string {
  const cuts = Array.from({ length: 45 }, (_, index) => (index + 1) / 50)
  return svg({
    title: 'Where class 1 begins: precision against recall',
    width: 460,
    height: 280,
    x: { name: 'threshold', domain: [0, 1] },
    y: { name: 'value', domain: [0, 1.05], ticks: [0, 0.25, 0.5, 0.75, 1] },
    marks: [
      {
        kind: 'line',
        points: along(cuts, (threshold) => measure(precision({ threshold }))),
        name: 'precision',
        style: 0,
      },
      {
        kind: 'line',
        points: along(cuts, (threshold) => measure(recall({ threshold }))),
        name: 'recall',
        style: 1,
      },
      { kind: 'line', points: along(cuts, (threshold) => measure(f1({ threshold }))), name: 'f1', style: 2 },
    ],
  })
}

function confidence(): string {
  const scales = Array.from({ length: 41 }, (_, index) => 10 ** (-1 + index / 20))
  const read = (metric: Metric): Point[] => scales.map((scale) => [Math.log10(scale), measure(metric, scale)])
  return svg({
    title: 'Logits times a factor: only calibration notices',
    width: 460,
    height: 280,
    x: { name: 'log₁₀ of the factor', domain: [-1, 1] },
    y: { name: 'value', domain: [0, 1.05], ticks: [0, 0.25, 0.5, 0.75, 1] },
    marks: [
      { kind: 'line', points: read(accuracy()), name: 'accuracy', style: 0 },
      { kind: 'line', points: read(rocAuc()), name: 'rocAuc', style: 1 },
      { kind: 'line', points: read(expectedCalibrationError()), name: 'calibration error', style: 2 },
    ],
  })
}

export function metricPictures(): Map<string, string> {
  return withBackend(
    referenceBackend,
    () =>
      new Map([
        ['metrics/thresholds', thresholds()],
        ['metrics/confidence', confidence()],
      ]),
  )
}
