import { describe, expect, it } from 'vitest'
import { Pace, type Way } from '../../../../src/engine/backends/wasm/threads/pace.ts'

/** Runs with given times; how many went each way. */
function play(pace: Pace, runs: number, times: { readonly [W in Way]: number }): { [W in Way]: number } {
  const counts = { alone: 0, together: 0 }
  for (let run = 0; run < runs; run++) {
    const way = pace.next()
    counts[way]++
    pace.note(way, times[way])
  }
  return counts
}

describe('the choice between one thread and several', () => {
  it('starts alone and stays with what is faster', () => {
    expect(new Pace().next()).toBe('alone')
    expect(play(new Pace(), 1000, { alone: 2, together: 1 }).alone).toBeLessThan(30)
    expect(play(new Pace(), 1000, { alone: 1, together: 2 }).together).toBeLessThan(50)
  })

  it.each([1.1, 2, 5, 1000])('costs at most 5 %% when threads take %d times as long', (factor) => {
    const pace = new Pace()
    play(pace, 100_000, { alone: 1, together: factor })
    const { alone, together } = play(pace, 100_000, { alone: 1, together: factor })
    expect(together).toBeGreaterThan(0)
    expect(alone + together * factor).toBeLessThan(1.05 * 100_000)
  })

  it('does not mind slow first runs', () => {
    const pace = new Pace()
    play(pace, 10, { alone: 4, together: 30 })
    expect(play(pace, 1000, { alone: 4, together: 1 }).together).toBeGreaterThan(800)
  })

  it('notices at once when the machine becomes busy, and later when it is free again', () => {
    const pace = new Pace()
    play(pace, 2000, { alone: 2, together: 1 })
    expect(play(pace, 100, { alone: 2, together: 50 }).together).toBeLessThan(10)
    play(pace, 3000, { alone: 2, together: 1 })
    expect(play(pace, 500, { alone: 2, together: 1 }).alone).toBeLessThan(30)
  })

  it('stays when everything becomes slower', () => {
    const pace = new Pace()
    play(pace, 2000, { alone: 2, together: 1 })
    expect(play(pace, 1000, { alone: 20, together: 10 }).alone).toBeLessThan(50)
  })

  it('does not mind a single interruption', () => {
    const pace = new Pace()
    play(pace, 25, { alone: 4, together: 1 })
    play(pace, 1, { alone: 1000, together: 1000 })
    expect(play(pace, 10, { alone: 4, together: 1 }).together).toBe(10)
  })

  it('stays together when a neighbour takes the core now and then', () => {
    const pace = new Pace()
    play(pace, 2000, { alone: 0.7, together: 0.4 })
    let alone = 0
    for (let burst = 0; burst < 200; burst++) {
      alone += play(pace, 3, { alone: 1.4, together: 2 }).alone
      alone += play(pace, 47, { alone: 0.7, together: 0.4 }).alone
    }
    expect(alone / 10_000).toBeLessThan(0.01)
  })

  it('asks again and again as long as nobody comes', () => {
    const pace = new Pace()
    let asked = 0
    for (let run = 0; run < 2000; run++) {
      if (pace.next() === 'together') asked++
      pace.note('alone', 1)
    }
    expect(asked).toBeGreaterThan(20)
  })
})
