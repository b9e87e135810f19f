/** The hyperparameters that are searched, with their ranges, and how an assignment becomes a candidate. */
import type { ActivationName } from '../../nn/activations/index.ts'
import { categorical, type Domain, float, integer, toUnit, type Value } from '../domain.ts'
import type { Trial } from '../live-trial.ts'
import { type Assignment, loss, type TrialRecord } from '../trial.ts'
import { type Candidate, publishedCandidate, type RecipeOptimizer, recipeOptimizers } from './candidate.ts'
import type { Bracket, Reason, SearchData } from './types.ts'

/**
 * Names of hyperparameters with their ranges; those that belong to an architecture or an optimizer begin with its name:
 * `dense.width`, `adamW.learningRate`. Plain JSON.
 */
export interface SearchSpace {
  readonly domains: { readonly [name: string]: Domain }
  /** Hyperparameters that are not searched. */
  readonly fixed: Partial<Candidate>
}

const architectures = ['dense', 'convolutional'] as const
const activations: readonly ActivationName[] = ['relu', 'elu', 'silu', 'tanh']
const batchSizes = [16, 32, 64, 128] as const
/** Decades that a bracket found with one network is widened by at each end for all others. */
const margin = 10 ** 0.5

/** The whole space, learning rates within the brackets. Convolutional networks where rows are images. */
export function coarseSpace(
  { train, image }: SearchData,
  brackets: readonly Bracket[],
  fixed: Partial<Candidate>,
): SearchSpace {
  const fitting = batchSizes.filter((size) => size === batchSizes[0] || size * 8 <= train.size)
  const all: Record<string, Domain> = {
    ...(image && { architecture: categorical(architectures) }),
    'dense.width': integer(16, 256, { log: true }),
    'dense.depth': integer(1, 3),
    ...(image && {
      'convolutional.width': integer(8, 32, { log: true }),
      'convolutional.depth': integer(1, 2),
    }),
    activation: categorical(activations),
    batchNorm: categorical([false, true]),
    dropout: float(0, 0.5),
    ...(brackets.length > 1 && { optimizer: categorical(brackets.map(({ optimizer }) => optimizer)) }),
    ...Object.fromEntries(
      brackets.map(({ optimizer, low, high }) => [
        `${optimizer}.learningRate`,
        float(low / margin, high * margin, { log: true }),
      ]),
    ),
    weightDecay: float(1e-6, 1e-1, { log: true }),
    batchSize: categorical(fitting),
  }
  const [only] = brackets
  return without(all, {
    ...(image ? {} : { architecture: 'dense' }),
    ...(brackets.length === 1 && only ? { optimizer: only.optimizer } : {}),
    ...fixed,
  })
}

/** Fixed hyperparameters, and those of branches that are not taken then, are not asked for. */
function without(all: Readonly<Record<string, Domain>>, fixed: Partial<Candidate>): SearchSpace {
  const { architecture, optimizer } = fixed
  const kept = Object.entries(all).filter(([name]) => {
    const [first = '', second] = name.split('.')
    const own = second ?? first
    const isOther =
      second !== undefined &&
      ((isArchitecture(first) && architecture !== undefined && first !== architecture) ||
        (isOptimizer(first) && optimizer !== undefined && first !== optimizer))
    return !isOther && !(own in fixed)
  })
  return { domains: Object.fromEntries(kept), fixed }
}

const isArchitecture = (name: string): name is Candidate['architecture'] =>
  architectures.some((each) => each === name)
const isOptimizer = (name: string): name is RecipeOptimizer => Object.hasOwn(recipeOptimizers, name)

/** Asks a trial for the hyperparameters of a space: of branches only those that are taken. */
export function sampleCandidate(trial: Trial, space: SearchSpace): Candidate {
  return readCandidate(space, (name, domain) => trial.sample({ [name]: domain })[name])
}

/** The candidate that a trial ran, from its values. */
export function candidateOf(parameters: Assignment, space: SearchSpace): Candidate {
  return readCandidate(space, (name) => parameters[name])
}

/** A candidate as values for a trial of this space; values outside its ranges are left to the sampler. */
export function assignmentOf(candidate: Candidate, { domains }: SearchSpace): Assignment {
  const entries = Object.entries(domains).flatMap(([name, domain]): [string, Value][] => {
    const [first = '', second] = name.split('.')
    const isTaken = second === undefined || first === candidate.architecture || first === candidate.optimizer
    const value = Object.entries(candidate).find(([own]) => own === (second ?? first))?.[1]
    return isTaken && value !== undefined && isWithin(domain, value) ? [[name, value]] : []
  })
  return Object.fromEntries(entries)
}

