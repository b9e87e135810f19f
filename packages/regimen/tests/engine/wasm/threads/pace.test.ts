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
    expect(play(new Pace(), 1000, { alone: 1, together: 2 }).together).toBeLessThan(30)
  })

  it('tries the other way ever more rarely, at least every 515 runs', () => {
    const pace = new Pace()
    play(pace, 3000, { alone: 2, together: 1 })
    expect(play(pace, 5150, { alone: 2, together: 1 }).alone).toBe(30)
  })

  it('does not mind slow first runs', () => {
    const pace = new Pace()
    play(pace, 10, { alone: 4, together: 1000 })
    expect(play(pace, 100, { alone: 4, together: 1 }).together).toBeGreaterThan(50)
  })

  it('notices at once when the machine becomes busy, and later when it is free again', () => {
    const pace = new Pace()
    play(pace, 2000, { alone: 2, together: 1 })
    expect(play(pace, 100, { alone: 2, together: 50 }).together).toBeLessThan(10)
    play(pace, 1000, { alone: 2, together: 1 })
    expect(play(pace, 500, { alone: 2, together: 1 }).alone).toBeLessThan(10)
  })

  it('stays when everything becomes slower', () => {
    const pace = new Pace()
    play(pace, 2000, { alone: 2, together: 1 })
    expect(play(pace, 1000, { alone: 20, together: 10 }).alone).toBeLessThan(30)
  })

  it('does not mind a single interruption', () => {
    const pace = new Pace()
    play(pace, 100, { alone: 4, together: 1 })
    play(pace, 1, { alone: 1000, together: 1000 })
    expect(play(pace, 10, { alone: 4, together: 1 }).together).toBe(10)
  })

  it('asks again and again as long as nobody comes', () => {
    const pace = new Pace()
    let asked = 0
    for (let run = 0; run < 200; run++) {
      if (pace.next() === 'together') asked++
      pace.note('alone', 1)
    }
    expect(asked).toBeGreaterThan(20)
  })
})
