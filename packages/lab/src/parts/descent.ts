/** An optimizer of the library on a function of a few variables, in float64: paths to look at. */
import {
  applyUpdates,
  hyperparameterTensors,
  type Optimizer,
  Program,
  referenceBackend,
  tensor,
  withBackend,
} from 'regimen'

/** The gradient at a point, at update number `step` (from 0). */
export type GradientAt = (point: readonly number[], step: number) => readonly number[]

/** Points from the start on: `steps + 1` of them. */
export function descend(
  optimizer: Optimizer,
  gradientAt: GradientAt,
  start: readonly number[],
  steps: number,
): number[][] {
  return withBackend(referenceBackend, () => {
    const { transform } = optimizer
    const vector = (values: readonly number[]) => ({ x: tensor([...values], undefined, 'float64') })
    const hyperparameters = (step: number) =>
      hyperparameterTensors(transform.hyperparameters(step), 'float64')
    const parameters = vector(start)
    const program = new Program({ parameters, memory: transform.initialize(parameters) })
    const update = program.compile(
      (state, inputs: { gradient: { x: typeof parameters.x }; at: ReturnType<typeof hyperparameters> }) => {
        const { updates, state: memory } = transform.update(
          inputs.gradient,
          state.memory,
          state.parameters,
          inputs.at,
        )
        const moved = { x: applyUpdates(state.parameters, updates).x ?? state.parameters.x }
        return { state: { parameters: moved, memory }, result: moved.x }
      },
    )
    const path = [[...start]]
    for (let step = 0; step < steps; step++) {
      const gradient = vector(gradientAt(path[step] ?? start, step))
      path.push(Array.from(update({ gradient, at: hyperparameters(step) }).data()))
    }
    return path
  })
}
