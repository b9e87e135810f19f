/** PyTorch's state_dict: what a network has learnt, under PyTorch's names and in its layouts. */
import { fromData, type Tensor } from '../engine/tensor.ts'
import { formatShape, type Shape, sameShape, toData } from '../engine/types.ts'
import { formatError } from '../messages/formats.ts'
import type { LayerPart, LayerState, TensorRecord } from '../nn/layer.ts'
import { joinPath } from '../nn/layer-shape.ts'
import { recordBelow } from '../nn/layers/state.ts'
import type { Model } from '../nn/model.ts'
import { placedLayers } from './placed-layers.ts'
import { type FeatureOrder, type StateDictRow, stateDictRows } from './state-dict-rows.ts'

/** The options of `stateDictOf` and `loadStateDict`. */
export interface StateDictOptions {
  /**
   * PyTorch's names of modules by our paths: `{ 'layers.0': 'conv1', 'layers.5': 'classifier.1' }`. Default: as in
   * `nn.Sequential`, where `layers.0` is `0` and `layers.2.layers.1` is `2.1`.
   */
  readonly modules?: Readonly<Record<string, string>>
}

/** Counters that say nothing about the function: PyTorch adds them itself when they are missing. */
const counters = /(^|\.)num_batches_tracked$/

/**
 * The model's parameters and buffers as PyTorch's `state_dict` has them: with `encodeSafetensors` a file that
 * `load_state_dict` takes for the same architecture (channels first; `nn.Flatten` before the dense layers).
 * @throws RegimenError `state-dict-layer` for a layer that has no counterpart.
 */
export function stateDictOf(model: Model, options: StateDictOptions = {}): Record<string, Tensor> {
  const named = modulesOf(model, options).flatMap(({ module, row, order, own }) =>
    Object.entries(row.toPyTorch(own, order)).map(([name, tensor]) => [joinPath(module, name), tensor]),
  )
  return Object.fromEntries(named)
}

/**
 * Takes over a PyTorch `state_dict` of the same architecture, read by `decodeSafetensors` or from `.npz`.
 * @throws RegimenError `state-dict-missing`, `state-dict-shape` and `state-dict-left` for tensors that are not there,
 * have another shape, or belong to no layer; `state-dict-layer`. Nothing changes then.
 */
export function loadStateDict(
  model: Model,
  stateDict: Readonly<Record<string, Tensor>>,
  options: StateDictOptions = {},
): void {
  const unused = new Set(Object.keys(stateDict).filter((name) => !counters.test(name)))
  const loaded: Record<string, Tensor> = {}
  for (const { path, module, row, order, own } of modulesOf(model, options)) {
    const expected = row.toPyTorch(own, order)
    const find = (name: string) => {
      const full = joinPath(module, name)
      unused.delete(full)
      return checked(stateDict, full, expected[name])
    }
    for (const [name, tensor] of Object.entries(row.fromPyTorch(find, own, order))) {
      loaded[joinPath(path, name)] = tensor
    }
  }
  if (unused.size > 0) throw formatError('state-dict-left', { names: [...unused] })
  model.load(sorted(model.state, loaded))
}

function checked(stateDict: Readonly<Record<string, Tensor>>, name: string, own: Tensor | undefined): Tensor {
  const found = Object.hasOwn(stateDict, name) ? stateDict[name] : undefined
  if (!found) throw formatError('state-dict-missing', { name, choices: Object.keys(stateDict) })
  const expected = own?.shape ?? []
  if (!sameShape(found.shape, expected)) {
    const shapes = { expected: formatShape(expected), actual: formatShape(found.shape) }
    throw formatError('state-dict-shape', { name, ...shapes })
  }
  // Of the model's float type: files may hold half precision or float64.
  const dtype = own?.dtype ?? found.dtype
  return fromData(dtype, expected, toData(dtype, found.data()))
}

function sorted({ parameters, buffers }: LayerState, loaded: TensorRecord): LayerState {
  const own = (record: TensorRecord) =>
    Object.fromEntries(Object.entries(loaded).filter(([name]) => Object.hasOwn(record, name)))
  return { parameters: own(parameters), buffers: own(buffers) }
}

interface Module {
  readonly path: string
  /** PyTorch's name. */
  readonly module: string
  readonly row: StateDictRow
  /** Of the features that it takes. */
  readonly order: FeatureOrder
  /** Its parameters and buffers, by their own names. */
  readonly own: TensorRecord
}

function modulesOf({ layer, inputShape, state }: Model, { modules = {} }: StateDictOptions): Module[] {
  let order: FeatureOrder
  return placedLayers(layer, inputShape).map((placed) => {
    const { path } = placed
    const row = rowOf(placed)
    const all = { ...state.parameters, ...state.buffers }
    const own = path === '' ? all : recordBelow(path, all)
    const module = { path, module: modules[path] ?? sequentialName(path), row, order, own }
    order = orderAfter(placed, row, order)
    return module
  })
}

function rowOf({ path, layer: { kind } }: LayerPart): StateDictRow {
  const row = Object.hasOwn(stateDictRows, kind) ? stateDictRows[kind] : undefined
  if (row) return row
  throw formatError('state-dict-layer', { path, layer: kind, choices: Object.keys(stateDictRows) })
}

const sequentialName = (path: string) => path.replaceAll(/(^|\.)layers\./g, '$1')

/** A flattened image begins an order, a dense layer ends it: its outputs stand where they stand. */
function orderAfter({ path, layer, input }: LayerPart, row: StateDictRow, order: FeatureOrder): FeatureOrder {
  if (layer.kind === 'flatten') return input.length === 3 ? flattenedOrder(input) : order
  if (order === undefined || row.keepsOrder) return order
  if (layer.kind === 'dense') return undefined
  throw formatError('state-dict-order', { path, layer: layer.kind })
}

/** Feature (row, column, channel) of ours is (channel, row, column) of PyTorch's. */
function flattenedOrder([height = 0, width = 0, channels = 0]: Shape): FeatureOrder {
  const places = height * width
  if (channels === 1 || places === 1) return undefined
  return Int32Array.from(
    { length: places * channels },
    (_, index) => (index % channels) * places + Math.floor(index / channels),
  )
}
