/** The table that `summary()` gives: what the model is made of. */
import { formatShape, type Shape, sizeOf } from '../engine/types.ts'
import type { Settings } from '../technique.ts'
import type { Layer, LayerState, TensorRecord } from './layer.ts'
import { joinPath, within } from './layer-shape.ts'
import { isFrozen } from './layers/frozen.ts'
import { recordBelow, stateBelow } from './layers/state.ts'

/** One layer of a model in numbers. */
export interface LayerSummary {
  /** `layers.0` */
  readonly path: string
  readonly kind: string
  readonly settings: Settings
  /** Without the batch. */
  readonly outputShape: Shape
  /** Trainable numbers. */
  readonly parameters: number
  /** Numbers that training leaves as they are. */
  readonly frozen: number
  readonly buffers: number
}

/** A model in numbers. */
export interface ModelSummary {
  readonly inputShape: Shape
  readonly layers: readonly LayerSummary[]
  /** Trainable numbers in all. */
  readonly parameters: number
  /** Numbers in all that training leaves as they are. */
  readonly frozen: number
  readonly buffers: number
}

/** The innermost layers in order, with the shapes and sizes that they have in a model. */
export function summarize(layer: Layer, inputShape: Shape, state: LayerState): ModelSummary {
  const layers = summarizeLayers('', layer, inputShape, { ...state, frozen: {} })
  const total = (count: (each: LayerSummary) => number) => layers.reduce((sum, each) => sum + count(each), 0)
  return {
    inputShape,
    layers,
    parameters: total(({ parameters }) => parameters),
    frozen: total(({ frozen }) => frozen),
    buffers: total(({ buffers }) => buffers),
  }
}

/** A state whose frozen parameters lie apart from the buffers. */
interface SortedState extends LayerState {
  readonly frozen: TensorRecord
}

function summarizeLayers(path: string, layer: Layer, input: Shape, state: SortedState): LayerSummary[] {
  if (isFrozen(layer)) return summarizeLayers(path, layer.inner, input, sorted(layer.thawed(state), state))
  const parts = layer.parts?.(input)
  if (parts) {
    return parts.flatMap((part) => {
      const own = { ...stateBelow(part.path, state), frozen: recordBelow(part.path, state.frozen) }
      return summarizeLayers(joinPath(path, part.path), part.layer, part.input, own)
    })
  }
  const { kind, settings } = layer
  const outputShape = within(path, () => layer.outputShape(input))
  const { parameters, frozen, buffers } = state
  return [
    {
      path,
      kind,
      settings,
      outputShape,
      parameters: countNumbers(parameters),
      frozen: countNumbers(frozen),
      buffers: countNumbers(buffers),
    },
  ]
}

/** A thawed state with those parameters apart that were frozen before. */
function sorted(thawed: LayerState, { parameters, frozen }: SortedState): SortedState {
  const entries = Object.entries(thawed.parameters)
  const isTrained = (name: string) => Object.hasOwn(parameters, name)
  return {
    parameters: Object.fromEntries(entries.filter(([name]) => isTrained(name))),
    frozen: { ...frozen, ...Object.fromEntries(entries.filter(([name]) => !isTrained(name))) },
    buffers: thawed.buffers,
  }
}

function countNumbers(record: TensorRecord): number {
  return Object.values(record).reduce((total, { shape }) => total + sizeOf(shape), 0)
}

const grouped = (count: number) => count.toLocaleString('en-US')

/** Columns of the printed table: their heads, their texts, and on which side they are aligned. */
const columns: readonly {
  readonly head: string
  readonly align: 'left' | 'right'
  readonly text: (layer: LayerSummary) => string
}[] = [
  { head: 'Layer', align: 'left', text: ({ path }) => path || '(model)' },
  { head: 'Kind', align: 'left', text: ({ kind }) => kind },
  { head: 'Output shape', align: 'left', text: ({ outputShape }) => formatShape(outputShape) },
  { head: 'Parameters', align: 'right', text: ({ parameters, frozen }) => grouped(parameters + frozen) },
]

/** The summary as a table in plain text: a line for each layer, then the totals. No newline at the end. */
export function formatSummary({ inputShape, layers, parameters, frozen, buffers }: ModelSummary): string {
  const cells = [
    columns.map(({ head }) => head),
    ...layers.map((layer) => columns.map(({ text }) => text(layer))),
  ]
  const widths = columns.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  const lines = cells.map((row) =>
    columns
      .map(({ align }, column) => {
        const text = row[column] ?? ''
        const width = widths[column] ?? 0
        return align === 'left' ? text.padEnd(width) : text.padStart(width)
      })
      .join('  ')
      .trimEnd(),
  )
  const rule = '─'.repeat(widths.reduce((total, width) => total + width, 2 * (columns.length - 1)))
  const [head = '', ...rows] = lines
  return [
    `Input ${formatShape(inputShape)}`,
    head,
    rule,
    ...rows,
    rule,
    `Parameters: ${grouped(parameters)} trainable, ${frozen > 0 ? `${grouped(frozen)} frozen, ` : ''}${grouped(buffers)} in buffers`,
  ].join('\n')
}
