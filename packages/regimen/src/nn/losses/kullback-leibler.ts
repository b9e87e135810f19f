import { equal, log, mul, select, sub } from '../../engine/ops/elementwise.ts'
import { sum } from '../../engine/ops/reductions.ts'
import { logSoftmax } from '../activations/softmax.ts'
import type { TechniqueFactory } from '../technique-factory.ts'
import { type Loss, type LossFunction, lossFactory, lossFunction } from './loss.ts'
import { rowTargets } from './targets.ts'

type NoSettings = Record<never, never>

/**
 * The divergence Σ t ln(t / y) of softmax outputs y from target probabilities t, on logits [batch, K]: the
 * cross-entropy less the targets' own entropy, so 0 is reached. Targets: rows of probabilities [batch, K]; classes
 * with t = 0 add nothing. Summed over the classes (PyTorch's `batchmean`; its `mean` divides by K as well).
 * Logarithms of probabilities may stand for the logits.
 */
export const kullbackLeiblerLoss: TechniqueFactory<NoSettings, Loss> = lossFactory(
  {
    name: 'kullbackLeibler',
    defaults: {},
    paper: 'Kullback & Leibler 1951, Annals of Mathematical Statistics 22',
    catalogue: [],
  },
  () => ({
    perExample: (outputs, given) => {
      const targets = rowTargets('kullbackLeibler', outputs, given)
      const absent = equal(targets, 0)
      const difference = sub(log(select(absent, 1, targets)), logSoftmax(outputs))
      return sum(select(absent, 0, mul(targets, difference)), { axes: 1 })
    },
  }),
)

/**
 * The mean over the batch of Σ t ln(t / softmax(x)), in nats.
 * @throws RegimenError `targets-shape`.
 */
export const kullbackLeibler: LossFunction<NoSettings> = lossFunction(kullbackLeiblerLoss)
