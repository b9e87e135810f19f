/** How queries are compared with the few examples that are known. */
import { abs, add, div, mul, neg, sqrt, square, sub } from '../engine/ops/elementwise.ts'
import { oneHot } from '../engine/ops/indexing.ts'
import { logSumExp, max, mean, sum } from '../engine/ops/reductions.ts'
import { expandDims, reshape } from '../engine/ops/views.ts'
import { defaultFloat } from '../engine/settings.ts'
import { fromData, type Tensor } from '../engine/tensor.ts'
import { toData } from '../engine/types.ts'
import type { TensorRecord } from '../nn/layer.ts'
import { binaryCrossEntropy } from '../nn/losses/binary-cross-entropy.ts'
import { crossEntropy } from '../nn/losses/cross-entropy.ts'
import type { Technique } from '../technique.ts'

/** A way of comparing embeddings. */
export interface OneShotMethod {
  readonly technique: Technique
  /** What it learns beside the embedding. */
  initialize(features: number): TensorRecord
  /**
   * How well each query fits each class; the largest wins: [queries, ways].
   * @param support [ways, shots, features]
   * @param queries [queries, features]
   */
  scores(support: Tensor, queries: Tensor, parameters: TensorRecord): Tensor
  /** A scalar. @param labels int32 [queries]: the class of each, from 0 to ways − 1. */
  loss(scores: Tensor, labels: Tensor): Tensor
}

const technique = (name: string, paper: string): Technique => ({
  name,
  kind: 'model',
  defaults: {},
  paper,
  catalogue: ['M3'],
})
const nothing = (): TensorRecord => ({})

/** Of every query to every row: [queries, rows], squared. */
function squaredDistances(queries: Tensor, rows: Tensor): Tensor {
  return sum(square(sub(expandDims(queries, 1), expandDims(rows, 0))), { axes: 2 })
}

/** Distance to the mean of a class's examples (Snell, Swersky & Zemel 2017): softmax over −‖q − c‖². */
export const prototypicalNetwork: OneShotMethod = {
  technique: technique('prototypicalNetwork', 'Snell, Swersky & Zemel 2017, arXiv:1703.05175'),
  initialize: nothing,
  scores: (support, queries) => neg(squaredDistances(queries, mean(support, { axes: 1 }))),
  loss: (scores, labels) => crossEntropy(scores, labels),
}

/** By how much the cosines are stretched before the softmax: from −1 to 1 it would hardly prefer anything. */
const sharpness = 10

/**
 * Attention over all examples (Vinyals et al. 2016): softmax of the cosines, summed over each class. The scores are
 * the logarithms of the probabilities.
 */
export const matchingNetwork: OneShotMethod = {
  technique: technique(
    'matchingNetwork',
    'Vinyals, Blundell, Lillicrap, Kavukcuoglu & Wierstra 2016, arXiv:1606.04080',
  ),
  initialize: nothing,
  scores: (support, queries) => {
    const [ways = 1, shots = 1, features = 1] = support.shape
    const rows = unit(reshape(support, [ways * shots, features]))
    const cosines = sum(mul(expandDims(unit(queries), 1), expandDims(rows, 0)), { axes: 2 })
    const logits = mul(cosines, sharpness)
    const logs = sub(logits, logSumExp(logits, { axes: 1, keepDims: true }))
    return logSumExp(reshape(logs, [queries.shape[0] ?? 1, ways, shots]), { axes: 2 })
  },
  loss: (scores, labels) => crossEntropy(scores, labels),
}

/**
 * Two examples at a time (Koch, Zemel & Salakhutdinov 2015): the probability that they are of one class is
 * σ(Σ αⱼ |aⱼ − bⱼ| + β), with α and β learnt. Pairs of one class count as much as all others together.
 */
export const siameseNetwork: OneShotMethod = {
  technique: technique('siameseNetwork', 'Bromley et al. 1993, NeurIPS; Koch, Zemel & Salakhutdinov 2015'),
  initialize: (features) => {
    const float = defaultFloat()
    const filled = (size: number, value: number) =>
      fromData(float, [size], toData(float, new Float64Array(size).fill(value)))
    return { alpha: filled(features, -1 / Math.sqrt(features)), beta: filled(1, 1) }
  },
  scores: (support, queries, { alpha, beta }) => {
    const [ways = 1, shots = 1, features = 1] = support.shape
    const rows = reshape(support, [ways * shots, features])
    const apart = abs(sub(expandDims(queries, 1), expandDims(rows, 0)))
    const logits = add(sum(mul(apart, alpha ?? 1), { axes: 2 }), beta ?? 0)
    return mean(reshape(logits, [queries.shape[0] ?? 1, ways, shots]), { axes: 2 })
  },
  loss: (scores, labels) => {
    const [queries = 1, ways = 1] = scores.shape
    const same = oneHot(labels, ways)
    const flat = reshape(scores, [queries * ways, 1])
    const weights = add(1, mul(same, ways - 2))
    return binaryCrossEntropy(
      flat,
      reshape(same, [queries * ways, 1]),
      {},
      reshape(weights, [queries * ways]),
    )
  },
}

/** The class of the nearest example; nothing is learnt. On raw pixels the baseline of one-shot learning. */
export const nearestNeighbour: OneShotMethod = {
  technique: technique('nearestNeighbour', 'Cover & Hart 1967, IEEE Trans. Information Theory 13'),
  initialize: nothing,
  scores: (support, queries) => {
    const [ways = 1, shots = 1, features = 1] = support.shape
    const distances = squaredDistances(queries, reshape(support, [ways * shots, features]))
    return max(neg(reshape(distances, [queries.shape[0] ?? 1, ways, shots])), { axes: 2 })
  },
  loss: (scores, labels) => crossEntropy(scores, labels),
}

/** Rows of length 1. */
function unit(rows: Tensor): Tensor {
  return div(rows, sqrt(add(sum(square(rows), { axes: 1, keepDims: true }), 1e-12)))
}
