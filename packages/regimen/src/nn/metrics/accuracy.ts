import { cast, equal, greater } from '../../engine/ops/elementwise.ts'
import { argMax, sum } from '../../engine/ops/reductions.ts'
import type { Tensor } from '../../engine/tensor.ts'
import { isFloat } from '../../engine/types.ts'
import { alignTargets, classTargets } from '../losses/targets.ts'
import { type MetricFactory, meanOverExamples, metricFactory } from './metric.ts'

/**
 * The share of examples whose predicted class is right. With K outputs the class of the largest, against
 * int32 classes [batch] or one-hot rows [batch, K]; with one output (a logit) class 1 where it is above 0,
 * against 0 and 1.
 */
export const accuracy: MetricFactory = metricFactory(
  {
    name: 'accuracy',
    defaults: {},
    paper: 'Bishop 2006, Pattern Recognition and Machine Learning, section 1.5',
    catalogue: ['F8'],
  },
  () => ({
    better: 'higher',
    task: 'classification',
    sums: (outputs, targets) => {
      const single = outputs.rank === 1 || (outputs.rank === 2 && outputs.shape[1] === 1)
      const correct = single ? binaryMatches(outputs, targets) : classMatches(outputs, targets)
      return sum(cast(correct, isFloat(outputs.dtype) ? outputs.dtype : 'float32'))
    },
    finish: meanOverExamples,
  }),
)

function classMatches(outputs: Tensor, given: Tensor): Tensor {
  const { kind, targets } = classTargets('accuracy', outputs, given)
  return equal(argMax(outputs), kind === 'rows' ? argMax(targets) : targets)
}

function binaryMatches(outputs: Tensor, given: Tensor): Tensor {
  const [logits, targets] = alignTargets('accuracy', outputs, given)
  return equal(cast(greater(logits, 0), targets.dtype), targets)
}
