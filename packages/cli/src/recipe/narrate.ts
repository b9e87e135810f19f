/** A step in words: what was done, what was seen, what was decided and why. */
import type {
  LearningRateSweep,
  OverfitAttempt,
  Reason,
  RefinementSaw,
  SearchSaw,
  StepResult,
  StepResultOf,
} from 'regimen'
import { formatCount, formatMetric, formatNumber, formatPercent } from '../format.ts'
import type { Dictionary } from '../i18n/index.ts'
import {
  describeCandidate,
  initializerName,
  partName,
  phraseDiagnosis,
  phraseReason,
  settingName,
  showSeen,
  showSetting,
} from './phrase.ts'

export interface Narration {
  readonly did: string
  readonly saw: string
  readonly decided: string
  readonly why: readonly string[]
  readonly warnings: readonly string[]
  readonly diagnosis?: string
}

export function narrate(result: StepResult, words: Dictionary): Narration {
  const { reasons, warnings, diagnosis, status } = result
  const { nothing, interrupted } = words.recipe.decided
  const own = describe(result, words)
  const fallback = status === 'interrupted' ? interrupted : nothing
  const passed = status === 'passed' || status === 'warned'
  return {
    ...own,
    decided: passed ? own.decided : fallback,
    why: whyOf(reasons, words),
    warnings: warnings.map((warning) => phraseDiagnosis(warning, words)),
    ...(diagnosis ? { diagnosis: phraseDiagnosis(diagnosis, words) } : {}),
  }
}

/** Many ranges are narrowed at once: they share a sentence. */
function whyOf(reasons: readonly Reason[], words: Dictionary): string[] {
  const [narrowed, others] = [
    reasons.filter(({ code }) => code === 'narrowed'),
    reasons.filter(({ code }) => code !== 'narrowed'),
  ].map((each) => each.map((reason) => phraseReason(reason, words)))
  const list = narrowed?.join('; ') ?? ''
  return [...(others ?? []), ...(list === '' ? [] : [words.recipe.narrowed({ list })])]
}

type Told = Pick<Narration, 'did' | 'saw' | 'decided'>

function describe(result: StepResult, words: Dictionary): Told {
  switch (result.step) {
    case 'data':
      return tellData(result, words)
    case 'initialLoss':
      return tellInitialLoss(result, words)
    case 'overfitSample':
      return tellOverfit(result, words)
    case 'learningRates':
      return tellRates(result, words)
    case 'coarseSearch':
      return tellCoarse(result, words)
    case 'refinement':
      return tellRefinement(result, words)
  }
}

const sentence = (...parts: readonly string[]) => parts.filter((part) => part !== '').join(' ')

function tellData({ did, saw, decided }: StepResultOf<'data'>, words: Dictionary): Told {
  const { recipe, metrics } = words
  const { rows } = saw
  const { nearDuplicates: near } = did
  const found = [
    recipe.saw.rows({
      train: formatCount(rows.train),
      validation: formatCount(rows.validation),
      test: formatCount(rows.test),
    }),
    ...(saw.classes
      ? [
          classCounts(
            saw.classes.map((each) => each.rows.train),
            words,
          ),
        ]
      : []),
    ...(saw.target
      ? [
          recipe.saw.target({
            name: saw.target.name,
            mean: formatNumber(saw.target.mean),
            deviation: formatNumber(saw.target.deviation),
          }),
        ]
      : []),
    ...(saw.constantFeatures.length > 0
      ? [recipe.saw.constant({ features: listed(saw.constantFeatures) })]
      : []),
    ...sharedRows(saw.exact, words),
    ...(near === 'searched' ? nearRows(saw.near, words) : []),
  ]
  const { dropped } = decided
  const counts = { train: formatCount(dropped.train), validation: formatCount(dropped.validation) }
  return {
    did: sentence(
      recipe.did.data({
        seed: String(did.seed),
        stratified: did.stratified,
        scaling: recipe.scalings[did.scaling.kind] ?? did.scaling.kind,
        near: near === 'searched',
      }),
      near === 'searched' ? '' : recipe.notSearched[near],
    ),
    saw: `${found.join('; ')}.`,
    decided: sentence(
      recipe.decided.data({ loss: recipe.losses[decided.loss], metric: metrics(decided.metric) }),
      dropped.train + dropped.validation > 0 ? recipe.decided.dropped(counts) : '',
    ),
  }
}

