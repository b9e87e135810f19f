/** Whether a model fits a data set. */
import type { Dataset } from '../data/dataset.ts'
import { formatShape, sameShape } from '../engine/types.ts'
import { RegimenError } from '../errors.ts'
import type { Loss } from '../nn/losses/loss.ts'
import type { Model } from '../nn/model.ts'

/** The model takes the data's rows and gives one output per class, unless the loss is one of embeddings. */
export function checkData(model: Model, { inputShape, task }: Dataset, loss?: Loss): void {
  if (!sameShape(model.inputShape, inputShape)) {
    throw new RegimenError('model-data-mismatch', {
      what: 'input shape',
      model: formatShape(model.inputShape),
      data: formatShape(inputShape),
    })
  }
  if (loss?.outputs === 'embedding') return
  // One logit is enough for two classes (binary cross-entropy).
  const outputs = model.outputShape.at(-1) ?? 1
  const classes = task.kind === 'classification' ? task.classes.length : 1
  if (task.kind === 'classification' && outputs !== classes && !(classes === 2 && outputs === 1)) {
    throw new RegimenError('model-data-mismatch', {
      what: 'number of outputs',
      model: String(outputs),
      data: `${classes}, one for each class`,
    })
  }
}
