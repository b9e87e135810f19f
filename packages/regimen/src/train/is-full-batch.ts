import type { FullBatchOptimizer } from '../optim/second-order/full-batch-optimizer.ts'
import type { Optimizer } from '../optim/transform.ts'

/** True for methods that see the whole training part at once. */
export function isFullBatch(optimizer: Optimizer | FullBatchOptimizer): optimizer is FullBatchOptimizer {
  return 'method' in optimizer
}