function classCounts(rows: readonly number[], { recipe }: Dictionary): string {
  const [least, most] = [Math.min(...rows), Math.max(...rows)]
  return recipe.saw.classes({
    count: formatCount(rows.length),
    least: formatCount(least),
    most: formatCount(most),
  })
}

const mostListed = 8

function listed(names: readonly string[]): string {
  return names.length > mostListed ? `${names.slice(0, mostListed).join(', ')} …` : names.join(', ')
}

type Shared = StepResultOf<'data'>['saw']['near']

function sharedRows(exact: Shared, words: Dictionary): string[] {
  const { noneShared, shared } = words.recipe.saw
  return told(exact, words, shared) ?? [noneShared]
}

function nearRows(near: Shared, words: Dictionary): string[] {
  const { noneNear, near: say } = words.recipe.saw
  return told(near, words, say) ?? [noneNear]
}

/** Undefined where no two parts have anything in common. */
function told(
  found: Shared,
  words: Dictionary,
  say: (p: { count: string; between: string; and: string }) => string,
): string[] | undefined {
  const some = found.filter(({ count }) => count > 0)
  if (some.length === 0) return undefined
  return some.map(({ between: [first, second], count }) =>
    say({ count: formatCount(count), between: partName(first, words), and: partName(second, words) }),
  )
}

function tellInitialLoss({ did, saw }: StepResultOf<'initialLoss'>, words: Dictionary): Told {
  const { recipe } = words
  return {
    did: recipe.did.initialLoss({ seeds: formatCount(did.seeds.length), rows: formatCount(did.rows) }),
    saw: sentence(
      recipe.saw.initialLoss({
        losses: saw.losses.map((loss) => showSeen(loss, words)).join(', '),
        theory: formatNumber(saw.theory),
        least: formatNumber(saw.least),
        most: formatNumber(saw.most),
      }),
      saw.penalty === null ? '' : recipe.saw.penalty({ penalty: formatNumber(saw.penalty) }),
    ),
    decided: recipe.decided.initialLoss,
  }
}

function tellOverfit({ did, saw, decided }: StepResultOf<'overfitSample'>, words: Dictionary): Told {
  const { recipe } = words
  return {
    did: recipe.did.overfitSample({ rows: formatCount(did.rows), updates: formatCount(did.updates) }),
    saw: saw.attempts.map((attempt) => tellAttempt(attempt, words)).join(' '),
    decided:
      decided.learningRate === null
        ? recipe.decided.nothing
        : recipe.decided.overfitSample({ rate: showSetting(decided.learningRate) }),
  }
}

function tellAttempt(attempt: OverfitAttempt, words: Dictionary): string {
  const { saw } = words.recipe
  const { losses, accuracies, updates, role } = attempt
  const accuracy = accuracies.at(-1)
  const parts = [
    saw.attempt({
      rate: showSetting(attempt.learningRate),
      initializer: initializerName(attempt.initializer, words),
      first: showSeen(losses[0], words),
      last: showSeen(losses.at(-1), words),
      updates: formatCount(updates.at(-1) ?? 0),
    }),
    ...(typeof accuracy === 'number' ? [saw.attemptAccuracy({ accuracy: formatPercent(accuracy) })] : []),
    ...(role === 'probe' ? [saw.probe] : []),
  ]
  return `${parts.join(', ')}.`
}

