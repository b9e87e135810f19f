/** A model's layers as PyTorch's modules: their names, and how what goes through them stands there. */
import { type Shape, sizeOf } from '../engine/types.ts'
import { formatError } from '../messages/formats.ts'
import type { Model } from '../nn/model.ts'
import { type FeatureOrder, flattenedOrder, joinedOrder, sameOrder } from './feature-order.ts'
import { type Standing, type StateDictRow, stateDictRows } from './state-dict-rows.ts'
import { type Passage, type PlacedLayer, type Places, type Shaped, walkModel } from './walk.ts'

/** A layer with tensors, or without, as PyTorch has it. */
export interface Module {
  readonly path: string
  readonly row: StateDictRow
  readonly places: Places
  readonly standing: Standing
}

/**
 * Features that a dense layer has learnt: any order of its columns is as good, until somebody needs one. Until then
 * the layers in between, which take each feature by itself, wait for it too.
 */
interface Columns {
  readonly waiting: ((order: FeatureOrder) => void)[]
  settled: { readonly order: FeatureOrder } | undefined
}

/** What goes through the model, as PyTorch has it. */
interface Passing {
  readonly order: FeatureOrder
  /** Whether [length, features] is a signal, channels first there. */
  readonly signal: boolean
  /** From where the features come: the model's input, whose order is the user's, a dense layer, or anything else. */
  readonly from: 'input' | 'elsewhere' | Columns
}

/** All layers, in the order in which they are first used. @throws RegimenError `state-dict-layer`, `state-dict-order`. */
export function modulesOf(model: Model): readonly Module[] {
  const passage = new ModulePassage()
  walkModel<Passing>(model, { order: undefined, signal: false, from: 'input' }, passage)
  return [...passage.modules.values()]
}

class ModulePassage implements Passage<Passing> {
  readonly modules = new Map<string, PlacedModule>()

  layer(placed: PlacedLayer, value: Passing): Passing | undefined {
    const { kind } = placed.layer
    const row = Object.hasOwn(stateDictRows, kind) ? stateDictRows[kind] : undefined
    if (!row) return undefined
    const module = this.#place(placed, row, value)
    if (row.keepsOrder) {
      whenSettled(value, (order) => settle(module, { order }))
      return value
    }
    const signal = row.gives === undefined ? value.signal : row.gives === 'signal'
    return { signal, ...passed(placed, value, module) }
  }

  unknown({ path, layer }: PlacedLayer): never {
    throw formatError('state-dict-layer', {
      path,
      layer: layer.kind,
      choices: Object.keys(stateDictRows),
    })
  }

  add(values: readonly Passing[], at: PlacedLayer): Passing {
    const [first] = values
    for (const value of values) settled(value, value.order, at)
    if (!first || values.some(({ order }) => !sameOrder(order, first.order))) throw mixed(at)
    return { order: first.order, signal: values.some(({ signal }) => signal), from: 'elsewhere' }
  }

  concatenate(values: readonly Shaped<Passing>[], at: PlacedLayer): Passing {
    for (const { value } of values) settled(value, value.order, at)
    const parts = values.map(({ value: { order }, shape }) => ({ order, size: sizeOf(shape) }))
    const signal = values.some(({ value }) => value.signal)
    return { order: joinedOrder(parts), signal, from: 'elsewhere' }
  }

  split(value: Passing, shapes: readonly Shape[], at: PlacedLayer): readonly Passing[] {
    settled(value, undefined, at)
    if (value.order) throw mixed(at)
    return shapes.map(() => value)
  }

  join(values: readonly Shaped<Passing>[], at: PlacedLayer): Passing {
    const flat = values.map(({ value, shape }) => ({
      value: { ...value, order: orderOf(shape, value) },
      shape,
    }))
    return this.concatenate(flat, at)
  }

  /** A shared layer is there once, and is to stand the same in all its uses. */
  #place(placed: PlacedLayer, row: StateDictRow, { order, signal }: Passing): PlacedModule {
    const { path, input, places } = placed
    const known = this.modules.get(path)
    if (known && !row.keepsOrder && !sameOrder(known.standing.order, order)) throw mixed(placed)
    if (known) return known
    const channelsFirst = isChannelsFirst(input, signal)
    const standing = { order, after: undefined, channelsFirst }
    const module: PlacedModule = { path, row, places, standing, columns: undefined, settled: false }
    this.modules.set(path, module)
    return module
  }
}

/** Its standing may be known later than the layer is reached. */
interface PlacedModule extends Module {
  standing: Standing
  settled: boolean
  /** Of a dense layer. */
  columns: Columns | undefined
}

function settle(
  module: PlacedModule,
  known: { readonly order: FeatureOrder } | { readonly after: FeatureOrder },
): void {
  const standing = { ...module.standing, ...known }
  const agrees =
    sameOrder(standing.order, module.standing.order) && sameOrder(standing.after, module.standing.after)
  if (module.settled && !agrees) throw formatError('state-dict-order', { path: module.path, layer: 'shared' })
  module.standing = standing
  module.settled = true
}

function columnsOf(module: PlacedModule): Columns {
  module.columns ??= { waiting: [(after) => settle(module, { after })], settled: undefined }
  return module.columns
}

/** What leaves a layer that does not keep the order of its features. */
function passed(placed: PlacedLayer, value: Passing, module: PlacedModule): Omit<Passing, 'signal'> {
  const { kind } = placed.layer
  if (kind === 'flatten') return flattened(placed, value)
  if (kind === 'reshape') return reshaped(placed, value)
  settled(value, value.order, placed)
  if (kind === 'dense') return { order: undefined, from: columnsOf(module) }
  if (value.order) throw mixed(placed)
  return { order: undefined, from: 'elsewhere' }
}

const isImage = ({ length }: Shape) => length === 3
const isChannelsFirst = (shape: Shape, signal: boolean) => isImage(shape) || (shape.length === 2 && signal)

/** The order of what is made flat. */
const orderOf = (shape: Shape, { order, signal }: Passing): FeatureOrder =>
  isChannelsFirst(shape, signal) ? flattenedOrder(shape) : order

function flattened({ input }: PlacedLayer, value: Passing): Omit<Passing, 'signal'> {
  if (input.length === 1) return value
  return { order: orderOf(input, value), from: 'elsewhere' }
}

/** Images made of learnt features: PyTorch's `nn.Unflatten` has the channels first. */
function reshaped(placed: PlacedLayer, value: Passing): Omit<Passing, 'signal'> {
  const { input, output } = placed
  if (value.order) throw mixed(placed)
  const order = isImage(output) ? flattenedOrder(output) : undefined
  const stays = order === undefined || value.from === 'input'
  if (!stays && (value.from === 'elsewhere' || input.length !== 1)) throw mixed(placed)
  settled(value, stays ? undefined : order, placed)
  return { order: undefined, from: value.from === 'input' ? 'input' : 'elsewhere' }
}

function whenSettled({ from, order }: Passing, then: (order: FeatureOrder) => void): void {
  if (typeof from === 'string') then(order)
  else if (from.settled) then(from.settled.order)
  else from.waiting.push(then)
}

/** A dense layer's columns get their order from the first who needs one; all others have to agree. */
function settled({ from }: Passing, order: FeatureOrder, at: PlacedLayer): void {
  if (typeof from === 'string') return
  if (from.settled && !sameOrder(from.settled.order, order)) throw mixed(at)
  from.settled ??= { order }
  for (const then of from.waiting.splice(0)) then(order)
}

const mixed = ({ path, layer }: PlacedLayer) => formatError('state-dict-order', { path, layer: layer.kind })
