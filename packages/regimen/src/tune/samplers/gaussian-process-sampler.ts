import { cardinality, contains, type Domain, fromUnit, toUnit } from '../domain.ts'
import type { Sampler, SamplerContext } from '../sampler.ts'
import { type Direction, isFeasible, type TrialRecord } from '../trial.ts'
import { expectedImprovement, fittedKernel, GaussianProcess, type IsCategory } from './gaussian-process.ts'
import { normalQuantile } from './normal-distribution.ts'
import { checkedOption } from './option.ts'
import { quasiRandomSampler } from './quasi-random.ts'
import { ranked } from './rank.ts'
import type { SamplerRow } from './row.ts'
import { scrambledSobol, sobolDimensions } from './sobol.ts'
import { uniforms } from './uniform.ts'

/** The options of `gaussianProcessSampler`. */
export interface GaussianProcessOptions {
  /** So many finished quasi-random trials before the model is asked. Default: 10. */
  readonly startupTrials?: number
  /** The model is made from so many trials at most: the better half are the best, the others the latest. Default: 120. */
  readonly modelTrials?: number
}

type Axes = readonly (readonly [name: string, domain: Domain])[]

/** Places at which the expected improvement is read before the best of them are searched around. */
const scattered = 256
const searched = 3

/**
 * A Gaussian process over all parameters, and the next trial where it expects the greatest improvement (Jones et al.
 * 1998; Snoek et al. 2012, arXiv:1206.2944). For expensive objectives with few parameters. Categories are either the same
 * or not; a parameter of a branch that was not taken is a value of its own. Trials that still run count with the value
 * that the model expects. Several objectives are weighed anew for each trial (ParEGO: Knowles 2006).
 * @throws RegimenError `bad-option`.
 */
export function gaussianProcessSampler(options: GaussianProcessOptions = {}): Sampler {
  const startupTrials = checkedOption('startupTrials', options.startupTrials ?? 10, 1)
  const modelTrials = checkedOption('modelTrials', options.modelTrials ?? 120, 4)
  const scatter = quasiRandomSampler()
  return {
    name: 'gaussianProcess',
    begin(context) {
      const rest = scatter.begin(context)
      const best = ranked(context.trials, context.directions)
      const axes = axesOf(best)
      if (best.length < startupTrials || axes.length === 0) return rest
      const point = suggestedPoint(context, axes, modelled(best, modelTrials))
      const places = new Map(axes.map(([name], index) => [name, point[index] ?? 0.5]))
      return {
        value(name, domain) {
          const place = places.get(name)
          return place === undefined ? rest.value(name, domain) : fromUnit(domain, place)
        },
      }
    },
  }
}

/** All parameters that trials have had, each with its latest domain. */
function axesOf(trials: readonly TrialRecord[]): Axes {
  const domains = new Map<string, readonly [number, Domain]>()
  for (const { number, domains: own } of trials) {
    for (const [name, domain] of Object.entries(own)) {
      if (number >= (domains.get(name)?.[0] ?? 0)) domains.set(name, [number, domain])
    }
  }
  return [...domains]
    .map(([name, [, domain]]) => [name, domain] as const)
    .filter(([, domain]) => cardinality(domain) > 1)
    .sort(([a], [b]) => (a < b ? -1 : 1))
}

function modelled(best: readonly TrialRecord[], most: number): readonly TrialRecord[] {
  if (best.length <= most) return best
  const kept = best.slice(0, Math.ceil(most / 2))
  const latest = best.slice(kept.length).sort((a, b) => b.number - a.number)
  return [...kept, ...latest.slice(0, most - kept.length)]
}

