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
    const pace = new Pace()
    expect(pace.next()).toBe('alone')
    expect(play(pace, 1000, { alone: 2, together: 1 }).alone).toBeLessThan(15)
    expect(play(new Pace(), 1000, { alone: 1, together: 2 }).together).toBeLessThan(15)
  })

  it('notices when the machine becomes busy, and when it is free again', () => {
    const pace = new Pace()
    play(pace, 200, { alone: 2, together: 1 })
    expect(play(pace, 500, { alone: 2, together: 50 }).together).toBeLessThan(20)
    play(pace, 1500, { alone: 2, together: 1 })
    expect(play(pace, 500, { alone: 2, together: 1 }).alone).toBeLessThan(10)
  })

  it('does not mind a single outlier, nor slow first runs', () => {
    const pace = new Pace()
    play(pace, 2, { alone: 1000, together: 1000 })
    play(pace, 20, { alone: 4, together: 1 })
    play(pace, 1, { alone: 1000, together: 1000 })
    expect(play(pace, 100, { alone: 4, together: 1 }).together).toBe(100)
  })

  it('goes on alone as long as nobody comes', () => {
    const pace = new Pace()
    for (let run = 0; run < 3; run++) pace.note(pace.next(), 1)
    for (let run = 0; run < 100; run++) {
      expect(pace.next()).toBe('together')
      pace.note('alone', 1)
    }
  })
})
