/** What every sampler must do, whatever it is: each row of the table is held to it. */
import { describe, expect, it } from 'vitest'
import { RandomKey } from '../../src/engine/random.ts'
import { categorical, contains, type Domain, float, integer } from '../../src/tune/domain.ts'
import type { Trial } from '../../src/tune/live-trial.ts'
import { MemoryStudyStore } from '../../src/tune/memory-store.ts'
import type { Pruner } from '../../src/tune/pruner.ts'
import type { Sampler } from '../../src/tune/sampler.ts'
import { cmaEsSampler } from '../../src/tune/samplers/cma-es.ts'
import { coarseToFineSampler } from '../../src/tune/samplers/coarse-to-fine.ts'
import { gaussianProcessSampler } from '../../src/tune/samplers/gaussian-process-sampler.ts'
import { nsga2Sampler } from '../../src/tune/samplers/nsga2.ts'
import { randomSampler } from '../../src/tune/samplers/random.ts'
import { samplers } from '../../src/tune/samplers/table.ts'
import { tpeSampler } from '../../src/tune/samplers/tpe.ts'
import { choice, parametersOf, type Space } from '../../src/tune/space.ts'
import { Study } from '../../src/tune/study.ts'
import type { StudyOptions } from '../../src/tune/study-options.ts'
import { tuneTechniques } from '../../src/tune/techniques.ts'

/** With models that begin early, so that short studies see them. */
const early: Readonly<Record<string, () => Sampler>> = {
  tpe: () => tpeSampler({ startupTrials: 4 }),
  'tpe, univariate': () => tpeSampler({ startupTrials: 4, multivariate: false }),
  gaussianProcess: () => gaussianProcessSampler({ startupTrials: 4 }),
  cmaEs: () => cmaEsSampler({ population: 4 }),
  nsga2: () => nsga2Sampler({ population: 4 }),
  coarseToFine: () => coarseToFineSampler({ coarseTrials: 5 }),
}
const table: readonly (readonly [string, () => Sampler])[] = Object.entries({
  ...Object.fromEntries(Object.entries(samplers).map(([name, { create }]) => [name, create])),
  ...early,
})

const flat = {
  rate: float(1e-5, 1, { log: true }),
  depth: integer(1, 9),
  kind: categorical(['a', 'b', 'c']),
  slope: float(-1, 1),
}
const odd = {
  fixed: float(2, 2),
  fixedInteger: integer(5, 5),
  only: categorical(['one']),
  narrow: float(1, 1 + 1e-9),
  stepped: float(0, 0.3, { step: 0.1 }),
  uneven: float(0, 1, { step: 0.3 }),
  whole: integer(-3, 12, { step: 5 }),
  powers: integer(1, 1024, { log: true }),
  mixed: categorical([true, 3, 'three']),
}
const branched = {
  optimizer: choice({
    sgd: { momentum: float(0, 0.99), rate: float(1e-4, 1, { log: true }) },
    adam: { rate: float(1e-5, 0.1, { log: true }) },
    none: {},
  }),
  depth: integer(1, 4),
}

/** Any smooth function of whatever values there are. */
function bowl({ parameters }: Trial): number {
  const terms = Object.values(parameters).map((value) =>
    typeof value === 'number' ? (Math.log(Math.abs(value) + 0.01) + 1) ** 2 : String(value).length,
  )
  return terms.reduce((sum, term) => sum + term, 0)
}

const over = (space: Space) => (trial: Trial) => {
  trial.sample(space)
  return bowl(trial)
}

async function run(
  sampler: Sampler,
  objective: (trial: Trial) => number | readonly number[] | Promise<number>,
  trials: number,
  options: StudyOptions = {},
  concurrency = 1,
) {
  const study = await Study.open({ seed: 5, space: flat, ...options, sampler })
  await study.optimize(objective, { trials, concurrency })
  return study.trials()
}

const parameters = (trials: Awaited<ReturnType<typeof run>>) => trials.map((trial) => trial.parameters)