function suggestedPoint(context: SamplerContext, axes: Axes, trials: readonly TrialRecord[]): Float64Array {
  const categories = axes.map(([, domain]) => domain.kind === 'categorical')
  const points = trials.map((trial) => placeOf(trial, axes))
  const values = standardized(lossesOf(trials, context))
  const kernel = fittedKernel(points, values, categories)
  const model = withRunning(
    GaussianProcess.of(points, values, categories, kernel),
    context,
    axes,
    (all, expected) =>
      GaussianProcess.of(
        [...points, ...all],
        Float64Array.from([...values, ...expected]),
        categories,
        kernel,
      ),
  )
  const rounded = (point: Float64Array) => roundedTo(point, axes)
  if (!model) return rounded(scatteredPoint(context, 0, axes.length))
  const best = Math.min(...values)
  const gain = (point: Float64Array) => expectedImprovement(model.posterior(rounded(point)), best)
  return rounded(greatest(context, gain, points[0], categories, axes))
}

/** The model with the trials that still run at the values it expects of them (the kriging believer: Ginsbourger 2010). */
function withRunning(
  model: GaussianProcess | undefined,
  { trials }: SamplerContext,
  axes: Axes,
  extended: (points: readonly Float64Array[], values: readonly number[]) => GaussianProcess | undefined,
): GaussianProcess | undefined {
  const running = trials.filter(
    ({ state, parameters }) => state === 'running' && axes.some(([name]) => parameters[name] !== undefined),
  )
  if (!model || running.length === 0) return model
  const points = running.map((trial) => placeOf(trial, axes))
  return (
    extended(
      points,
      points.map((point) => model.posterior(point).mean),
    ) ?? model
  )
}

function placeOf({ parameters }: TrialRecord, axes: Axes): Float64Array {
  return Float64Array.from(axes, ([name, domain]) => {
    const value = parameters[name]
    return value !== undefined && contains(domain, value) ? toUnit(domain, value) : Number.NaN
  })
}

/** The place of the value that a place stands for. */
function roundedTo(point: Float64Array, axes: Axes): Float64Array {
  return point.map((place, index) => {
    const domain = axes[index]?.[1]
    return domain ? toUnit(domain, fromUnit(domain, Math.min(Math.max(place, 0), 1 - 2 ** -53))) : place
  })
}

/** Scattered points first, then steps of shrinking size around the best of them and around the best trial. */
function greatest(
  context: SamplerContext,
  gain: (point: Float64Array) => number,
  bestTrial: Float64Array | undefined,
  categories: IsCategory,
  axes: Axes,
): Float64Array {
  const spread = Array.from({ length: scattered }, (_, index) => scatteredPoint(context, index, axes.length))
  const around = bestTrial ? [bestTrial.map((place) => (Number.isNaN(place) ? 0.5 : place))] : []
  const starts = [...spread, ...around]
    .map((point) => ({ point, value: gain(point) }))
    .sort((a, b) => b.value - a.value)
    .slice(0, searched)
  const ends = [...starts, ...around.map((point) => ({ point, value: gain(point) }))].map((start, index) =>
    climbed(start, gain, categories, axes, (step) =>
      uniforms(context.key.child('gaussian process climb').child(index).child(step), 2 * axes.length),
    ),
  )
  const [first, ...others] = ends
  const top = others.reduce((best, end) => (best && best.value >= end.value ? best : end), first)
  return top?.point ?? scatteredPoint(context, 0, axes.length)
}

interface Candidate {
  readonly point: Float64Array
  readonly value: number
}

/** Random normal steps, some coordinates at a time, narrower and narrower. */
function climbed(
  start: Candidate,
  gain: (point: Float64Array) => number,
  categories: IsCategory,
  axes: Axes,
  draw: (step: number) => Float64Array,
): Candidate {
  let best = start
  const steps = 60
  for (let step = 0; step < steps; step++) {
    const numbers = draw(step)
    const width = 0.2 * 0.01 ** (step / steps)
    const point = best.point.map((place, index) => {
      const [chosen = 1, uniform = 0.5] = numbers.subarray(2 * index, 2 * index + 2)
      if (chosen > Math.max(0.3, 1 / axes.length)) return place
      if (categories[index]) return uniform
      return Math.min(Math.max(place + width * normalQuantile(Math.max(uniform, 1e-16)), 0), 1)
    })
    const value = gain(point)
    if (value > best.value) best = { point, value }
  }
  return best
}

