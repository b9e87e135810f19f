import { describe, expect, expectTypeOf, it } from 'vitest'
import { categorical, float, integer } from '../../src/tune/domain.ts'
import type { Trial } from '../../src/tune/live-trial.ts'
import { MemoryStudyStore } from '../../src/tune/memory-store.ts'
import type { Pruner } from '../../src/tune/pruner.ts'
import { randomSampler } from '../../src/tune/samplers/random.ts'
import { choice, parametersOf } from '../../src/tune/space.ts'
import { Study } from '../../src/tune/study.ts'
import type { TrialRecord } from '../../src/tune/trial.ts'

const square = (trial: Trial) => (trial.float('x', -10, 10) - 2) ** 2

describe('a study', () => {
  it('finds the best of its trials', async () => {
    const study = await Study.open({ seed: 1 })
    await study.optimize(square, { trials: 50 })
    const trials = await study.trials()
    expect(trials).toHaveLength(50)
    expect((await study.best())?.values[0]).toBe(Math.min(...trials.map(({ values }) => values[0] ?? NaN)))
  })

  it('maximizes where it is told to', async () => {
    const study = await Study.open({ directions: 'maximize' })
    await study.optimize((trial) => -square(trial), { trials: 20 })
    const values = (await study.trials()).map((trial) => trial.values[0] ?? NaN)
    expect((await study.best())?.values[0]).toBe(Math.max(...values))
  })

  it('draws the same values for a trial whatever the order in which they are asked for', async () => {
    const run = async (objective: (trial: Trial) => number, concurrency: number) => {
      const study = await Study.open({ seed: 7, sampler: randomSampler() })
      await study.optimize(objective, { trials: 12, concurrency })
      return (await study.trials()).map(({ parameters }) => Object.entries(parameters).sort())
    }
    const forwards = (trial: Trial) => trial.float('x', 0, 1) + trial.integer('n', 1, 9)
    const backwards = (trial: Trial) => trial.integer('n', 1, 9) + trial.float('x', 0, 1)
    expect(await run(backwards, 1)).toEqual(await run(forwards, 1))
    expect(await run(forwards, 4)).toEqual(await run(forwards, 1))
  })

  it('goes on where it was in a store', async () => {
    const store = new MemoryStudyStore()
    for (const trials of [3, 4]) {
      const study = await Study.open({ seed: 3, store })
      await study.optimize(square, { trials })
    }
    const whole = await Study.open({ seed: 3 })
    await whole.optimize(square, { trials: 7 })
    const parameters = async (study: Study) => (await study.trials()).map((trial) => trial.parameters)
    expect(await parameters(await Study.open({ seed: 3, store }))).toEqual(await parameters(whole))
    await expect(Study.open({ seed: 4, store })).rejects.toMatchObject({ code: 'study-mismatch' })
    await expect(Study.open({ seed: 3, store, directions: 'maximize' })).rejects.toMatchObject({
      code: 'study-mismatch',
    })
  })

  it('tries the values that users set first, verbatim', async () => {
    const study = await Study.open()
    await study.enqueue({ x: 2 }, { x: -1.25 })
    await study.optimize(square, { trials: 3 })
    expect((await study.trials()).map(({ values }) => values[0]).slice(0, 2)).toEqual([0, 3.25 ** 2])
    await study.enqueue({ x: 11 })
    await study.optimize(square, { trials: 1 })
    expect((await study.trials()).at(-1)).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('-10 to 10'),
    })
  })

  it('keeps values that users set for later when it is full', async () => {
    const study = await Study.open()
    // Not waited for: it is in time all the same.
    void study.enqueue({ x: 2 })
    expect(await study.runNext(square, 0)).toBeUndefined()
    expect((await study.runNext(square))?.values).toEqual([0])
  })

  it('keeps failed trials with their error, and goes on', async () => {
    const study = await Study.open()
    await study.optimize(
      (trial) => {
        if (trial.number === 1) throw new Error('out of memory')
        return trial.number === 2 ? Number.NaN : 1
      },
      { trials: 4 },
    )
    const trials = await study.trials()
    expect(trials.map(({ state }) => state)).toEqual(['completed', 'failed', 'failed', 'completed'])
    expect(trials[1]?.error).toBe('out of memory')
    expect(trials[2]?.error).toContain('NaN')
  })

  it('ends by time and by signal', async () => {
    const study = await Study.open()
    const stop = new AbortController()
    await study.optimize(square, {
      signal: stop.signal,
      onTrial: ({ number }) => {
        if (number === 4) stop.abort()
      },
    })
    expect(await study.trials()).toHaveLength(5)
    await study.optimize(square, { seconds: 0 })
    expect(await study.trials()).toHaveLength(5)
  })

  it('calls one callback or several after each trial, in their order, each when the one before is done', async () => {
    const heard: string[] = []
    const hear = (name: string) => async (trial: TrialRecord) => {
      await Promise.resolve()
      heard.push(`${name}${trial.number} ${trial.state}`)
    }
    const study = await Study.open()
    await study.optimize(square, { trials: 2, onTrial: [hear('a'), () => {}, hear('b')] })
    await study.optimize(square, { trials: 1, onTrial: hear('c') })
    await study.optimize(square, { trials: 1, onTrial: [] })
    expect(heard).toEqual(['a0 completed', 'b0 completed', 'a1 completed', 'b1 completed', 'c2 completed'])
    const stop = () => {
      throw new Error('enough')
    }
    await expect(study.optimize(square, { trials: 5, onTrial: [stop, hear('d')] })).rejects.toThrow('enough')
    expect(await study.trials()).toHaveLength(5)
  })

  it('leaves out what is not feasible', async () => {
    const study = await Study.open()
    await study.optimize((trial) => ({ values: [trial.number], constraints: [2 - trial.number] }), {
      trials: 5,
    })
    expect((await study.best())?.number).toBe(2)
  })

  it('finds the front of several objectives', async () => {
    const study = await Study.open({ directions: ['minimize', 'maximize'] })
    const points = [
      [1, 1],
      [2, 3],
      [3, 2],
      [1, 1],
      [4, 4],
      [5, 4],
    ] as const
    await study.optimize(({ number }) => points[number] ?? [0, 0], { trials: points.length })
    expect((await study.paretoFront()).map(({ number }) => number)).toEqual([0, 1, 3, 4])
  })
})