function isWithin(domain: Domain, value: Value): boolean {
  if (domain.kind === 'categorical') return domain.choices.includes(value)
  return typeof value === 'number' && value >= domain.low && value <= domain.high
}

type Ask = (name: string, domain: Domain) => Value | undefined

function readCandidate({ domains, fixed }: SearchSpace, ask: Ask): Candidate {
  const start = { ...publishedCandidate, ...fixed }
  const value = (name: string): Value | undefined => {
    const domain = domains[name]
    return domain && ask(name, domain)
  }
  const number = (name: string, otherwise: number) => Number(value(name) ?? otherwise)
  const chosen = String(value('architecture') ?? start.architecture)
  const architecture = isArchitecture(chosen) ? chosen : start.architecture
  const named = value('activation')
  const optimizerName = String(value('optimizer') ?? start.optimizer)
  const optimizer = isOptimizer(optimizerName) ? optimizerName : start.optimizer
  return {
    ...start,
    architecture,
    width: number(`${architecture}.width`, start.width),
    depth: number(`${architecture}.depth`, start.depth),
    activation: activations.find((each) => each === named) ?? start.activation,
    batchNorm: Boolean(value('batchNorm') ?? start.batchNorm),
    dropout: number('dropout', start.dropout),
    optimizer,
    learningRate: number(`${optimizer}.learningRate`, start.learningRate),
    weightDecay: number('weightDecay', start.weightDecay),
    batchSize: number('batchSize', start.batchSize),
  }
}

/** Fewer trials say nothing of where the good ones lie. */
const fewestTrials = 3
/** A share of a range (of its logarithm) that is left beyond the best trials at each end. */
const beyond = 0.1

/**
 * The space around the best third of the finished trials (Bengio 2012, arXiv:1206.5533, section 3.3): of ranges the stretch
 * that they span and a little more, of categories those that occur among them.
 */
export function narrowedSpace(
  space: SearchSpace,
  trials: readonly TrialRecord[],
): { readonly space: SearchSpace; readonly reasons: readonly Reason[] } {
  const ended = trials
    .filter(({ state, values }) => state === 'completed' && Number.isFinite(values[0]))
    .sort((a, b) => loss(a, ['minimize']) - loss(b, ['minimize']))
  if (ended.length < fewestTrials) return { space, reasons: [] }
  const best = ended.slice(0, Math.max(fewestTrials, Math.ceil(ended.length / 3)))
  const reasons: Reason[] = []
  const domains: Record<string, Domain> = {}
  const kept: Record<string, Value> = {}
  for (const [name, domain] of Object.entries(space.domains)) {
    const values = best.flatMap(({ parameters }) => parameters[name] ?? [])
    const narrowed = values.length === 0 ? domain : narrowedDomain(domain, values)
    if (narrowed.kind === 'categorical' && narrowed.choices.length === 1)
      kept[name] = narrowed.choices[0] ?? ''
    else domains[name] = narrowed
    if (narrowed === domain) continue
    reasons.push({
      code: 'narrowed',
      parameters:
        narrowed.kind === 'categorical'
          ? { name, kept: narrowed.choices }
          : { name, from: narrowed.low, to: narrowed.high },
    })
  }
  const fixed = { ...space.fixed, ...decidedBy(kept, space) }
  return { space: without(domains, fixed), reasons }
}

/** What single categories say of a candidate. */
function decidedBy(kept: Assignment, space: SearchSpace): Partial<Candidate> {
  const candidate = candidateOf(kept, space)
  return Object.fromEntries(Object.entries(candidate).filter(([name]) => name in kept))
}

function narrowedDomain(domain: Domain, values: readonly Value[]): Domain {
  if (domain.kind === 'categorical') {
    const choices = domain.choices.filter((choice) => values.includes(choice))
    return choices.length === domain.choices.length ? domain : { kind: 'categorical', choices }
  }
  const places = values.map((value) => toUnit(domain, value))
  const at = (place: number) => fromPlace(domain, Math.min(1, Math.max(0, place)))
  const [low, high] = [at(Math.min(...places) - beyond), at(Math.max(...places) + beyond)]
  return low === domain.low && high === domain.high ? domain : { ...domain, low, high }
}

function fromPlace(domain: Exclude<Domain, { kind: 'categorical' }>, place: number): number {
  const { low, high, log, kind } = domain
  const value = log ? low * (high / low) ** place : low + (high - low) * place
  const rounded = kind === 'integer' ? Math.round(value) : Number(value.toPrecision(6))
  return Math.min(high, Math.max(low, rounded))
}
