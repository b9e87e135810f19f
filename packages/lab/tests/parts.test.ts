/** Shared parts of experiments, on what is known. */
import { asPart } from 'regimen'
import { iris } from 'regimen/datasets'
import { describe, expect, it } from 'vitest'
import { countedPart } from '../src/parts/counted-part.ts'
import { readCurves } from '../src/parts/read-curves.ts'

describe('a counted part', () => {
  it('has the rows, and counts who looks at them', () => {
    const test = asPart(iris(), 'test')
    const { part, reads } = countedPart(test)
    expect([part.size, part.inputShape, part.part, reads()]).toEqual([150, [4], 'test', 0])
    expect(part.inputs).toBe(test.inputs)
    expect(part.targets).toBe(test.targets)
    expect(reads()).toBe(2)
  })
})

describe('curves', () => {
  const chance = Math.log(10)
  const of = (count: number, value: (t: number) => number) =>
    Array.from({ length: count }, (_, index) => value(index / (count - 1)))
  const falling = of(20, (t) => 0.1 + 2 * Math.exp(-8 * t))

  it.each([
    ['healthy', falling, falling.map((loss) => loss + 0.05)],
    ['plateau', of(20, () => 2.3), of(20, () => 2.3)],
    ['divergence', of(20, (t) => 2.3 * Math.exp(3 * t)), of(20, () => 9)],
    ['divergence', [2.3, 2.1, Number.NaN], [2.3, 2.1, Number.NaN]],
    ['overfitting', falling, of(20, (t) => 0.4 + 2 * Math.exp(-8 * t) + Math.max(0, t - 0.4))],
    ['underfitting', of(20, (t) => 1.2 + Math.exp(-8 * t)), of(20, (t) => 1.3 + Math.exp(-8 * t))],
    ['rate-too-high', falling.map((loss, at) => (loss + 0.8) * (at % 2 ? 1.5 : 0.5)), falling],
  ])('are read as %s', (finding, train, validation) => {
    expect(readCurves({ train, validation, chance })).toBe(finding)
  })
})
