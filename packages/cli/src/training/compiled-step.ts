/** What a training step is compiled to: the step that `fit` really runs, watched while it is compiled. */
import {
  asPart,
  type Backend,
  createDataset,
  type FitOptions,
  fit,
  type Model,
  type ProgramReport,
  type Shape,
  type Task,
  watchCompilation,
} from 'regimen'

export interface StepDescription {
  readonly model: Model
  readonly optimizer: FitOptions['optimizer']
  readonly task: Task
  readonly inputShape: Shape
  /** Of the training part. */
  readonly rows: number
  readonly batchSize: number
  readonly backend: Backend
}

/** Runs one step on zeros: only the shapes of the data decide what is compiled. */
export async function compiledStep(step: StepDescription): Promise<ProgramReport> {
  const { model, optimizer, batchSize, backend } = step
  const reports: ProgramReport[] = []
  const end = watchCompilation((report) => reports.push(report()))
  try {
    await fit(model, { train: zeros(step) }, { optimizer, batchSize, backend, steps: 1 })
  } finally {
    end()
  }
  const [largest] = reports.toSorted((a, b) => b.passes.traced - a.passes.traced)
  if (!largest) throw new Error('fit compiled nothing')
  return largest
}

function zeros({ task, inputShape, rows }: StepDescription) {
  const features = inputShape.reduce((product, size) => product * size, 1)
  const targets = task.kind === 'classification' ? new Int32Array(rows) : new Float32Array(rows)
  return asPart(
    createDataset({ name: 'zeros', task, inputShape, inputs: new Float32Array(rows * features), targets }),
    'train',
  )
}
