import { describe, expect, it } from 'vitest'
import { MemoryStudyStore } from '../../../src/tune/memory-store.ts'
import type { Pruner } from '../../../src/tune/pruner.ts'
import { ashaPruner } from '../../../src/tune/pruners/asha.ts'
import { hyperbandBrackets, hyperbandPruner } from '../../../src/tune/pruners/hyperband.ts'
import { successiveHalvingPruner } from '../../../src/tune/pruners/successive-halving.ts'
import { Study } from '../../../src/tune/study.ts'

interface Job {
  readonly trial: number
  /** The step at which it paused or ended. */
  readonly until: number
}

/** Runs trials whose loss is given by their number; the order in which they were worked on. */
async function jobs(pruner: Pruner, trials: number, lossOf: (number: number) => number): Promise<Job[]> {
  const done: Job[] = []
  const study = await Study.open({ pruner })
  await study.optimize(
    async (trial) => {
      const state = await trial.kept()
      const from = state ? (state[0] ?? 0) : 0
      expect(from).toBe(trial.record.reports.at(-1)?.step ?? 0)
      for (let step = from + 1; step <= 81; step++) {
        await trial.keep(Uint8Array.of(step))
        const decision = await trial.report(step, { loss: lossOf(trial.number) })
        if (decision !== 'continue' || step === 81) {
          done.push({ trial: trial.number, until: step })
          break
        }
      }
      return lossOf(trial.number)
    },
    { trials },
  )
  return done
}

describe('asha', () => {
  it('promotes as the paper does', async () => {
    // Li et al. 2020, algorithm 2, by hand, η = 3, r = 1, R = 9: losses by number, one worker.
    const losses = [5, 4, 6, 3, 7, 2, 8, 1, 9]
    const asha = ashaPruner({ maximumSteps: 9, reductionFactor: 3 })
    const order = await jobs(asha, 13, (number) => losses[number] ?? 10)
    expect(order).toEqual([
      { trial: 0, until: 1 },
      { trial: 1, until: 1 },
      { trial: 2, until: 1 },
      // Three on rung 0: the best of them climbs.
      { trial: 1, until: 3 },
      { trial: 3, until: 1 },
      // The best third of four is one trial, 3, which has not climbed yet.
      { trial: 3, until: 3 },
      { trial: 4, until: 1 },
      { trial: 5, until: 1 },
      // Six: two, of which 5 is new. It makes three on rung 1, whose best goes on to the end.
      { trial: 5, until: 3 },
      { trial: 5, until: 81 },
      { trial: 6, until: 1 },
      { trial: 7, until: 1 },
      { trial: 7, until: 3 },
    ])
  })

  it('leaves out rungs at the bottom', async () => {
    const asha = ashaPruner({ maximumSteps: 9, reductionFactor: 3, earlyStoppingRate: 1 })
    const order = await jobs(asha, 4, (number) => number)
    expect(order).toEqual([
      { trial: 0, until: 3 },
      { trial: 1, until: 3 },
      { trial: 2, until: 3 },
      { trial: 0, until: 81 },
    ])
  })

  it('promotes a trial once when two processes ask', async () => {
    const store = new MemoryStudyStore()
    const pruner = ashaPruner({ maximumSteps: 9, reductionFactor: 3 })
    const [one, other] = await Promise.all([Study.open({ store, pruner }), Study.open({ store, pruner })])
    for (let number = 0; number < 3; number++) {
      const trial = await one.ask()
      await trial?.report(1, { loss: number })
      if (trial) await one.tell(trial, number)
    }
    const trials = await Promise.all([one.ask(), other.ask()])
    expect(trials.map((trial) => trial?.number).sort()).toEqual([0, 3])
  })
})

describe('successive halving', () => {
  it('waits for all, then lets the best third climb', async () => {
    const losses = [5, 4, 6, 3, 7, 2, 8, 1, 9]
    const pruner = successiveHalvingPruner({ maximumSteps: 9, trials: 9 })
    const order = await jobs(pruner, 13, (number) => losses[number] ?? 10)
    expect(order.slice(0, 9).map(({ trial, until }) => [trial, until])).toEqual(
      losses.map((_, number) => [number, 1]),
    )
    expect(order.slice(9)).toEqual([
      { trial: 7, until: 3 },
      { trial: 5, until: 3 },
      { trial: 3, until: 3 },
      { trial: 7, until: 81 },
    ])
  })
})

describe('hyperband', () => {
  it('has the brackets of the paper', () => {
    // Li et al. 2018, table 1: R = 81, η = 3.
    expect(hyperbandBrackets(81, 1, 3).map(({ size, rungs }) => [size, rungs.map(Math.round)])).toEqual([
      [81, [1, 3, 9, 27, 81]],
      [34, [3, 9, 27, 81]],
      [15, [9, 27, 81]],
      [8, [27, 81]],
      [5, [81]],
    ])
  })

  it('runs them one after the other', async () => {
    // R = 9, η = 3: brackets of 9, 5 and 3 trials, on rungs 1·3·9, 3·9 and 9.
    const order = await jobs(hyperbandPruner({ maximumSteps: 9 }), 22, (number) => number)
    const reached = (until: number) => order.filter((job) => job.until === until).map(({ trial }) => trial)
    expect(reached(1)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
    expect(reached(3)).toEqual([0, 1, 2, 9, 10, 11, 12, 13])
    expect(reached(81)).toEqual([0, 9, 14, 15, 16])
  })
})