describe('reports and pruners', () => {
  const bad: Pruner = {
    name: 'bad',
    decide: ({ reports }) => {
      const loss = reports.at(-1)?.metrics.loss ?? 0
      return loss > 2 ? 'stop' : loss > 1 ? 'pause' : 'continue'
    },
    promote: ({ trials }) => trials.find(({ state }) => state === 'paused')?.number,
  }

  it('stop a trial, keep a pause, and take it up again with the same values and its state', async () => {
    const study = await Study.open({ pruner: bad })
    const seen: (string | undefined)[] = []
    const losses = [[3], [1.5], [0.5]]
    await study.optimize(
      async (trial) => {
        const x = trial.float('x', 0, 1)
        const state = await trial.kept()
        seen.push(state && new TextDecoder().decode(state))
        await trial.keep(new TextEncoder().encode(`x was ${x}`))
        const metrics = { loss: state ? 0.1 : (losses[trial.number]?.[0] ?? 0) }
        await trial.report(state ? 2 : 1, metrics)
        return metrics.loss
      },
      { trials: 4 },
    )
    const trials = await study.trials()
    expect(trials.map(({ state }) => state)).toEqual(['pruned', 'completed', 'completed'])
    expect(seen).toEqual([undefined, undefined, `x was ${trials[1]?.parameters.x}`, undefined])
    expect(trials[1]?.reports.map(({ step }) => step)).toEqual([1, 2])
  })
})