function tellRates({ did, saw, decided }: StepResultOf<'learningRates'>, words: Dictionary): Told {
  const { recipe } = words
  const rates = saw.sweeps.map((sweep) => sweep.rates.length)
  return {
    did: recipe.did.learningRates({
      rates: rates.map(formatCount).join(' + '),
      updates: formatCount(did.updates),
      batch: formatCount(did.batchSize),
    }),
    saw: saw.sweeps.map((sweep) => tellSweep(sweep, words)).join(' '),
    decided: decided.brackets
      .map(({ optimizer, low, high, best }) =>
        recipe.decided.bracket({
          optimizer,
          low: showSetting(low),
          high: showSetting(high),
          best: showSetting(best),
        }),
      )
      .join(' '),
  }
}

function tellSweep({ optimizer, rates, initial }: LearningRateSweep, words: Dictionary): string {
  const finals = rates.flatMap(({ final }) => (final === null ? [] : [final]))
  return words.recipe.saw.sweep({
    optimizer,
    falling: formatCount(rates.filter(({ falls }) => falls).length),
    rates: formatCount(rates.length),
    initial: showSeen(initial, words),
    lowest: finals.length > 0 ? formatNumber(Math.min(...finals)) : words.recipe.charts.notFinite,
  })
}

const mostShares = 4
const smallestShare = 0.02

export function tellSearch({ trials, importance }: SearchSaw, words: Dictionary): string {
  const { saw } = words.recipe
  const count = (state: string) => formatCount(trials.filter((trial) => trial.state === state).length)
  const values = trials.flatMap(({ state, values: [value] }) =>
    state === 'completed' && value !== undefined && Number.isFinite(value) ? [value] : [],
  )
  const shares = importance.filter(({ share }) => share >= smallestShare).slice(0, mostShares)
  const named = shares.map(({ name, share }) => `${settingName(name, words)} ${formatPercent(share, 0)}`)
  return sentence(
    saw.search({
      completed: count('completed'),
      pruned: count('pruned'),
      failed: count('failed'),
      best: values.length > 0 ? formatNumber(Math.min(...values)) : '–',
    }),
    named.length > 0 ? saw.importance({ shares: named.join(', ') }) : '',
  )
}

function tellCoarse({ did, saw, decided }: StepResultOf<'coarseSearch'>, words: Dictionary): Told {
  const { recipe } = words
  return {
    did: recipe.did.coarseSearch({
      trials: formatCount(saw.trials.length),
      epochs: formatCount(did.epochs),
      sampler: did.sampler,
      pruner: did.pruner,
      rows: formatCount(did.rows),
    }),
    saw: tellSearch(saw, words),
    decided: decided.best
      ? recipe.decided.coarseSearch({ candidate: describeCandidate(decided.best, words) })
      : recipe.decided.nothing,
  }
}

function tellRefinement({ did, saw, decided }: StepResultOf<'refinement'>, words: Dictionary): Told {
  const { recipe } = words
  return {
    did: recipe.did.refinement({
      trials: formatCount(saw.trials.length),
      epochs: formatCount(did.epochs),
      finals: formatCount(saw.finals.length),
    }),
    saw: sentence(tellSearch(saw, words), ...tellFinals(saw, decided.run, words)),
    decided: decided.candidate
      ? recipe.decided.refinement({ candidate: describeCandidate(decided.candidate, words) })
      : recipe.decided.nothing,
  }
}

function tellFinals({ finals, validation, test }: RefinementSaw, chosen: number | null, words: Dictionary) {
  const { recipe, metrics } = words
  const run = chosen === null ? undefined : finals[chosen]
  const metric = test?.confusion ? 'accuracy' : 'rootMeanSquaredError'
  const main = (values: Readonly<Record<string, number>>) => ({
    metric: metrics(metric),
    value: formatMetric(metric, values[metric] ?? Number.NaN),
  })
  return [
    run
      ? recipe.saw.final({
          runs: formatCount(finals.length),
          best: showSeen(run.bestLoss, words),
          epoch: formatCount(run.bestEpoch),
        })
      : '',
    validation && test ? recipe.saw.validation(main(validation)) : '',
    test ? recipe.saw.test({ ...main(test.metrics), rows: formatCount(test.rows) }) : '',
  ]
}
