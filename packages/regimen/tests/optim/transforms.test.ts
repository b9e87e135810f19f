/** Clipping, accumulation, L1, groups and averages, alone and as options of optimizers. */
import { describe, expect, test } from 'vitest'
import { referenceBackend, tensor, withBackend } from '../../src/engine/index.ts'
import type { TensorRecord } from '../../src/nn/layer.ts'
import {
  adam,
  adaptiveClip,
  clipByGlobalNorm,
  clipByNorm,
  clipByValue,
  frozen,
  momentum,
  nesterov,
  type OptimizerName,
  optimizers,
  partition,
  sgd,
} from '../../src/optim/index.ts'
import type { GradientTransform } from '../../src/optim/transform.ts'
import { averageOf, iterate, path, vector } from './support.ts'

/** What a transform without memory makes of gradients, as numbers. */
function transformed(transform: GradientTransform, gradients: TensorRecord, parameters = gradients) {
  const { updates } = withBackend(referenceBackend, () =>
    transform.update(gradients, transform.initialize(parameters), parameters, {}),
  )
  return Object.fromEntries(Object.entries(updates).map(([name, update]) => [name, [...update.data()]]))
}

const close = (actual: readonly number[] = [], expected: readonly number[]) => {
  expect(actual.length).toBe(expected.length)
  actual.forEach((value, place) => {
    expect(value).toBeCloseTo(expected[place] ?? Number.NaN, 12)
  })
}

describe('clipping', () => {
  const gradients = { a: vector(3, -4), b: vector(0.6, 0.8), c: vector(0, 12) }

  test('by value', () => {
    expect(transformed(clipByValue(1), gradients)).toEqual({ a: [1, -1], b: [0.6, 0.8], c: [0, 1] })
  })

  test('by the norm of each parameter', () => {
    const { a, b, c } = transformed(clipByNorm(2.5), gradients)
    close(a, [1.5, -2])
    close(b, [0.6, 0.8])
    close(c, [0, 2.5])
  })

  test('by the norm of all: √(25 + 1 + 144) = √170', () => {
    const { a, b, c } = transformed(clipByGlobalNorm(1), gradients)
    close(
      [...(a ?? []), ...(b ?? []), ...(c ?? [])],
      [3, -4, 0.6, 0.8, 0, 12].map((g) => g / Math.sqrt(170)),
    )
    expect(transformed(clipByGlobalNorm(14), gradients)).toEqual({ a: [3, -4], b: [0.6, 0.8], c: [0, 12] })
  })

  test('gradients of 0 and empty ones stay', () => {
    const nothing = { a: vector(0, 0), b: tensor([], [0, 3], 'float64') }
    for (const clip of [clipByValue(1), clipByNorm(1), clipByGlobalNorm(1), adaptiveClip(0.1)]) {
      expect(transformed(clip, nothing)).toEqual({ a: [0, 0], b: [] })
    }
    expect(transformed(clipByGlobalNorm(1), {})).toEqual({})
  })

  test('NaN is not clipped away', () => {
    for (const clip of [clipByValue(1), clipByNorm(1), clipByGlobalNorm(1), adaptiveClip(0.1)]) {
      expect(transformed(clip, { a: vector(Number.NaN, 1) }).a?.[0]).toBeNaN()
    }
  })

  test('adaptive: each column of a matrix by its own norm (Brock et al. 2021, equation 3)', () => {
    // Columns of the weights: norms 5, 0 (counts as ε), 1; of the gradients: 10, 1, 0.01.
    const weights = { a: tensor([3, 0, 1, 4, 0, 0], [2, 3], 'float64'), b: vector(3, 4) }
    const gradient = { a: tensor([6, 1, 0.01, 8, 0, 0], [2, 3], 'float64'), b: vector(0, 10) }
    const { a, b } = transformed(adaptiveClip(0.1, 0.02), gradient, weights)
    close(a, [0.3, 0.002, 0.01, 0.4, 0, 0])
    close(b, [0, 0.5])
  })

  test.each([
    [{ value: 0.5 }, 0.5],
    [{ norm: 0.5 }, 0.5],
    [{ globalNorm: 0.5 }, 0.5],
    [{ adaptive: 0.25 }, 0.75],
  ] as const)('as the option %o, before all else', (clip, step) => {
    const optimizer = sgd({ learningRate: 1, clip })
    expect(path(optimizer, [3], () => [100], 1)[1]?.[0]).toBeCloseTo(3 - step, 12)
    expect(sgd.fromSettings(optimizer.settings).settings).toEqual(optimizer.settings)
  })

  test.each([{ norm: 0 }, { norm: 1, value: 1 }, {}, 1, { value: 1, epsilon: 1 }])('refuses %o', (clip) => {
    expect(() => sgd.fromSettings({ clip })).toThrow('sgd: clip is')
  })
})