describe('a typed space', () => {
  const space = {
    learningRate: float(1e-5, 1, { log: true }),
    depth: integer(1, 4),
    activation: categorical(['relu', 'tanh']),
    optimizer: choice({ sgd: { momentum: float(0, 0.99) }, adam: { beta2: float(0.9, 0.999) } }),
  } as const

  it('gives typed samples, and asks only for the branch that is taken', async () => {
    const study = await Study.open({ space })
    const kinds = new Set<string>()
    await study.optimize(
      (trial) => {
        const sample = trial.sample(space)
        expectTypeOf(sample.learningRate).toEqualTypeOf<number>()
        expectTypeOf(sample.activation).toEqualTypeOf<'relu' | 'tanh'>()
        kinds.add(sample.optimizer.kind)
        if (sample.optimizer.kind === 'sgd') expectTypeOf(sample.optimizer.momentum).toEqualTypeOf<number>()
        const own = sample.optimizer.kind === 'sgd' ? 'optimizer.sgd.momentum' : 'optimizer.adam.beta2'
        expect(Object.keys(trial.parameters).filter((name) => name.startsWith('optimizer.'))).toEqual([own])
        return 0
      },
      { trials: 20 },
    )
    expect((await study.trials()).map(({ error }) => error)).toEqual(new Array(20).fill(undefined))
    expect(kinds).toEqual(new Set(['sgd', 'adam']))
  })

  it('names its hyperparameters with their conditions', () => {
    expect(parametersOf(space).map(({ name }) => name)).toEqual([
      'learningRate',
      'depth',
      'activation',
      'optimizer',
      'optimizer.sgd.momentum',
      'optimizer.adam.beta2',
    ])
    expect(parametersOf(space)[5]?.conditions).toEqual([{ name: 'optimizer', value: 'adam' }])
  })

  it('runs, takes over or redraws values that were tried before', async () => {
    const small = { n: integer(1, 3) }
    const outcomes = async (duplicates: 'allow' | 'reuse' | 'resample') => {
      let runs = 0
      const study = await Study.open({ space: small, duplicates })
      await study.optimize(
        (trial) => {
          runs++
          return trial.sample(small).n
        },
        { trials: 3 },
      )
      const trials = await study.trials()
      return { runs, different: new Set(trials.map(({ values }) => values[0])).size, trials }
    }
    expect((await outcomes('resample')).different).toBe(3)
    const reused = await outcomes('reuse')
    expect(reused.runs).toBe(reused.different)
    for (const { sameAs, values } of reused.trials) {
      if (sameAs !== undefined) expect(reused.trials[sameAs]?.values).toEqual(values)
    }
    expect((await outcomes('allow')).runs).toBe(3)
  })

  const few = { n: integer(1, 4) }
  const stopping: Pruner = { name: 'all', decide: () => 'stop' }

  it.each([
    ['run side by side', 4, async () => {}, undefined],
    ['were pruned', 1, (trial: Trial) => trial.report(1, { loss: 1 }), stopping],
    ['have failed', 1, () => Promise.reject(new Error('planted')), undefined],
  ])('draws again the values of trials that %s', async (_, concurrency, meet, pruner) => {
    for (const seed of [1, 2, 3]) {
      const settings = { space: few, seed, duplicates: 'resample', sampler: randomSampler() } as const
      const study = await Study.open({ ...settings, ...(pruner && { pruner }) })
      const objective = async (trial: Trial) => {
        const { n } = trial.sample(few)
        await meet(trial)
        return n
      }
      await study.optimize(objective, { trials: 4, concurrency })
      const values = (await study.trials()).map(({ parameters }) => parameters.n)
      expect(values.toSorted()).toEqual([1, 2, 3, 4])
      // A fifth has no other values: it runs all the same.
      await study.optimize(objective, { trials: 1 })
      expect(await study.trials()).toHaveLength(5)
    }
  })

  it('takes over how a trial ended, whatever way that was, and draws again what still runs', async () => {
    const study = await Study.open({
      space: few,
      duplicates: 'reuse',
      sampler: randomSampler(),
      pruner: { name: 'third', decide: ({ parameters }) => (parameters.n === 3 ? 'stop' : 'continue') },
    })
    const ran: number[] = []
    const objective = async (trial: Trial) => {
      const { n } = trial.sample(few)
      ran.push(n)
      await trial.report(1, { loss: n })
      if (n === 2) throw new Error('planted')
      return { values: [n], constraints: [n - 3] }
    }
    await study.optimize(objective, { trials: 24, concurrency: 4 })
    const trials = await study.trials()
    expect(ran.toSorted()).toEqual([1, 2, 3, 4])
    expect(trials.filter(({ sameAs }) => sameAs === undefined)).toHaveLength(4)
    for (const { sameAs, state, values, constraints, parameters, error } of trials) {
      if (sameAs === undefined) continue
      expect({ state, values, constraints, parameters, error }).toEqual({
        state: parameters.n === 2 ? 'failed' : parameters.n === 3 ? 'pruned' : 'completed',
        values: parameters.n === 2 ? [] : [parameters.n],
        constraints: parameters.n === 2 ? [] : [Number(parameters.n) - 3],
        parameters: trials[sameAs]?.parameters,
        error: parameters.n === 2 ? 'planted' : undefined,
      })
    }
  })

  it.each(['reuse', 'resample'] as const)('says that it must know the space to %s', async (duplicates) => {
    await expect(Study.open({ duplicates })).rejects.toMatchObject({
      code: 'study-duplicates',
      parameters: { duplicates },
    })
    await Study.open({ duplicates: 'allow' })
  })
})
