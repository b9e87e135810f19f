/**
 * Initializers that fix the variance of the weights, from the number of a unit's inputs and outputs, so
 * that signals keep their size from layer to layer. The papers differ only in the variance.
 */
import type { Settings } from '../../technique.ts'
import { type DistributionName, distributions } from './distributions.ts'
import { type Fans, type InitializerFactory, type InitializerRow, initializerFactory } from './initializer.ts'

/**
 * An initializer from the variance that its paper asks for.
 * @param varianceOf checks the settings, and gives the variance of the weights as a function of the fans.
 */
export function varianceScaling<S extends Settings>(
  row: InitializerRow<S>,
  distribution: DistributionName,
  varianceOf: (settings: S) => (fans: Fans) => number,
): InitializerFactory<S> {
  const draw = distributions[distribution]
  return initializerFactory(row, (settings) => {
    const variance = varianceOf(settings)
    return (source, shape, fans) => draw(source, shape, variance(fans))
  })
}
