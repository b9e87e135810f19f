import { type CategoricalDomain, type Domain, fromUnit, toUnit, type Value } from '../domain.ts'
import type { Sampler, SamplerContext } from '../sampler.ts'
import type { TrialRecord } from '../trial.ts'
import { checkedOption } from './option.ts'
import { sobolPlaces } from './quasi-random.ts'
import { ranked } from './rank.ts'
import type { SamplerRow } from './row.ts'

/** The options of `coarseToFineSampler`. */
export interface CoarseToFineOptions {
  /** Trials over the whole ranges, before any in the narrow ones. Default: 20. */
  readonly coarseTrials?: number
  /** How much of each range (of its logarithm) is left around the best coarse trial. From 0 to 1. Default: 0.25. */
  readonly width?: number
}

/**
 * Two stages: the whole ranges first, then narrow ones around the best trial of the first stage (Bengio 2012,
 * arXiv:1206.5533, section 3.3; the search of CS231n). Points of both stages are scrambled Sobol points. Of categories,
 * the second stage keeps those that occur in the best quarter of the first.
 * @throws RegimenError `bad-option`.
 */
export function coarseToFineSampler(options: CoarseToFineOptions = {}): Sampler {
  const coarseTrials = checkedOption('coarseTrials', options.coarseTrials ?? 20, 1)
  const width = checkedOption('width', options.width ?? 0.25, 0, 1)
  return {
    name: 'coarseToFine',
    begin(context) {
      const places = sobolPlaces(context, context.number)
      const best = context.number < coarseTrials ? [] : coarseRanking(context, coarseTrials)
      return { value: (name, domain) => narrowed(name, domain, places(name), best, width) }
    },
  }
}

function coarseRanking({ trials, directions }: SamplerContext, count: number): TrialRecord[] {
  return ranked(
    trials.filter(({ number }) => number < count),
    directions,
  )
}

/** A place of the unit interval, moved into what is left of it. */
function narrowed(
  name: string,
  domain: Domain,
  place: number,
  best: readonly TrialRecord[],
  width: number,
): Value {
  const values = best.flatMap(({ parameters }) => parameters[name] ?? [])
  const [first] = values
  if (first === undefined) return fromUnit(domain, place)
  if (domain.kind === 'categorical') return among(domain, values, place)
  const middle = toUnit(domain, first)
  const low = Math.min(Math.max(middle - width / 2, 0), 1 - width)
  return fromUnit(domain, low + place * width)
}

function among({ choices }: CategoricalDomain, values: readonly Value[], place: number): Value {
  const good = new Set(values.slice(0, Math.ceil(values.length / 4)))
  const left = choices.filter((choice) => good.has(choice))
  return fromUnit({ kind: 'categorical', choices: left.length > 0 ? left : choices }, place)
}

export const coarseToFine: SamplerRow = {
  create: coarseToFineSampler,
  technique: {
    name: 'coarseToFine',
    kind: 'sampler',
    defaults: { coarseTrials: 20, width: 0.25 },
    paper: 'Bengio 2012, arXiv:1206.5533',
    catalogue: ['H10'],
  },
}
