/**
 * Initializers that fix the variance of the weights, from the number of a unit's inputs and outputs, so
 * that signals keep their size from layer to layer. The papers differ only in the variance.
 */
import type { Settings } from '../../technique.ts'
import { type DistributionName, distributions } from './distributions.ts'
import { type Fans, type InitializerRow, type InitializerRule, initializerRule } from './initializer.ts'

/**
 * The rule of an initializer from the variance that its paper asks for.
 * @param varianceOf checks the settings, and gives the variance of the weights as a function of the fans.
 */
export function varianceScaling<S extends Settings>(
  row: InitializerRow<S>,
  distribution: DistributionName,
  varianceOf: (settings: S) => (fans: Fans) => number,
): InitializerRule<S> {
  const draw = distributions[distribution]
  return initializerRule(row, (settings) => {
    const variance = varianceOf(settings)
    return (source, shape, fans) => draw(source, shape, variance(fans))
  })
}
