/** What every loss must do, whatever it computes. A new row of the table is tested with the others. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { wasmBackend } from '../../src/engine/backends/wasm/index.ts'
import { gradient } from '../../src/engine/differentiate.ts'
import { tensor } from '../../src/engine/ops/create.ts'
import { compile } from '../../src/engine/program.ts'
import { withBackend } from '../../src/engine/settings.ts'
import { fromData, type Tensor } from '../../src/engine/tensor.ts'
import { type Shape, toData } from '../../src/engine/types.ts'
import {
  contrastiveLoss,
  cosineSimilarity,
  crossEntropy,
  crossEntropyLoss,
  focalLoss,
  hinge,
  hingeLoss,
  huberLoss,
  type LossName,
  losses,
  lossNamed,
  mae,
  meanLoss,
  mse,
  sigmoid,
  softmax,
  triplet,
  tripletLoss,
} from '../../src/nn/index.ts'
import type { Settings } from '../../src/technique.ts'
import { expectClose, gradientError, inFloat64, normals, thrownBy } from './helpers.ts'
import { kernelsOf, rowsOf, throughJson } from './support.ts'

const width = 4
const classesOf = (batch: number) =>
  tensor(
    Array.from({ length: batch }, (_, index) => (index * 7) % width),
    [batch],
    'int32',
  )
const values = (batch: number) => normals(21, [batch, width])
const probabilities = (batch: number) => softmax(values(batch))

interface Targets {
  /** By batch size. */
  readonly of: (batch: number) => Tensor
  /** Settings to try besides the defaults. */
  readonly settings: readonly Settings[]
  /** Compares the examples of a batch with each other. */
  readonly acrossBatch?: boolean
  /** The most kernels that value and gradient may take. */
  readonly kernels: number
}

/** Targets that suit outputs [batch, 4]: a loss without its row does not type-check. */
const cases: { readonly [N in LossName]: readonly Targets[] } = {
  sse: [{ of: values, settings: [], kernels: 2 }],
  mse: [{ of: values, settings: [], kernels: 2 }],
  mae: [{ of: values, settings: [], kernels: 2 }],
  huber: [{ of: values, settings: [{ delta: 0.3 }], kernels: 2 }],
  logCosh: [{ of: values, settings: [], kernels: 2 }],
  crossEntropy: [
    {
      of: classesOf,
      settings: [{ labelSmoothing: 0.1 }, { classWeights: [1, 2, 0.5, 0] }],
      kernels: 2,
    },
    { of: probabilities, settings: [{ labelSmoothing: 0.1, classWeights: [1, 2, 0.5, 0] }], kernels: 2 },
  ],
  binaryCrossEntropy: [
    {
      of: (batch) => sigmoid(values(batch)),
      settings: [{ labelSmoothing: 0.1, positiveWeight: 3 }],
      kernels: 2,
    },
  ],
  focal: [
    { of: classesOf, settings: [{ gamma: 0.5, alpha: 0.7 }, { gamma: 0 }], kernels: 2 },
    {
      of: (batch) =>
        tensor(
          [...values(batch).data()].map((v) => Number(v > 0)),
          [batch, width],
        ),
      settings: [],
      kernels: 2,
    },
  ],
  hinge: [
    { of: classesOf, settings: [{ squared: true, margin: 0.5 }], kernels: 2 },
    {
      of: (batch) => tensor([...values(batch).data()].map(Math.sign), [batch, width]),
      settings: [{ squared: true }],
      kernels: 2,
    },
  ],
  kullbackLeibler: [{ of: probabilities, settings: [], kernels: 2 }],
  cosineDistance: [{ of: values, settings: [], kernels: 2 }],
  contrastive: [{ of: classesOf, settings: [{ margin: 3 }], acrossBatch: true, kernels: 5 }],
  triplet: [{ of: classesOf, settings: [{ margin: 0.2, squared: true }], acrossBatch: true, kernels: 5 }],
}

const rows = Object.entries(cases).flatMap(([name, targets]) =>
  targets.flatMap((each, index) =>
    [{}, ...each.settings].map((settings) => ({
      title: `${name} ${index === 0 ? '' : 'with other targets '}${JSON.stringify(settings)}`,
      name,
      ...each,
      settings,
    })),
  ),
)

