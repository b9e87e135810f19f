/** What tells two arguments of a compiled function apart, and how many of its plans are kept. */
import { describe, expect, it } from 'vitest'
import { BoundedCache } from '../../src/engine/bounded-cache.ts'
import {
  compile,
  mul,
  Program,
  RandomKey,
  referenceBackend,
  type Tensor,
  tensor,
  withBackend,
  zeros,
} from '../../src/engine/index.ts'
import { sameStructure, structureOf } from '../../src/engine/tree.ts'

const double = (x: number) => 2 * x
const holed: unknown[] = []
holed[1] = 1

/** Values of which each two are different arguments. */
const different: readonly (readonly [name: string, value: unknown])[] = [
  ['two strings', ['a', 'b']],
  ['one string that looks like two', ['a,"b"']],
  ['one string that looks like a type', ['a,string b']],
  ['no string', []],
  ['an empty string', ['']],
  ['a quotation mark', ['"']],
  ['its escape', ['\\"']],
  ['arrays', [['a'], 'b']],
  ['arrays, otherwise', ['a', ['b']]],
  ['a record', { a: 1, b: 2 }],
  ['its entries in another order', { b: 2, a: 1 }],
  ['a name that looks like two entries', { 'a":1,"b': 2 }],
  ['0', 0],
  ['−0', -0],
  ['NaN', Number.NaN],
  ['∞', Number.POSITIVE_INFINITY],
  ['1', 1],
  ['1n', 1n],
  ['"1"', '1'],
  ['"1n"', '1n'],
  ['true', true],
  ['"true"', 'true'],
  ['null', null],
  ['undefined', undefined],
  ['"undefined"', 'undefined'],
  ['a hole', holed],
  ['in its place a number', [5, 1]],
  ['a function', double],
  ['another with the same text', (x: number) => 2 * x],
  ['the text of a function', String(double)],
  ['a vector', zeros([3])],
  ['a column', zeros([3, 1])],
  ['integers', zeros([3], 'int32')],
  ['the text of its type', 'float32[3]'],
]

describe('the structure of an argument', () => {
  it.each(different.map(([name, value], place) => ({ name, value, place })))(
    'is that of itself alone: $name',
    ({ value, place }) => {
      different.forEach(([other, another], index) => {
        expect([other, structureOf(value) === structureOf(another)]).toEqual([other, index === place])
        expect([other, sameStructure(value, another)]).toEqual([other, index === place])
        expect(sameStructure([value], { 0: another })).toBe(false)
      })
    },
  )

  it('does not depend on the numbers in a tensor, nor on which array or record it is', () => {
    const some = { x: [tensor([1, 2]), 'a', -0, double], none: null }
    const others = { x: [tensor([3, 4]), 'a', -0, double], none: null }
    expect(structureOf(some)).toBe(structureOf(others))
    expect(sameStructure(some, others)).toBe(true)
  })
})

class Settings {
  rate = 1
}

describe('a compiled function', () => {
  const run = <T>(task: () => T): T => withBackend(referenceBackend, task)

  it('gives each argument its own result', () => {
    run(() => {
      const lengths = compile((words: string[], x: Tensor) => mul(x, words.join('+').length))
      const x = tensor([1])
      expect(lengths(['a', 'b'], x).item()).toBe(3)
      expect(lengths(['a,string b'], x).item()).toBe(10)
      const reciprocal = compile((divisor: number, limit: Tensor) => mul(limit, Math.sign(1 / divisor)))
      expect([0, -0, 0].map((divisor) => reciprocal(divisor, x).item())).toEqual([1, -1, 1])
      const apply = compile((f: (x: number) => number, at: Tensor) => mul(at, f(5)))
      expect([double, (y: number) => y + 1, double].map((f) => apply(f, x).item())).toEqual([10, 6, 10])
    })
  })

  it.each([
    ['Map', new Map([['a', 1]])],
    ['Set', new Set(['a'])],
    ['Float32Array', Float32Array.of(1)],
    ['Date', new Date(0)],
    ['Settings', new Settings()],
    ['RandomKey', RandomKey.fromSeed(1)],
    ['Symbol', Symbol('a')],
    ['String', Object('a')],
  ])('refuses what may change unseen: %s', (kind, value) => {
    run(() => {
      const fn = compile((_: unknown, x: Tensor) => x)
      const given = { options: [1, value] }
      // Also when the run before had almost the same argument.
      fn({ options: [1, 1] }, tensor([1]))
      const refusal = { code: 'structure-unknown', parameters: { kind, path: '0.options.1' } }
      expect(() => fn(given, tensor([1]))).toThrow(expect.objectContaining(refusal))
      expect(() => fn(given, tensor([1]))).toThrow(`${kind} changes (0.options.1)`)
      expect(() => new Program({ weights: zeros([1]), value })).toThrow(`${kind} changes (value)`)
    })
  })

  it('keeps 64 plans: with a 65th structure, the one that was not used for longest is traced again', () => {
    run(() => {
      const traced: number[] = []
      const fn = compile((factor: number, x: Tensor) => {
        traced.push(factor)
        return mul(x, factor)
      })
      const call = (factor: number) => expect(fn(factor, tensor([2])).item()).toBe(2 * factor)
      const first = Array.from({ length: 64 }, (_, factor) => factor)
      for (const factor of [...first, ...first]) call(factor)
      expect(traced).toEqual(first)
      // 0 is now the most recent: 64 takes the place of 1.
      for (const factor of [0, 64, 0, 2, 63, 64]) call(factor)
      expect(traced).toEqual([...first, 64])
      call(1)
      expect(traced).toEqual([...first, 64, 1])
    })
  })
})

describe('a bounded cache', () => {
  it('forgets what was used least recently', () => {
    const cache = new BoundedCache<string, number>(3)
    let made = 0
    const get = (key: string) => cache.getOrCreate(key, () => ++made)
    expect(['a', 'b', 'c', 'a'].map(get)).toEqual([1, 2, 3, 1])
    expect(get('d')).toBe(4)
    expect(cache.size).toBe(3)
    expect(['a', 'c', 'd'].map(get)).toEqual([1, 3, 4])
    expect(get('b')).toBe(5)
    expect(get('a')).toBe(6)
    expect(cache.size).toBe(3)
  })

  it('keeps nothing of what could not be made', () => {
    const cache = new BoundedCache<string, number>(1)
    const fail = () => {
      throw new Error('no')
    }
    expect(() => cache.getOrCreate('a', fail)).toThrow('no')
    expect(cache.size).toBe(0)
    expect(cache.getOrCreate('a', () => 7)).toBe(7)
  })
})
