/** PyTorch's state_dict: what a network has learnt, under PyTorch's names and in its layouts. */
import { fromData, type Tensor } from '../engine/tensor.ts'
import { formatShape, sameShape, toData } from '../engine/types.ts'
import { formatError } from '../messages/formats.ts'
import type { LayerState, TensorRecord } from '../nn/layer.ts'
import { joinPath } from '../nn/layer-shape.ts'
import type { Model } from '../nn/model.ts'
import { type Module, modulesOf } from './modules.ts'

/** The options of `stateDictOf` and `loadStateDict`. */
export interface StateDictOptions {
  /**
   * PyTorch's names of modules by our paths: `{ 'layers.0': 'conv1', 'layers.5': 'classifier.1' }`; a path of a layer
   * that holds others names them all. Default: as in `nn.Sequential`, where `layers.0` is `0` and `layers.2.layers.1` is
   * `2.1`. The parts of a residual block are `body` and `shortcut`.
   */
  readonly modules?: Readonly<Record<string, string>>
}

/** Counters that say nothing about the function: PyTorch adds them itself when they are missing. */
const counters = /(^|\.)num_batches_tracked$/

/**
 * The model's parameters and buffers as PyTorch's `state_dict` has them: with `encodeSafetensors` a file that
 * `load_state_dict` takes for the same architecture (channels first; `nn.Flatten` before the dense layers, `nn.Unflatten`
 * where a reshape makes images; what is read in time with `batch_first`).
 * @throws RegimenError `state-dict-layer` for a layer that has no counterpart, `state-dict-order` where features stand
 * in another order in PyTorch and a layer would mix them.
 */
export function stateDictOf(model: Model, options: StateDictOptions = {}): Record<string, Tensor> {
  const named = namedModules(model, options).flatMap(({ name: module, row, standing, own }) =>
    Object.entries(row.toPyTorch(own, standing)).map(([name, tensor]) => [joinPath(module, name), tensor]),
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
  for (const { places, name: module, row, standing, own } of namedModules(model, options)) {
    const expected = row.toPyTorch(own, standing)
    const find = (name: string) => {
      const full = joinPath(module, name)
      unused.delete(full)
      return checked(stateDict, full, expected[name])
    }
    for (const [name, tensor] of Object.entries(row.fromPyTorch(find, own, standing))) {
      loaded[places[name] ?? name] = tensor
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

interface NamedModule extends Module {
  /** PyTorch's name. */
  readonly name: string
  /** Its parameters and buffers, by their own names. */
  readonly own: TensorRecord
}

function namedModules(model: Model, { modules = {} }: StateDictOptions): NamedModule[] {
  const all: TensorRecord = { ...model.state.parameters, ...model.state.buffers }
  return modulesOf(model).map((module) => {
    const own = Object.entries(module.places).flatMap(([name, place]) => {
      const tensor = all[place]
      return tensor ? [[name, tensor] as const] : []
    })
    return { ...module, name: moduleName(module.path, modules), own: Object.fromEntries(own) }
  })
}

/** What the longest of the given paths says, and below it as in `nn.Sequential`. */
function moduleName(path: string, modules: Readonly<Record<string, string>>): string {
  const given = Object.keys(modules).filter((each) => path === each || path.startsWith(`${each}.`))
  const longest = given.reduce((best, each) => (each.length > best.length ? each : best), '')
  const rest = sequentialName(longest === '' ? path : path.slice(longest.length + 1))
  return longest === '' ? rest : joinPath(modules[longest] ?? '', rest)
}

const sequentialName = (path: string) => path.replaceAll(/(^|\.)layers\./g, '$1')
