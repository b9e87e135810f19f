import { describe, expect, it } from 'vitest'
import {
  add,
  compile,
  gradient,
  less,
  matmul,
  mul,
  Program,
  RandomKey,
  randomNormal,
  randomSource,
  randomUniform,
  referenceBackend,
  scalar,
  sub,
  sum,
  type Tensor,
  tensor,
  valueAndGradient,
  wasmBackend,
  withBackend,
} from '../../src/engine/index.ts'
import { RegimenError } from '../../src/errors.ts'

const backends = [referenceBackend, wasmBackend]

describe.each(backends)('compiled programs on $name', (backend) => {
  const run = <T>(fn: () => T): T => withBackend(backend, fn)

  it('give the same result as eager execution and trace once per structure', () => {
    run(() => {
      let traced = 0
      const fn = compile((x: Tensor, y: Tensor) => {
        traced++
        return { product: matmul(x, y), total: sum(x) }
      })
      const x = tensor([
        [1, 2],
        [3, 4],
      ])
      for (const factor of [1, 2, 3]) {
        const y = mul(x, factor)
        expect(fn(x, y).product.toArray()).toEqual(matmul(x, y).toArray())
      }
      expect(traced).toBe(1)
      expect(fn(tensor([[1, 2]]), x).total.item()).toBe(3)
      expect(traced).toBe(2)
    })
  })

  it('treat tensors as inputs and other values as part of the structure', () => {
    run(() => {
      let traced = 0
      const fn = compile((x: Tensor, factor: number, rate: Tensor) => {
        traced++
        return mul(mul(x, factor), rate)
      })
      const rate = (value: number) => scalar(value, backend.floatType)
      expect(fn(tensor([2]), 3, rate(1)).item()).toBe(6)
      expect(fn(tensor([2]), 3, rate(2)).item()).toBe(12)
      expect(traced).toBe(1)
      expect(fn(tensor([2]), 4, rate(2)).item()).toBe(16)
      expect(traced).toBe(2)
    })
  })

  it('keep state between runs, reading the old state everywhere before any of it is replaced', () => {
    run(() => {
      const program = new Program({ a: tensor([1, 2]), b: tensor([10, 20]) })
      const swap = program.compile(({ a, b }, { by }: { by: Tensor }) => ({
        state: { a: b, b: add(a, by) },
        result: sum(b),
      }))
      expect(swap({ by: scalar(1, backend.floatType) }).item()).toBe(30)
      expect(program.read().a.toArray()).toEqual([10, 20])
      expect(program.read().b.toArray()).toEqual([2, 3])
      const peek = program.compile(({ a }) => ({ result: a }))
      expect(peek({}).toArray()).toEqual([10, 20])
      expect(() => program.write({ a: tensor([1]), b: tensor([1, 2]) })).toThrow(RegimenError)
    })
  })

  it('differentiate inside and outside of compiled functions', () => {
    run(() => {
      const loss = (w: Tensor) => sum(mul(w, mul(w, w)))
      const compiled = compile((w: Tensor) => valueAndGradient(loss, w))
      expect(compiled(tensor([2, 3])).gradient.toArray()).toEqual([12, 27])
      expect(gradient(compile(loss), tensor([2, 3])).toArray()).toEqual([12, 27])
      // Second derivative of w³ is 6w.
      expect(gradient((w: Tensor) => sum(gradient(loss, w)), tensor([2, 3])).toArray()).toEqual([12, 18])
    })
  })

  it('run data-dependent loops eagerly, and refuse them when traced, with the reason', () => {
    run(() => {
      const halvings = (x: Tensor) => {
        let steps = 0
        let current = x
        while (less(1, current).item()) {
          current = mul(current, 0.5)
          steps++
        }
        return tensor(steps)
      }
      expect(halvings(tensor(100)).item()).toBe(7)
      expect(() => compile(halvings)(tensor(100))).toThrow('inside compile(...) tensors have none yet')
    })
  })

  it('refuse tensors of another trace', () => {
    run(() => {
      let leaked: Tensor | undefined
      compile((x: Tensor) => {
        leaked = x
        return x
      })(tensor([1]))
      expect(() => add(leaked as Tensor, 1)).toThrow(RegimenError)
      expect(() => compile((x: Tensor) => add(x, leaked as Tensor))(tensor([1]))).toThrow(/another/)
    })
  })

  it('hand through inputs, constants and the same value twice', () => {
    run(() => {
      const constant = tensor([7, 8])
      const fn = compile((x: Tensor) => ({ x, constant, twice: [sub(x, 1), sub(x, 1)] }))
      const { x, constant: kept, twice } = fn(tensor([1, 2]))
      expect([x.toArray(), kept.toArray(), ...twice.map((each) => each.toArray())]).toEqual([
        [1, 2],
        [7, 8],
        [0, 1],
        [0, 1],
      ])
    })
  })

  it('draw the same random numbers eagerly, compiled, and as the key does on the host', () => {
    run(() => {
      const key = RandomKey.fromSeed(42)
      const source = randomSource(key)
      const eager = randomUniform(source, [125])
      expect(Array.from(eager.data())).toEqual(Array.from(key.uniform(125)))
      const compiled = compile((words: Tensor) => randomUniform({ key: words, stream: 0 }, [125]))
      expect(compiled(source.key).toArray()).toEqual(eager.toArray())
    })
  })

  it('draw normals with the moments of the law', () => {
    run(() => {
      const count = backend.name === 'reference' ? 20_001 : 1_000_001
      const sample = Array.from(randomNormal(randomSource(RandomKey.fromSeed(1)), [count]).data())
      const moment = (power: number) => sample.reduce((total, x) => total + x ** power, 0) / count
      const tolerance = 5 / Math.sqrt(count)
      expect(Math.abs(moment(1))).toBeLessThan(tolerance)
      expect(Math.abs(moment(2) - 1)).toBeLessThan(tolerance * Math.sqrt(2))
      expect(Math.abs(moment(3))).toBeLessThan(tolerance * Math.sqrt(15))
      expect(Math.abs(moment(4) - 3)).toBeLessThan(tolerance * Math.sqrt(96))
    })
  })
})
