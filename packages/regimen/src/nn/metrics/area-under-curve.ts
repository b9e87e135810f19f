/** What ROC-AUC and PR-AUC share: scores of each class against the rest, exactly or in bins. */
import { iota } from '../../engine/ops/create.ts'
import { abs, add, cast, clamp, div, equal, exp, log, mul, sub } from '../../engine/ops/elementwise.ts'
import { concatenate } from '../../engine/ops/indexing.ts'
import { expandDims, reshape } from '../../engine/ops/views.ts'
import type { Tensor } from '../../engine/tensor.ts'
import { sizeOf } from '../../engine/types.ts'
import type { Technique } from '../../technique.ts'
import { logSoftmax } from '../activations/softmax.ts'
import { requireOption } from '../options.ts'
import { type Classified, classified, countOf, logOdds } from './classes.ts'
import { type MetricFactory, type MetricValue, metricFactory } from './metric.ts'
import { countsOfGroups, groupsByScore, type ScoreGroup } from './ranking.ts'

/** The settings of `rocAuc` and `prAuc`. */
export type AreaSettings = {
  /**
   * Of more than two classes, each against the rest; then `macro` (default): their mean; `weighted`: weighted by
   * how often each class is the target; `perClass`: one number for each. A class of which there is no example, or
   * nothing else, has none: it is left out of the means, and NaN in `perClass`.
   */
  readonly average: 'macro' | 'weighted' | 'perClass'
}

/** Bins of the estimate that is made while training. */
const bins = 512

/** @internal */
export function areaUnderCurve(
  row: Pick<Technique, 'name' | 'paper' | 'catalogue'>,
  area: (groups: readonly ScoreGroup[]) => number,
): MetricFactory<AreaSettings> {
  const { name } = row
  return metricFactory<AreaSettings>(
    { ...row, defaults: { average: 'macro' } },
    ({ average }) => {
      const known = ['macro', 'weighted', 'perClass']
      requireOption(name, 'average', average, known.includes(average), known.join(', '))
      return {
        better: 'higher',
        task: 'classification',
        sums: (outputs, targets) => histogram(classified(name, outputs, targets)),
        finish: (sums) => averaged(groupsInHistogram(sums), average, area),
        exact: {
          rows: (outputs, targets) => {
            const found = classified(name, outputs, targets)
            const label = expandDims(cast(found.actual, found.logits.dtype), 1)
            return concatenate([found.logits, label], 1)
          },
          finish: (rows, examples) => averaged(groupsInRows(rows, examples), average, area),
        },
      }
    },
    ({ average }) =>
      average === 'macro' ? name : `${name}${average.charAt(0).toUpperCase()}${average.slice(1)}`,
  )
}

/**
 * [batch, curves]: of two classes one score, ln(p₁ / p₀); of more the logarithm of each one's probability, which
 * orders examples as the probability does, also where that would round to 0.
 */
function scoresOf({ logits, classes }: Classified): Tensor {
  return classes === 2 ? expandDims(logOdds(logits), 1) : logSoftmax(logits)
}

/** float [2 · curves · bins]: for each curve the counts of others, then of its class, by bin of z / (1 + |z|). */
function histogram(found: Classified): Tensor {
  const { logits, actual, classes } = found
  const scores = scoresOf(found)
  // ln(p / (1 − p)): probabilities near 1 are told apart as well as those near 0.
  const odds = classes === 2 ? scores : sub(scores, log(clamp(sub(1, exp(scores)), 1e-7, 1)))
  const limited = clamp(odds, -1e6, 1e6)
  const place = mul(add(div(limited, add(abs(limited), 1)), 1), bins / 2)
  const bin = cast(clamp(place, 0, bins - 1), 'int32')
  const curve = iota(scores.shape, 1)
  const isPositive = equal(expandDims(actual, 1), classes === 2 ? 1 : curve)
  const index = add(mul(add(mul(curve, 2), cast(isPositive, 'int32')), bins), bin)
  const curves = scores.shape[1] ?? 0
  return countOf(reshape(index, [sizeOf(index.shape)]), 2 * curves * bins, logits)
}

type Curve = readonly ScoreGroup[] | undefined

function groupsInHistogram(sums: ArrayLike<number>): Curve[] {
  return Array.from({ length: sums.length / (2 * bins) }, (_, curve) =>
    Array.from({ length: bins }, (_, place) => {
      const at = 2 * curve * bins + bins - 1 - place
      return { negatives: sums[at] ?? 0, positives: sums[at + bins] ?? 0 }
    }),
  )
}

function groupsInRows(rows: ArrayLike<number>, examples: number): Curve[] {
  if (examples === 0) return []
  const columns = rows.length / examples
  const scores = scoresInRows(rows, examples, columns - 1)
  const label = (example: number) => rows[example * columns + columns - 1]
  return scores.map((curve, index) => {
    const own = scores.length === 1 ? 1 : index
    return groupsByScore(curve, (example) => label(example) === own)
  })
}

/** As `scoresOf`, in float64 and for all examples: one array for each curve. */
function scoresInRows(rows: ArrayLike<number>, examples: number, classes: number): Float64Array[] {
  const curves = Array.from({ length: classes === 2 ? 1 : classes }, () => new Float64Array(examples))
  const logits = new Float64Array(classes)
  for (let example = 0; example < examples; example++) {
    const start = example * (classes + 1)
    for (let index = 0; index < classes; index++) logits[index] = rows[start + index] ?? 0
    const total = classes === 2 ? (logits[0] ?? 0) : logSumOfExponentials(logits)
    curves.forEach((curve, index) => {
      curve[example] = (logits[classes === 2 ? 1 : index] ?? 0) - total
    })
  }
  return curves
}

/** Added from the smallest on: rows with the same logits in another order must give the same scores. */
function logSumOfExponentials(logits: Float64Array): number {
  const ordered = logits.toSorted()
  const largest = ordered.at(-1) ?? 0
  return largest + Math.log(ordered.reduce((sum, logit) => sum + Math.exp(logit - largest), 0))
}

function averaged(
  curves: readonly Curve[],
  average: AreaSettings['average'],
  area: (groups: readonly ScoreGroup[]) => number,
): MetricValue {
  const areas = curves.map((groups) => (groups ? area(groups) : Number.NaN))
  if (curves.length === 1) return areas[0] ?? Number.NaN
  if (average === 'perClass') return areas
  const broken = curves.some((groups) => !groups)
  if (broken) return Number.NaN
  let [total, weights] = [0, 0]
  curves.forEach((groups, index) => {
    const value = areas[index] ?? Number.NaN
    const { positives, negatives } = countsOfGroups(groups ?? [])
    if (positives === 0 || negatives === 0) return
    const weight = average === 'weighted' ? positives : 1
    total += value * weight
    weights += weight
  })
  return total / weights
}