describe.each(table)('%s', (name, create) => {
  it('gives the same trials for the same seed, others for another one', async () => {
    const once = await run(create(), over(flat), 14)
    expect(parameters(await run(create(), over(flat), 14))).toEqual(parameters(once))
    const other = parameters(await run(create(), over(flat), 14, { seed: 6 }))
    if (name === 'grid') expect(other).toEqual(parameters(once))
    else expect(other).not.toEqual(parameters(once))
  })

  it('goes on after a pause as if there had been none', async () => {
    const store = new MemoryStudyStore()
    for (const trials of [3, 6, 5]) await run(create(), over(flat), trials, { store })
    const whole = parameters(await run(create(), over(flat), 14))
    expect(parameters(await run(create(), over(flat), 0, { store }))).toEqual(whole)
  })

  it.each([
    ['of all kinds', flat],
    ['with odd ranges', odd],
    ['with branches', branched],
  ])('stays inside of a space %s', async (_, space: Space) => {
    const trials = await run(create(), over(space), 16, { space })
    for (const { state, parameters: values, domains } of trials) {
      expect(state).toBe('completed')
      for (const [key, domain] of Object.entries(domains)) expect(contains(domain, values[key])).toBe(true)
    }
    if (name !== 'grid') expect(trials).toHaveLength(16)
  })

  it('follows a space that grows', async () => {
    const declared: StudyOptions = name === 'grid' ? { space: flat } : {}
    const study = await Study.open({ ...declared, sampler: create() })
    const objective = (trial: Trial) => {
      const x = trial.float('slope', -1, 1) ** 2
      if (trial.number < 8) return x
      const late = trial.integer('late', 0, trial.number < 12 ? 3 : 20)
      return x + late + (trial.categorical('so', ['y', 'n']) === 'y' ? 0 : 1)
    }
    await study.optimize(objective, { trials: 20 })
    const trials = await study.trials()
    expect(trials.map(({ state }) => state)).toEqual(Array(20).fill('completed'))
  })

  it('goes on beside trials that fail, are pruned, run, or end at infinity', async () => {
    const pruner: Pruner = {
      name: 'sometimes',
      decide: ({ number }) => (number % 5 === 3 ? 'stop' : 'continue'),
    }
    const objective = async (trial: Trial) => {
      trial.sample(flat)
      await trial.report(1, { loss: bowl(trial) })
      if (trial.number % 6 === 2) throw new Error('planted')
      return trial.number % 7 === 4 ? Number.POSITIVE_INFINITY : bowl(trial)
    }
    const trials = await run(create(), objective, 20, { pruner }, 3)
    expect(new Set(trials.map(({ state }) => state))).toEqual(new Set(['completed', 'pruned', 'failed']))
    for (const { error, state } of trials) if (state === 'failed') expect(error).toBe('planted')
  })

  it('does the same for the greatest value as for the least of the negative', async () => {
    const least = await run(create(), over(flat), 14)
    const greatest = await run(create(), (trial) => -over(flat)(trial), 14, { directions: 'maximize' })
    expect(parameters(greatest)).toEqual(parameters(least))
  })

  it('takes several objectives and values that the user has set', async () => {
    const study = await Study.open({ sampler: create(), directions: ['minimize', 'maximize'], space: flat })
    await study.enqueue({ rate: 0.5, depth: 2 })
    await study.optimize(
      (trial) => {
        const { rate, depth } = trial.sample(flat)
        return { values: [rate, depth], constraints: [rate - 0.9, depth - 8] }
      },
      { trials: 14 },
    )
    const trials = await study.trials()
    expect(trials[0]?.parameters).toMatchObject({ rate: 0.5, depth: 2 })
    expect(trials.every(({ state }) => state === 'completed')).toBe(true)
  })
})

it.each(table)(
  '%s suggests in a study what it suggests from the same history by itself',
  async (_, create) => {
    const objective = async (trial: Trial) => {
      await trial.report(1, { loss: 1 })
      trial.sample(flat)
      if (trial.number % 7 === 3) throw new Error('planted')
      return bowl(trial)
    }
    const study = await Study.open({ seed: 5, space: flat, sampler: create() })
    await study.optimize(objective, { trials: 31 })
    const trials = await study.trials()
    const studyKey = RandomKey.fromSeed(5)
    for (const number of [4, 13, 30]) {
      // Copies: what a sampler has kept of other records is of no use.
      const before = structuredClone(trials.slice(0, number))
      const key = studyKey.child('trial').child(number)
      const space = parametersOf(flat)
      const context = { number, trials: before, directions: ['minimize'], space, key, studyKey } as const
      const suggestions = create().begin(context)
      const values = Object.entries(flat).map(([each, domain]) => [each, suggestions.value(each, domain)])
      expect(trials[number]?.parameters).toEqual(Object.fromEntries(values))
    }
  },
)

it('every row bears the name of its technique', () => {
  for (const [name, { create, technique }] of Object.entries(samplers)) {
    expect([create().name, technique.name, technique.kind]).toEqual([name, name, 'sampler'])
  }
})

it.each([
  ['coarseTrials', () => coarseToFineSampler({ coarseTrials: 0 })],
  ['width', () => coarseToFineSampler({ width: 1.5 })],
  ['population', () => cmaEsSampler({ population: 2 })],
  ['crossover', () => nsga2Sampler({ crossover: Number.NaN })],
  ['candidates', () => tpeSampler({ candidates: 0 })],
  ['startupTrials', () => gaussianProcessSampler({ startupTrials: 0 })],
])('refuses an impossible %s', (option, create) => {
  expect(create).toThrow(
    expect.objectContaining({ code: 'bad-option', parameters: expect.objectContaining({ option }) }),
  )
})

it.each(['H3', 'H4', 'H5', 'H6', 'H7', 'H10'])('%s of the catalogue is named by a technique', (id) => {
  expect(tuneTechniques.filter(({ catalogue }) => catalogue.includes(id))).not.toEqual([])
})

describe('Kolmogorov and Smirnov find nothing against', () => {
  const laws: readonly (readonly [string, Domain, (value: number) => number])[] = [
    ['uniform', float(-2, 3), (x) => (x + 2) / 5],
    ['log-uniform', float(1e-5, 1, { log: true }), (x) => 1 + Math.log10(x) / 5],
  ]
  it.each(laws)('%s random draws', (_, domain, law) => {
    const studyKey = RandomKey.fromSeed(8)
    const draws = Array.from({ length: 2000 }, (_, number) => {
      const key = studyKey.child('trial').child(number)
      const context = {
        number,
        trials: [],
        directions: ['minimize'],
        space: undefined,
        key,
        studyKey,
      } as const
      return law(Number(randomSampler().begin(context).value('x', domain)))
    }).sort((a, b) => a - b)
    const distance = Math.max(...draws.map((x, index) => Math.max(x - index / 2000, (index + 1) / 2000 - x)))
    // The bound at 1 %; a sequence that is too even would stay far below it.
    expect(distance).toBeLessThan(1.63 / Math.sqrt(2000))
    expect(distance).toBeGreaterThan(0.4 / Math.sqrt(2000))
  })
})