const take = (t: Tensor, from: number, to: number): Tensor => {
  const shape: Shape = [to - from, ...t.shape.slice(1)]
  return fromData(t.dtype, shape, toData(t.dtype, rowsOf(t, from, to)))
}

describe.each(rows)('$title', ({ name, settings, of, acrossBatch = false, kernels }) => {
  const loss = lossNamed(name, settings)

  test('goes through a file and back', () => {
    const again = lossNamed(loss.name, throughJson(loss.settings))
    const [outputs, targets] = [normals(22, [5, width]), of(5)]
    expect(again.perExample(outputs, targets).data()).toEqual(loss.perExample(outputs, targets).data())
    expect(thrownBy(() => lossNamed(name, { none: 1 })).code).toBe('unknown-option')
  })

  test.each([0, 1, 3, 10, 125])('one number for each of %d examples, eagerly and compiled', (batch) => {
    withBackend(wasmBackend, () => {
      const [outputs, targets] = [normals(23, [batch, width]), of(batch)]
      const each = loss.perExample(outputs, targets)
      expect(each.shape).toEqual([batch])
      const compiled = compile((given: Tensor) => loss.perExample(given, targets))
      expectClose(compiled(outputs), each, 1e-5)
      if (acrossBatch || batch === 0) return
      const last = loss.perExample(take(outputs, batch - 1, batch), take(targets, batch - 1, batch))
      expectClose(last, rowsOf(each, batch - 1, batch), 1e-5)
    })
  })

  test.each([1, 3, 10, 125])('gradients against central differences, batch %d', (batch) => {
    inFloat64(() => {
      const targets = of(batch)
      expect(
        gradientError((x: Tensor) => meanLoss(loss, x, targets), normals(24, [batch, width])),
      ).toBeLessThan(1e-6)
    })
  })

  test('a NaN reaches the loss of its example', () => {
    inFloat64(() => {
      const outputs = normals(25, [10, width])
      const data = [...outputs.data()]
      data[width] = Number.NaN
      const each = loss.perExample(tensor(data, [10, width]), of(10)).data()
      expect(each[1]).toBeNaN()
      if (!acrossBatch) expect([each[0], each[2]].every(Number.isFinite)).toBe(true)
    })
  })

  test('logits of ±10⁴ have a finite loss and gradient', () => {
    withBackend(wasmBackend, () => {
      const outputs = tensor([1e4, -1e4, 0, 1e4, -1e4, -1e4, 1e4, 0], [2, width])
      const targets = of(2)
      expect(loss.perExample(outputs, targets).data().every(Number.isFinite)).toBe(true)
      const slope = gradient((x: Tensor) => meanLoss(loss, x, targets), outputs)
      expect(slope.data().every(Number.isFinite)).toBe(true)
    })
  })

  test('a sample of weight 2 counts as two, of weight 0 as none; equal weights change nothing', () => {
    if (acrossBatch) return
    inFloat64(() => {
      const [outputs, targets] = [normals(26, [3, width]), of(3)]
      const pick = (t: Tensor) =>
        fromData(
          t.dtype,
          [3, ...t.shape.slice(1)],
          toData(t.dtype, [...rowsOf(t, 0, 1), ...rowsOf(t, 0, 1), ...rowsOf(t, 1, 2)]),
        )
      const weighted = meanLoss(loss, outputs, targets, tensor([2, 1, 0]))
      expectClose(weighted, [meanLoss(loss, pick(outputs), pick(targets)).item()], 1e-12)
      const equal = meanLoss(loss, outputs, targets, tensor([0.3, 0.3, 0.3]))
      expectClose(equal, [meanLoss(loss, outputs, targets).item()], 1e-12)
    })
  })

  test(`is at most ${kernels} kernels with its gradient`, () => {
    const targets = of(64)
    const parts = kernelsOf((x) => meanLoss(loss, x, targets), normals(27, [64, width]))
    expect(parts.length, JSON.stringify(parts)).toBeLessThanOrEqual(kernels)
  })

  test('refuses another batch, and sample weights of another', () => {
    const { code } = thrownBy(() => loss.perExample(normals(1, [3, width]), of(2)))
    expect(code).toBe('targets-shape')
    expect(thrownBy(() => meanLoss(loss, values(3), of(3), tensor([1, 1]))).message).toContain(
      'sampleWeights is "float32[2]". Expected one weight for each of 3 examples, float32[3].',
    )
  })
})

