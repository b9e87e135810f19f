/** What Regimen can be asked to repeat: training, or a compiled function over state that stays in the backend. */
import {
  add,
  applyUpdates,
  argMax,
  broadcastTo,
  div,
  exp,
  findOptimizer,
  type Hyperparameters,
  hyperparameterTensors,
  leavesOf,
  log,
  logSumExp,
  matmul,
  max,
  maximum,
  mul,
  type Optimizer,
  optimizers,
  Program,
  sigmoid,
  sqrt,
  sum,
  type Tensor,
  type TensorRecord,
  tanh,
  tensor,
  zeros,
} from 'regimen'
import type { OperationName, Task } from '../../runner/protocol.ts'
import { type Build, NotOffered, type Runner } from '../../runner/serve.ts'
import { openDuplicates } from './duplicates.ts'
import { openTraining } from './training.ts'

export function openTask(task: Task): Build | Promise<Build> {
  switch (task.kind) {
    case 'step':
    case 'augmentedStep':
      return openTraining(task.workload)
    case 'steps':
      return openTraining(task.workload, task)
    case 'matmul': {
      const { size, transposeA, transposeB } = task
      return repeated([size, size], (a, b) => matmul(a, b, { transposeA, transposeB }))
    }
    case 'microKernel':
      return repeatedPanels(task.repetitions)
    case 'operation':
      return repeated([task.rows, task.columns], operations[task.operation])
    case 'update':
      return repeatedUpdate(task.optimizer, task.parameters)
    case 'duplicates':
      return openDuplicates(task.images)
    case 'copy':
      throw new NotOffered('a copy is not its business')
  }
}

/** Values that an optimizer remembers of each parameter, for every row of the table. */
export function optimizerState(): Record<string, number> {
  const one = { parameter: zeros([1]) }
  return Object.fromEntries(
    Object.entries(optimizers).map(([name, make]) => [
      name,
      leavesOf(make().transform.initialize(one)).length,
    ]),
  )
}

const operations: Readonly<Record<OperationName, (x: Tensor, y: Tensor) => Tensor>> = {
  add,
  mul,
  div,
  sqrt: (x) => sqrt(x),
  exp: (x) => exp(x),
  log: (x) => log(x),
  tanh: (x) => tanh(x),
  sigmoid: (x) => sigmoid(x),
  relu: (x) => maximum(x, 0),
  sum: (x) => sum(x),
  sumRows: (x) => sum(x, { axes: 1 }),
  sumColumns: (x) => sum(x, { axes: 0 }),
  maxRows: (x) => max(x, { axes: 1 }),
  argMaxRows: (x) => argMax(x),
  logSumExpRows: (x) => logSumExp(x, { axes: 1 }),
}

/** Two operands and the result are state: nothing crosses the border of the backend while it is repeated. */
function repeated(shape: readonly number[], operation: (x: Tensor, y: Tensor) => Tensor): Build {
  const x = tensor(numbersAroundOne(shape), shape)
  const y = tensor(numbersAroundOne(shape), shape)
  return () => {
    const program = new Program({ x, y, result: operation(x, y) })
    const run = program.compile((state, _: object) => ({
      state: { ...state, result: operation(state.x, state.y) },
      result: {},
    }))
    return {
      run: (count) => {
        for (let repetition = 0; repetition < count; repetition++) run({})
      },
    }
  }
}

/** The same small product again and again: 96 rows, 256 deep, 8 columns. */
function repeatedPanels(repetitions: number): Build {
  const a = tensor(numbersAroundOne([96, 256]), [96, 256])
  const b = tensor(numbersAroundOne([256, 8]), [256, 8])
  const products = (x: Tensor, y: Tensor) =>
    matmul(broadcastTo(x, [repetitions, 96, 256]), broadcastTo(y, [repetitions, 256, 8]))
  return () => {
    const program = new Program({ a, b, result: products(a, b) })
    const run = program.compile((state, _: object) => ({
      state: { ...state, result: products(state.a, state.b) },
      result: {},
    }))
    return {
      run: (count) => {
        for (let repetition = 0; repetition < count; repetition++) run({})
      },
    }
  }
}

/** The step's number moves on, as in training. */
function repeatedUpdate(name: string, parameters: number): Build {
  const weights: TensorRecord = { weight: tensor(numbersAroundOne([parameters]), [parameters]) }
  return () => startUpdates(findOptimizer(name)(), weights)
}

function startUpdates({ transform }: Optimizer, weights: TensorRecord): Runner {
  const program = new Program({
    parameters: weights,
    // Of the same size as the parameters, which is all that counts here.
    gradients: weights,
    optimizer: transform.initialize(weights),
  })
  const run = program.compile((state, hyperparameters: Hyperparameters) => {
    const { updates, state: optimizer } = transform.update(
      state.gradients,
      state.optimizer,
      state.parameters,
      hyperparameters,
    )
    return {
      state: { ...state, parameters: applyUpdates(state.parameters, updates), optimizer },
      result: {},
    }
  })
  let step = 0
  return {
    run: (count) => {
      for (let repetition = 0; repetition < count; repetition++) {
        run(hyperparameterTensors(transform.hyperparameters(step++), program.backend.floatType))
      }
    },
  }
}

function numbersAroundOne(shape: readonly number[]): Float32Array {
  const size = shape.reduce((product, dimension) => product * dimension, 1)
  return Float32Array.from({ length: size }, () => 0.5 + Math.random())
}
