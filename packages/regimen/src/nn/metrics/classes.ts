/** What classification metrics look at: logits of all classes, actual classes, predicted ones. */

import { full, zeros } from '../../engine/ops/create.ts'
import { cast, greater, sub } from '../../engine/ops/elementwise.ts'
import { concatenate, scatterAdd } from '../../engine/ops/indexing.ts'
import { argMax } from '../../engine/ops/reductions.ts'
import { reshape, sliceAxis } from '../../engine/ops/views.ts'
import type { Tensor } from '../../engine/tensor.ts'
import { alignTargets, classTargets } from '../losses/targets.ts'

export interface Classified {
  /** [batch, classes]; at least two classes. */
  readonly logits: Tensor
  /** int32 [batch] */
  readonly actual: Tensor
  readonly classes: number
}

const isSingle = ({ rank, shape }: Tensor) => rank === 1 || (rank === 2 && shape[1] === 1)

/**
 * Logits [batch, K] against int32 classes [batch] or one-hot rows [batch, K]; or one logit for class 1,
 * [batch] or [batch, 1], against 0 and 1: the same as the two logits 0 and z.
 * @throws RegimenError `targets-shape`.
 */
export function classified(metric: string, outputs: Tensor, given: Tensor): Classified {
  if (isSingle(outputs)) {
    const [logit, targets] = alignTargets(metric, outputs, given)
    const logits = concatenate([zeros(logit.shape, logit.dtype), logit], 1)
    return { logits, actual: cast(reshape(targets, [targets.size]), 'int32'), classes: 2 }
  }
  const { kind, targets } = classTargets(metric, outputs, given)
  const actual = kind === 'rows' ? argMax(targets) : targets
  return { logits: outputs, actual, classes: outputs.shape[1] ?? 0 }
}

/** int32 [batch]: the class of the largest logit; of two classes, 1 where its probability exceeds the threshold. */
export function predictedClasses({ logits, classes }: Classified, threshold = 0.5): Tensor {
  if (classes !== 2) return argMax(logits)
  return cast(greater(logOdds(logits), Math.log(threshold / (1 - threshold))), 'int32')
}

/** [batch]: ln(p₁ / p₀) of two logits. */
export function logOdds(logits: Tensor): Tensor {
  const column = (index: number) => reshape(sliceAxis(logits, 1, index, index + 1), [logits.shape[0] ?? 0])
  return sub(column(1), column(0))
}

/** How often each index occurs, [size], of an int32 [n]; what is out of range is dropped. */
export function countOf(indices: Tensor, size: number, like: Tensor): Tensor {
  return scatterAdd(full(indices.shape, 1, like.dtype), indices, size)
}
