import { afterEach, describe, expect, it, vi } from 'vitest'
import { turnOfOthers } from '../../src/train/event-loop.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

describe.each(['with setImmediate', 'without setImmediate'])('a turn of others, %s', (kind) => {
  it('lets a timer that is due have its turn', async () => {
    if (kind.startsWith('without')) vi.stubGlobal('setImmediate', undefined)
    let rang = false
    setTimeout(() => {
      rang = true
    }, 1)
    const until = performance.now() + 5
    while (performance.now() < until);
    // Promises alone do not let it in.
    await Promise.resolve()
    expect(rang).toBe(false)
    for (let turn = 0; turn < 3 && !rang; turn++) await turnOfOthers()
    expect(rang).toBe(true)
  })
})
