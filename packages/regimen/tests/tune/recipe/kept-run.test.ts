/** Trials that are cut off and taken up again: they come to the bits of an undisturbed one. */
import { describe, expect, it } from 'vitest'
import {
  type Candidate,
  prepareRecipeData,
  publishedCandidate,
  type RunKeeper,
  type TrainCandidateOptions,
  type TrainedCandidate,
  trainCandidate,
} from '../../../src/tune/index.ts'
import { clouds, hills } from './planted.ts'

class Dead extends Error {}

/** Keeps the state after every update. */
class Place implements RunKeeper {
  readonly everySeconds = 0
  readonly sizes: number[] = []
  state: Uint8Array | undefined

  async keep(state: Uint8Array): Promise<void> {
    this.state = state.slice()
    this.sizes.push(state.length)
  }

  async kept(): Promise<Uint8Array | undefined> {
    return this.state
  }
}

const small: Candidate = { ...publishedCandidate, width: 12, depth: 2 }
const runs: readonly (readonly [
  string,
  typeof classes,
  Partial<Candidate>,
  Partial<TrainCandidateOptions>,
])[] = [
  ['AdamW', classes, {}, {}],
  ['momentum, batch norm and dropout', classes, { optimizer: 'nesterov', batchNorm: true, dropout: 0.3 }, {}],
  ['a cosine and patience', values, { learningRate: 0.01 }, { schedule: 'cosine', patience: 2 }],
  ['batches of all rows', classes, { batchSize: 4096 }, {}],
  ['a rate that blows up', values, { optimizer: 'nesterov', learningRate: 1e4 }, {}],
]

function classes() {
  return prepareRecipeData(clouds(125))
}
function values() {
  return prepareRecipeData(hills(125))
}

/** All that counts: floats as their bits. */
function found({ model, reason, history, bestEpoch, loss, epochs }: TrainedCandidate) {
  const { parameters, buffers } = model.state
  const weights = Object.entries({ ...parameters, ...buffers }).map(([name, tensor]) => [
    name,
    [...tensor.data()].map(String),
  ])
  return { weights, reason, history, bestEpoch, loss, epochs }
}

/** Trains until it dies after so many reports, again and again. */
async function withDeaths(
  data: ReturnType<typeof classes>,
  candidate: Candidate,
  options: TrainCandidateOptions,
  every: number,
) {
  const place = new Place()
  const resumedAt: number[] = []
  const reported = new Map<number, number | undefined>()
  for (;;) {
    let patience = every
    try {
      const trained = await trainCandidate(data, candidate, {
        ...options,
        keeper: place,
        report: (epoch, { loss }) => {
          reported.set(epoch, loss)
          if (patience-- === 0) throw new Dead()
          return 'continue'
        },
      })
      return { trained, place, resumedAt: [...resumedAt, trained.resumedAt], reported }
    } catch (error) {
      if (!(error instanceof Dead)) throw error
      resumedAt.push(0)
    }
  }
}

describe('a run that is cut off again and again', () => {
  it.each(runs)('%s', async (_, make, changes, more) => {
    const [data, candidate] = [make(), { ...small, ...changes }]
    const options = { epochs: 7, seed: 3, ...more }
    const whole = await trainCandidate(data, candidate, options)
    const { trained, place, resumedAt, reported } = await withDeaths(data, candidate, options, 1)
    expect(found(trained)).toEqual(found(whole))
    // What pruners see of it.
    const held = whole.history.filter(({ split }) => split === 'validation')
    expect([...reported]).toEqual(held.map(({ epoch, metrics }) => [epoch, metrics.loss]))
    if (held.length < 4) return
    expect(resumedAt.length).toBeGreaterThan(2)
    expect(trained.resumedAt).toBeGreaterThan(1)
    // Nothing is left in the store.
    expect(place.sizes.at(-1)).toBe(0)
  })

  it('a run with other settings begins anew', async () => {
    const [data, place] = [classes(), new Place()]
    const dying = trainCandidate(data, small, {
      ...{ epochs: 5, seed: 3, keeper: place },
      report: (epoch) => {
        if (epoch === 3) throw new Dead()
        return 'continue'
      },
    })
    await expect(dying).rejects.toThrow(Dead)
    const other = { ...small, learningRate: 0.002 }
    const trained = await trainCandidate(data, other, { epochs: 5, seed: 3, keeper: place })
    expect(trained.resumedAt).toBe(0)
    expect(found(trained)).toEqual(found(await trainCandidate(data, other, { epochs: 5, seed: 3 })))
  })

  it('time that was spent before counts', async () => {
    const [data, place] = [classes(), new Place()]
    const options = { epochs: 50, seed: 3, keeper: place }
    const dying = trainCandidate(data, small, {
      ...options,
      report: async (epoch) => {
        await new Promise((resolve) => setTimeout(resolve, 30))
        if (epoch === 4) throw new Dead()
        return 'continue' as const
      },
    })
    await expect(dying).rejects.toThrow(Dead)
    const trained = await trainCandidate(data, small, { ...options, seconds: 0.08 })
    expect([trained.resumedAt, trained.epochs, trained.reason]).toEqual([3, 4, 'stopped'])
    expect(trained.seconds).toBeGreaterThan(0.08)
  })
})
