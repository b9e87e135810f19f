/** What a training step is compiled to: the step that `fit` really runs, watched while it is compiled. */
import {
  asPart,
  type Backend,
  createDataset,
  type FitOptions,
  fit,
  type Metric,
  type Model,
  type ProgramReport,
  type Shape,
  type Task,
  watchCompilation,
} from 'regimen'
import type { ConfigParts } from '../config/apply-config.ts'

export interface StepDescription {
  readonly model: Model
  readonly optimizer: FitOptions['optimizer']
  readonly metrics: readonly Metric[]
  /** Their loss and what they do to the rows are part of the step. Callbacks are not: monitors have steps of their own. */
  readonly parts: ConfigParts
  readonly task: Task
  readonly inputShape: Shape
  /** Of the training part. */
  readonly rows: number
  readonly batchSize: number
  readonly backend: Backend
}

/** Runs one step on zeros: only the shapes of the data decide what is compiled. */
export async function compiledStep(step: StepDescription): Promise<ProgramReport> {
  const { model, optimizer, metrics, batchSize, backend } = step
  const { loss, rows } = step.parts
  const reports: ProgramReport[] = []
  const end = watchCompilation((report) => reports.push(report()))
  try {
    const train = zeros(step)
    const own = { ...(loss && { loss }), ...rows?.(train, optimizer) }
    await fit(model, { train }, { optimizer, metrics, batchSize, backend, steps: 1, ...own })
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