describe('embeddings of a batch, against loops over all pairs', () => {
  const labels = [0, 1, 0, 2, 1, 0]
  const rowsFrom = (x: Tensor) => labels.map((_, index) => rowsOf(x, index, index + 1))
  const distance = (a: readonly number[], b: readonly number[]) =>
    Math.sqrt(a.reduce((total, value, index) => total + (value - (b[index] ?? 0)) ** 2, 0))

  test('contrastive: the mean over the other examples', () => {
    inFloat64(() => {
      const x = normals(31, [6, 2])
      const points = rowsFrom(x)
      const expected = points.map((a, i) => {
        const each = points.map((b, j) => {
          if (i === j) return 0
          const d = distance(a, b)
          return labels[i] === labels[j] ? d ** 2 / 2 : Math.max(0, 1.5 - d) ** 2 / 2
        })
        return each.reduce((total, value) => total + value, 0) / 5
      })
      const loss = contrastiveLoss({ margin: 1.5 })
      expectClose(loss.perExample(x, tensor(labels, [6], 'int32')), expected, 1e-12)
    })
  })

  test('triplet: the hardest positive and negative; 0 for the class of one', () => {
    inFloat64(() => {
      const x = normals(32, [6, 2])
      const points = rowsFrom(x)
      const expected = points.map((a, i) => {
        const to = (same: boolean) =>
          points.flatMap((b, j) => (i !== j && (labels[i] === labels[j]) === same ? [distance(a, b)] : []))
        if (to(true).length === 0) return 0
        return Math.max(0, Math.max(...to(true)) - Math.min(...to(false)) + 1)
      })
      expect(expected[3]).toBe(0)
      expectClose(tripletLoss().perExample(x, tensor(labels, [6], 'int32')), expected, 1e-12)
    })
  })

  test('of one class, or one example, there is nothing to learn', () => {
    inFloat64(() => {
      const one = (batch: number) => tensor(Array(batch).fill(1), [batch], 'int32')
      expectClose(tripletLoss().perExample(normals(1, [3, 2]), one(3)), [0, 0, 0], 0)
      expectClose(contrastiveLoss().perExample(normals(1, [1, 2]), one(1)), [0], 0)
      const slope = gradient((x: Tensor) => meanLoss(tripletLoss(), x, one(3)), normals(1, [3, 2]))
      expectClose(slope, Array(6).fill(0), 0)
    })
  })

  test('equal rows have a gradient: 0, not NaN', () => {
    inFloat64(() => {
      const a = tensor([[1, 2]])
      const slope = gradient((x: Tensor) => triplet(x, a, a), a)
      expectClose(slope, [0, 0], 0)
    })
  })
})

