/** `regimen predict` */
import { readTable } from '@regimen/node'
import { predict, type TableOptions } from 'regimen'
import { failure } from '../errors.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { classPredictions, valuePredictions } from '../training/predictions.ts'
import { RunFolder } from '../training/run-folder.ts'
import { readModel, readRun, type SavedRun } from '../training/saved-run.ts'

export interface PredictRequest {
  readonly run: string
  /** A path, or `-` for standard input. */
  readonly file: string
  readonly probabilities: boolean
  readonly delimiter?: ',' | ';' | '\t'
  readonly encoding?: string
  readonly header?: boolean
}

/** One row of `predict --json`. */
export interface RowPrediction {
  readonly prediction: string | number
  readonly probability?: number
  readonly probabilities?: Readonly<Record<string, number>>
}

export async function predictCommand(request: PredictRequest, terminal: Terminal): Promise<RowPrediction[]> {
  const folder = RunFolder.open(request.run)
  const saved = await readRun(folder)
  if (!folder.has('model')) throw failure('run-unfinished', { folder: request.run })
  const model = await readModel(folder, saved)
  const { delimiter, encoding, header } = request
  const table = await readTable(request.file, {
    ...tableOptions(saved),
    ...(delimiter && { delimiter }),
    ...(encoding && { encoding }),
    ...(header === undefined ? {} : { header }),
  })
  const { inputs, filled, unknownCategories } = saved.encoder.encode(table)
  const scaled = saved.scaler.apply(inputs, model.inputShape)
  const rows = phraseRows(saved, predict(model, scaled), request.probabilities)

  const { note, words } = terminal
  if (filled > 0) note(words.train.filled({ count: filled }))
  if (unknownCategories > 0) note(words.train.unknownCategories({ count: unknownCategories }))
  note(words.predict.done({ rows: rows.length, source: table.source }))
  terminal.result(rows, toCsv(saved, rows, request.probabilities))
  return rows
}

/** Columns of built-in images have no names of their own: a header is told by its look alone. */
function tableOptions({ encoder }: SavedRun): TableOptions {
  const options = encoder.tableOptions()
  return encoder.toJSON().hasHeader ? options : { ...options, knownNames: [] }
}

function phraseRows(
  { task, targetScale }: SavedRun,
  prediction: ReturnType<typeof predict>,
  withAll: boolean,
): RowPrediction[] {
  if (task.kind === 'regression') {
    const scale = targetScale ?? { mean: 0, deviation: 1 }
    return valuePredictions(prediction, scale).map((value) => ({ prediction: round(value) }))
  }
  return classPredictions(prediction).map(({ classIndex, probability, probabilities }) => ({
    prediction: task.classes[classIndex] ?? '',
    probability: round(probability),
    ...(withAll && {
      probabilities: Object.fromEntries(
        task.classes.map((name, index) => [name, round(probabilities[index] ?? 0)]),
      ),
    }),
  }))
}

/** float32 carries seven digits; more would be noise. */
function round(value: number): number {
  return Number(value.toPrecision(7))
}

function toCsv({ task }: SavedRun, rows: readonly RowPrediction[], withAll: boolean): string {
  const classes = task.kind === 'classification' ? task.classes : []
  const header = [
    'prediction',
    ...(classes.length > 0 ? ['probability'] : []),
    ...(withAll ? classes.map((name) => `probability ${name}`) : []),
  ]
  const lines = rows.map(({ prediction, probability, probabilities }) => [
    prediction,
    ...(probability === undefined ? [] : [probability]),
    ...(withAll ? classes.map((name) => probabilities?.[name] ?? 0) : []),
  ])
  return [header, ...lines].map((cells) => cells.map(quote).join(',')).join('\n')
}

/** RFC 4180. */
function quote(cell: string | number): string {
  const text = String(cell)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