describe('accumulation', () => {
  const gradient = ([x = 0, y = 0]: readonly number[], step: number) => [x + Math.sin(step), 3 * y - step]

  test('of n gradients is one update by their mean, whatever the optimizer', () => {
    for (const make of [sgd, momentum, adam]) {
      const accumulated = path(make({ learningRate: 0.1, accumulate: 3 }), [1, -2], gradient, 12)
      const whole = path(
        make({ learningRate: 0.1 }),
        [1, -2],
        (point, step) => {
          const each = [0, 1, 2].map((micro) => gradient(point, 3 * step + micro))
          return [0, 1].map((axis) => each.reduce((sum, g) => sum + (g[axis] ?? 0), 0) / 3)
        },
        4,
      )
      accumulated.forEach((point, step) => {
        close(point, whole[Math.floor(step / 3)] ?? [])
      })
    }
  })

  test('schedules count updates of the weights', () => {
    const optimizer = sgd({ learningRate: (step) => 1 / (step + 1), accumulate: 2 })
    expect([0, 1, 2, 3, 4].map((step) => optimizer.learningRate(step))).toEqual([1, 1, 1 / 2, 1 / 2, 1 / 3])
    const points = path(optimizer, [0], () => [1], 6)
    close(points.flat(), [0, 0, -1, -1, -1.5, -1.5, -1.5 - 1 / 3])
  })

  test('refuses what is no number of gradients', () => {
    for (const accumulate of [0, 1.5, '2']) {
      expect(() => sgd.fromSettings({ accumulate })).toThrow('sgd: accumulate is')
    }
  })
})

describe('skipping what is not finite', () => {
  test.each([Number.NaN, Number.POSITIVE_INFINITY])('%d: neither weights nor state move', (broken) => {
    const gradient = (_: readonly number[], step: number) => [step === 1 ? broken : 1, 1]
    const points = path(momentum({ learningRate: 1, skipNonFinite: true }), [0, 0], gradient, 3)
    // b is 1 after the first update and 1.9 after the third.
    expect(points).toEqual([
      [0, 0],
      [-1, -1],
      [-1, -1],
      [-2.9, -2.9],
    ])
  })

  test('a large finite gradient is no reason', () => {
    const points = path(sgd({ learningRate: 1e-200, skipNonFinite: true }), [0], () => [1e200], 1)
    expect(points[1]?.[0]).toBeCloseTo(-1, 12)
  })
})

describe('L1 (catalogue R6)', () => {
  test('lasso with orthogonal columns: the soft threshold of the least-squares solution, zeros exact', () => {
    // ½‖w − c‖² + λ‖w‖₁ has its minimum at sign(c)·max(|c| − λ, 0) (Tibshirani 1996).
    const c = [3, -2, 0.4, -0.3, 0.5]
    const gradient = (w: readonly number[]) => w.map((x, axis) => x - (c[axis] ?? 0))
    const last = path(sgd({ learningRate: 0.5, l1: 0.5 }), [1, 1, 1, 1, 1], gradient, 200).at(-1)
    close(last, [2.5, -1.5, 0, 0, 0])
    expect(last?.filter((x) => x === 0).length).toBe(3)
  })

  test('the subgradient would leave none of them at 0', () => {
    const gradient = ([w = 0]: readonly number[]) => [w - 0.3 + 0.5 * Math.sign(w)]
    const points = path(sgd({ learningRate: 0.5 }), [1], gradient, 200)
    expect(points.every(([x]) => x !== 0)).toBe(true)
  })

  test('takes weights, not biases, unless it is told which; follows the schedule', () => {
    const both = { bias: vector(1), weight: vector(1) }
    const none = { bias: vector(0), weight: vector(0) }
    const after = (l1: number | { strength: number; mask: string[] }) => {
      const { bias, weight } =
        iterate(sgd({ learningRate: 0.5, l1 }), both, () => none, 1)[1]?.parameters ?? {}
      return [bias?.item(), weight?.item()]
    }
    expect(after(0.5)).toEqual([1, 0.75])
    expect(after({ strength: 0.5, mask: ['bias'] })).toEqual([0.75, 1])
    const falling = path(sgd({ learningRate: (step) => 1 / 2 ** (step + 1), l1: 1 }), [1], () => [0], 3)
    expect(falling.flat()).toEqual([1, 0.5, 0.25, 0.125])
  })

  test('in a file, with the mask as paths', () => {
    for (const l1 of [0.01, { strength: 0.01, mask: ['layers.0', '*.bias'] }]) {
      const { settings } = adam.fromSettings({ l1 })
      expect(settings.l1).toEqual(l1)
      expect(adam.fromSettings(settings).settings).toEqual(settings)
    }
    for (const l1 of [-1, '1', { mask: ['a'] }, { strength: 1, where: 'a' }]) {
      expect(() => adam.fromSettings({ l1 })).toThrow('adam: l1 is')
    }
  })
})