describe('closed forms', () => {
  test('the median minimises the absolute error, the mean the squared one', () => {
    inFloat64(() => {
      const data = tensor([1, 2, 3, 4, 100])
      const at = (value: number) => tensor(Array(5).fill(value))
      const slope = (loss: typeof mae, value: number) => {
        const slopes = gradient((x: Tensor) => loss(x, data), at(value)).data()
        return [...slopes].reduce((total, part) => total + part, 0)
      }
      expect(slope(mae, 3)).toBeCloseTo(0, 14)
      expect(slope(mse, 22)).toBeCloseTo(0, 14)
    })
  })

  test('Huber is half the squared error inside δ, and has the slope ±δ outside', () => {
    inFloat64(() => {
      const zero = tensor([0, 0, 0])
      const loss = huberLoss({ delta: 2 })
      expectClose(loss.perExample(tensor([1, -2, 5]), zero), [0.5, 2, 8], 1e-15)
      const slope = gradient((x: Tensor) => meanLoss(loss, x, zero), tensor([1, -2, 5]))
      expectClose(slope, [1 / 3, -2 / 3, 2 / 3], 1e-15)
    })
  })

  test('focal loss with γ = 0, α = ½ is half the binary cross-entropy', () => {
    inFloat64(() => {
      const x = normals(41, [10, 3])
      const t = tensor(
        [...normals(42, [10, 3]).data()].map((value) => Number(value > 0)),
        [10, 3],
      )
      const half = lossNamed('binaryCrossEntropy').perExample(x, t).data()
      expectClose(
        focalLoss({ gamma: 0, alpha: 0.5 }).perExample(x, t),
        [...half].map((value) => value / 2),
        1e-14,
      )
    })
  })

  test('hinge reads classes 0 and 1 as −1 and 1', () => {
    inFloat64(() => {
      const x = tensor([0.5, -0.5, 2])
      const t = tensor([1, 1, 0], [3], 'int32')
      expectClose(hingeLoss().perExample(x, t), [0.5, 1.5, 3], 1e-15)
      expect(hinge(x, tensor([1, 1, -1])).item()).toBeCloseTo(5 / 3, 15)
    })
  })

  test.each(['crossEntropy', 'hinge', 'focal'] as const)(
    '%s of a class that does not exist is NaN',
    (name) => {
      inFloat64(() => {
        for (const target of [-1, 2]) {
          const each = lossNamed(name).perExample(
            tensor([
              [0, 0.5],
              [0, 0.5],
            ]),
            tensor([target, 1], [2], 'int32'),
          )
          expect(each.data()[0]).toBeNaN()
          expect(each.data()[1]).toBeGreaterThan(0)
        }
      })
    },
  )

  test('class weights: a class of weight 0 does not count', () => {
    inFloat64(() => {
      const x = normals(43, [3, 3])
      const t = tensor([0, 1, 2], [3], 'int32')
      const weighted = crossEntropy(x, t, { classWeights: [1, 1, 0] }).item()
      const two = crossEntropy(take(x, 0, 2), tensor([0, 1], [2], 'int32')).item()
      expect(weighted).toBeCloseTo(two, 14)
      const knowsNothing = tensor(new Float64Array(9), [3, 3])
      expect(crossEntropy(knowsNothing, t, { classWeights: [1, 2, 3] }).item()).toBeCloseTo(Math.log(3), 14)
    })
  })

  test('cosine similarity does not see lengths', () => {
    inFloat64(() => {
      const a = tensor([
        [1, 0],
        [1, 1],
        [0, 0],
      ])
      const b = tensor([
        [0, 5],
        [-3, -3],
        [1, 2],
      ])
      expectClose(cosineSimilarity(a, b), [0, -1, 0], 1e-11)
    })
  })
})

describe('what cannot be meant is refused', () => {
  const refused: [string, Settings][] = [
    ['huber', { delta: 0 }],
    ['focal', { gamma: -1 }],
    ['focal', { alpha: 2 }],
    ['hinge', { margin: 0 }],
    ['contrastive', { margin: -1 }],
    ['triplet', { margin: 0 }],
    ['binaryCrossEntropy', { positiveWeight: 0 }],
    ['binaryCrossEntropy', { labelSmoothing: 2 }],
    ['crossEntropy', { classWeights: [1, -1] }],
    ['crossEntropy', { classWeights: [0, 0] }],
    ['crossEntropy', { classWeights: ['a'] }],
  ]
  test.each(refused)('%s %o', (name, settings) => {
    expect(thrownBy(() => lossNamed(name, settings)).code).toBe('technique-option')
  })

  test('class weights for another number of classes', () => {
    const loss = crossEntropyLoss({ classWeights: [1, 2] })
    expect(thrownBy(() => loss.perExample(values(3), classesOf(3))).message).toBe(
      'crossEntropy: classWeights is [1,2]. Expected 4 numbers, one for each class.',
    )
  })
})

test('every loss has a row with paper and defaults', () => {
  for (const [name, { technique }] of Object.entries(losses)) {
    expect(technique).toMatchObject({ name, kind: 'loss' })
    expect(technique.paper).toMatch(/\d{4}/)
    expect(lossNamed(name).settings).toEqual(technique.defaults)
  }
})

test('training takes the mean of a batch by meanLoss, which knows of weights', () => {
  const folder = new URL('../../src/train/', import.meta.url)
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  )
  const direct = files.filter((file) => readFileSync(new URL(file, folder), 'utf8').includes('perExample('))
  expect(direct).toEqual([])
})
