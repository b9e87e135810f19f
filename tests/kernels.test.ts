/** How many kernels a training step is: the one that `fit` runs, on the networks of the bench. */
import { describe, expect, it } from 'vitest'
import { workloadStep } from './support/workload-step.ts'

describe('the step of fit', () => {
  // jax-js needs 55 for an Adam step of a perceptron with two hidden layers, which W2 is.
  it.each([
    ['W1', 22],
    ['W1a', 26],
    ['W2', 20],
    ['W4', 83],
  ])('of %s is %d kernels', async (name, kernels) => {
    const { report } = await workloadStep(name)
    expect(report.kernels.length).toBe(kernels)
    expect(report.passes.kernels).toBe(kernels)
  })
})