describe('groups', () => {
  const parameters: TensorRecord = {
    'layers.0.weight': vector(1, 2),
    'layers.0.bias': vector(1),
    'layers.10.weight': vector(3, 1),
    'layers.1.bias': vector(2),
  }
  const gradients = (current: TensorRecord) =>
    Object.fromEntries(
      Object.entries(current).map(([name, each]) => [name, vector(...[...each.data()].map((x) => x + 1))]),
    )
  const numbers = (record: TensorRecord = {}) =>
    Object.fromEntries(Object.entries(record).map(([name, each]) => [name, [...each.data()]]))
  const last = (optimizer: ReturnType<typeof sgd>) =>
    numbers(iterate(optimizer, parameters, gradients, 5).at(-1)?.parameters)

  const names = Object.keys(optimizers).filter((name): name is OptimizerName => name in optimizers)

  test.each(names)('%s: frozen parameters stay, others go their way', (name) => {
    const make = optimizers[name]
    // Rates at which methods that look at whole parameters move too.
    const all = last(make({ learningRate: 0.1 }))
    const some = last(make({ learningRate: 0.1, groups: [{ paths: ['layers.0'], frozen: true }] }))
    expect(some['layers.0.weight']).toEqual([1, 2])
    expect(some['layers.0.bias']).toEqual([1])
    // SAM looks at the norm of all gradients.
    if (name === 'sam') expect(some['layers.10.weight']).not.toEqual([3, 1])
    else expect(some['layers.10.weight']).toEqual(all['layers.10.weight'])
    expect(some['layers.1.bias']).not.toEqual([2])
  })

  test.each(names)('%s: a group has a rate of its own', (name) => {
    const make = optimizers[name]
    const whole = last(make({ learningRate: 0.3 }))
    const rest = last(make({ learningRate: 0.1 }))
    const some = last(make({ learningRate: 0.1, groups: [{ paths: ['*.bias'], learningRate: 0.3 }] }))
    if (name === 'sam') return
    expect(some).toEqual({
      ...rest,
      'layers.0.bias': whole['layers.0.bias'],
      'layers.1.bias': whole['layers.1.bias'],
    })
  })

  test('a group has own options and decay; what it leaves out is as for the rest; the first that fits counts', () => {
    const optimizer = momentum({
      learningRate: 0.1,
      momentum: 0.5,
      groups: [
        { paths: ['layers.0.weight'], momentum: 0 },
        { paths: (name) => name.startsWith('layers.0'), weightDecay: { coupled: 1, mask: ['*'] } },
        { paths: ['*.weight'], frozen: true },
      ],
    })
    const expected = {
      ...last(momentum({ learningRate: 0.1, momentum: 0.5 })),
      'layers.0.weight': last(sgd({ learningRate: 0.1 }))['layers.0.weight'],
      'layers.0.bias': last(
        momentum({ learningRate: 0.1, momentum: 0.5, weightDecay: { coupled: 1, mask: ['*'] } }),
      )['layers.0.bias'],
      'layers.10.weight': [3, 1],
    }
    expect(last(optimizer)).toEqual(expected)
  })

  test('the global norm is that of all groups', () => {
    const optimizer = sgd({
      learningRate: 1,
      clip: { globalNorm: 1 },
      groups: [{ paths: ['a'], learningRate: 2 }],
    })
    const [, after] = iterate(
      optimizer,
      { a: vector(0), b: vector(0) },
      () => ({ a: vector(3), b: vector(4) }),
      1,
    )
    close(numbers(after?.parameters).a, [-1.2])
    close(numbers(after?.parameters).b, [-0.8])
  })

  test('in a file', () => {
    const groups = [
      { paths: ['layers.0'], frozen: true },
      { paths: ['*.bias'], learningRate: { schedule: 'cosine', steps: 10 }, momentum: 0 },
    ]
    const { settings } = nesterov.fromSettings({ groups })
    expect(settings.groups).toMatchObject(groups)
    expect(nesterov.fromSettings(JSON.parse(JSON.stringify(settings))).settings).toEqual(settings)
    for (const wrong of [{}, [{}], [{ paths: 'a' }], [{ paths: ['a'], frozen: 1 }]]) {
      expect(() => nesterov.fromSettings({ groups: wrong })).toThrow('nesterov: groups is')
    }
    expect(() => nesterov.fromSettings({ groups: [{ paths: ['a'], clip: { norm: 1 } }] })).toThrow(
      'nesterov has no option "clip"',
    )
  })

  test('a partition leaves alone what no share takes', () => {
    const shares = partition({ takes: (name) => name === 'a', transform: frozen })
    expect(transformed(shares, { a: vector(1), b: vector(1) })).toEqual({})
  })
})

