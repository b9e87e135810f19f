import { sum } from '../../engine/ops/reductions.ts'
import { binaryCrossEntropyLoss } from '../losses/binary-cross-entropy.ts'
import { crossEntropyLoss } from '../losses/cross-entropy.ts'
import { type MetricFactory, meanOverExamples, metricFactory } from './metric.ts'

const multiclass = crossEntropyLoss()
const binary = binaryCrossEntropyLoss()

/**
 * −ln of the probability given to the actual class, in nats: the mean over the examples, from logits. Outputs and
 * targets as for `accuracy`. It is the loss of classification without label smoothing or weights, so models
 * trained with and without these can be compared.
 */
export const logLoss: MetricFactory = metricFactory(
  { name: 'logLoss', defaults: {}, paper: 'Good 1952, JRSS B 14', catalogue: ['F11'] },
  () => ({
    better: 'lower',
    task: 'classification',
    sums: (outputs, targets) => {
      const single = outputs.rank === 1 || (outputs.rank === 2 && outputs.shape[1] === 1)
      return sum((single ? binary : multiclass).perExample(outputs, targets))
    },
    finish: meanOverExamples,
  }),
)
