/** The contract of losses: what training makes small. */
import { mean } from '../../engine/ops/reductions.ts'
import type { Tensor } from '../../engine/tensor.ts'
import type { Settings } from '../../technique.ts'
import { type TechniqueFactory, type TechniqueRow, techniqueFactory } from '../technique-factory.ts'

/** What training makes small: a number for each example. */
export interface Loss {
  /** The technique's name: `crossEntropy`. */
  readonly name: string
  readonly settings: Settings
  /**
   * One number for each example: [batch].
   * @throws RegimenError `targets-shape` when outputs and targets do not fit.
   */
  perExample(outputs: Tensor, targets: Tensor): Tensor
  /** The expected loss of a model that knows nothing, where theory gives one: ln K for K classes. */
  initialValue?(classes: number): number
}

/** @internal */
export function lossFactory<S extends Settings>(
  row: Omit<TechniqueRow<S>, 'kind'>,
  build: (settings: S) => Pick<Loss, 'perExample' | 'initialValue'>,
): TechniqueFactory<S, Loss> {
  const technique: TechniqueRow<S> = { ...row, kind: 'loss' }
  return techniqueFactory(technique, (settings) => ({ name: row.name, settings, ...build(settings) }))
}

/** @internal The mean over the batch. */
export function meanLoss(loss: Loss, outputs: Tensor, targets: Tensor): Tensor {
  return mean(loss.perExample(outputs, targets))
}