describe('averages of weights', () => {
  const gradient = ([x = 0]: readonly number[], step: number) => [x - Math.cos(step)]
  const start = { weight: vector(2) }
  const iterates = (average: NonNullable<Parameters<typeof sgd>[0]>['average'] & object, steps: number) => {
    const optimizer = sgd({ learningRate: 0.3, average })
    const run = iterate(
      optimizer,
      start,
      ({ weight }, step) => ({ weight: vector(...gradient([weight?.item() ?? 0], step)) }),
      steps,
    )
    return run.map(({ parameters, state }) => ({
      trained: parameters.weight?.item() ?? Number.NaN,
      mean: averageOf(optimizer, parameters, state).weight?.item() ?? Number.NaN,
    }))
  }
  const trained = path(sgd({ learningRate: 0.3 }), [2], gradient, 20).map(([x = 0]) => x)

  test('leave what is trained as it is', () => {
    expect(iterates({ ema: 0.9 }, 20).map((each) => each.trained)).toEqual(trained)
  })

  test('exponential: ā = d·ā + (1 − d)·θ, first θ itself', () => {
    let mean = trained[1] ?? 0
    const [, ...means] = iterates({ ema: 0.9 }, 20).map((each) => each.mean)
    means.forEach((actual, index) => {
      if (index > 0) mean = 0.9 * mean + 0.1 * (trained[index + 1] ?? 0)
      expect(actual).toBeCloseTo(mean, 14)
    })
  })

  test('stochastic weight averaging: the plain mean of every third from the fifth; before it the weights', () => {
    const means = iterates({ swa: { start: 5, every: 3 } }, 20).map((each) => each.mean)
    const plain = (updates: readonly number[]) =>
      updates.reduce((sum, update) => sum + (trained[update] ?? 0), 0) / updates.length
    expect(means[3]).toBe(trained[3])
    expect(means[5]).toBe(trained[5])
    expect(means[7]).toBe(trained[5])
    expect(means[8]).toBeCloseTo(plain([5, 8]), 14)
    expect(means[20]).toBeCloseTo(plain([5, 8, 11, 14, 17, 20]), 14)
  })

  test('with accumulation only updates of the weights count', () => {
    const optimizer = sgd({ learningRate: 1, accumulate: 2, average: { ema: 0.5 } })
    const last = iterate(optimizer, { weight: vector(0) }, () => ({ weight: vector(1) }), 5).at(-1)
    // θ after the updates: −1, −2; ā: −1, −1.5.
    const { weight } = averageOf(optimizer, last?.parameters ?? {}, last?.state ?? {})
    expect(weight?.item()).toBe(-1.5)
  })

  test('in a file', () => {
    for (const average of [{ ema: 0.99 }, { swa: { start: 10, every: 2 } }]) {
      const { settings } = adam.fromSettings({ average })
      expect(settings.average).toEqual(average)
      expect(adam.fromSettings(settings).settings).toEqual(settings)
    }
    for (const average of [
      {},
      { ema: 1 },
      { swa: { start: 0, every: 1 } },
      { ema: 0.5, swa: { start: 1, every: 1 } },
    ]) {
      expect(() => adam.fromSettings({ average })).toThrow('adam: average is')
    }
  })
})