function scatteredPoint({ key }: SamplerContext, index: number, size: number): Float64Array {
  const scramble = key.child('gaussian process scatter')
  return Float64Array.from({ length: size }, (_, dimension) =>
    dimension < sobolDimensions
      ? scrambledSobol(scramble, index, dimension)
      : (uniforms(scramble.child(index).child(dimension), 1)[0] ?? 0.5),
  )
}

/** Less is better. Infeasible and pruned trials count no more than the worst of the others. */
function lossesOf(trials: readonly TrialRecord[], { directions, key }: SamplerContext): number[] {
  const losses = scalarized(trials, directions, () =>
    uniforms(key.child('gaussian process weights'), directions.length),
  )
  const counts = (trial: TrialRecord) => isFeasible(trial) && trial.state === 'completed'
  const finite = losses.filter((loss, index) => {
    const trial = trials[index]
    return Number.isFinite(loss) && trial !== undefined && counts(trial)
  })
  const worst = finite.reduce((most, loss) => Math.max(most, loss), Number.NEGATIVE_INFINITY)
  return trials.map((trial, index) => {
    const loss = losses[index] ?? Number.NaN
    if (finite.length === 0) return Number.isFinite(loss) ? loss : 0
    return counts(trial) && Number.isFinite(loss)
      ? loss
      : Math.max(worst, Number.isFinite(loss) ? loss : worst)
  })
}

/** One number per trial; of several objectives the augmented Chebyshev norm with the weights given. */
function scalarized(
  trials: readonly TrialRecord[],
  directions: readonly Direction[],
  weights: () => Float64Array,
): number[] {
  const columns = directions.map((direction, objective) =>
    trials.map(({ values }) => (direction === 'minimize' ? 1 : -1) * (values[objective] ?? Number.NaN)),
  )
  const [only = []] = columns
  if (columns.length <= 1) return only
  const raw = weights().map((uniform) => -Math.log(1 - uniform))
  const sum = raw.reduce((total, weight) => total + weight, 0)
  const scaled = columns.map((column) => {
    const finite = column.filter(Number.isFinite)
    const [low, high] = [Math.min(...finite), Math.max(...finite)]
    return column.map((value) => (high > low ? (value - low) / (high - low) : 0))
  })
  return trials.map((_, trial) => {
    const terms = scaled.map((column, objective) => ((raw[objective] ?? 0) / sum) * (column[trial] ?? 0))
    return Math.max(...terms) + 0.05 * terms.reduce((total, term) => total + term, 0)
  })
}

/** Mean 0, variance 1; outliers no farther than three deviations of the better half, so that it keeps its shape. */
function standardized(losses: readonly number[]): Float64Array {
  const sorted = losses.toSorted((a, b) => a - b)
  const middle = sorted[Math.floor(sorted.length / 2)] ?? 0
  const reach = middle - (sorted[0] ?? 0)
  const cut = losses.map((loss) => (reach > 0 ? Math.min(loss, middle + 3 * reach) : loss))
  const mean = cut.reduce((sum, loss) => sum + loss, 0) / cut.length
  const variance = cut.reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / cut.length
  return Float64Array.from(cut, (loss) => (variance > 0 ? (loss - mean) / Math.sqrt(variance) : 0))
}

export const gaussianProcess: SamplerRow = {
  create: gaussianProcessSampler,
  technique: {
    name: 'gaussianProcess',
    kind: 'sampler',
    defaults: { startupTrials: 10, modelTrials: 120 },
    paper: 'Jones et al. 1998; Snoek et al. 2012, arXiv:1206.2944; Hvarfner et al. 2024, arXiv:2402.02229',
    catalogue: ['H6'],
  },
}
