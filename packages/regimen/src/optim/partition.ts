/** Different transforms for different parameters. */
import type { Tensor } from '../engine/tensor.ts'
import { RegimenError } from '../errors.ts'
import type { TensorRecord } from '../nn/layer.ts'
import type {
  AveragedWeights,
  GradientTransform,
  Hyperparameters,
  HyperparameterValues,
  TransformState,
} from './transform.ts'

export interface Share {
  readonly takes: (path: string, parameter: Tensor) => boolean
  readonly transform: GradientTransform
}

type ShareStates = { readonly [place: string]: TransformState }
type ShareHyperparameters = { readonly [place: string]: Hyperparameters }

/** Each parameter goes to the first share that takes it; one that none takes gets no update. */
export function partition(...shares: readonly Share[]): GradientTransform {
  const placeOf = (path: string, parameter: Tensor) => shares.findIndex(({ takes }) => takes(path, parameter))
  const part = (record: TensorRecord, parameters: TensorRecord, place: number): TensorRecord =>
    Object.fromEntries(
      Object.entries(record).filter(([path]) => {
        const parameter = parameters[path]
        return parameter !== undefined && placeOf(path, parameter) === place
      }),
    )
  const collect = <T>(each: (share: Share, place: number) => T) =>
    Object.fromEntries(shares.map((share, place) => [String(place), each(share, place)]))
  const partitioned: GradientTransform<ShareStates, HyperparameterValues, ShareHyperparameters> = {
    initialize: (parameters) =>
      collect(({ transform }, place) => transform.initialize(part(parameters, parameters, place))),
    hyperparameters: (step, rateScale) =>
      collect(({ transform }) => transform.hyperparameters(step, rateScale)),
    update(gradients, state, parameters, hyperparameters) {
      const results = shares.map(({ transform }, place) =>
        transform.update(
          part(gradients, parameters, place),
          stateAt(state, place),
          part(parameters, parameters, place),
          hyperparameters[place] ?? {},
        ),
      )
      return {
        updates: Object.assign({}, ...results.map(({ updates }) => updates)),
        state: Object.fromEntries(results.map((result, place) => [String(place), result.state])),
      }
    },
  }
  if (!shares.some(({ transform }) => transform.averaged)) return partitioned
  const averaged: AveragedWeights<ShareStates> = {
    read: (parameters, state) => {
      const averages = shares.map(({ transform }, place) =>
        transform.averaged?.read(part(parameters, parameters, place), stateAt(state, place)),
      )
      return Object.assign({}, parameters, ...averages)
    },
    restart: (parameters, state) =>
      collect(({ transform }, place) => {
        const own = stateAt(state, place)
        return transform.averaged?.restart(part(parameters, parameters, place), own) ?? own
      }),
  }
  return { ...partitioned, averaged }
}

/** No updates: the parameters stay as they are. */
export const frozen: GradientTransform = {
  initialize: () => ({}),
  hyperparameters: () => ({}),
  update: () => ({ updates: {}, state: {} }),
}

function stateAt(state: ShareStates, place: number): TransformState {
  const found = state[place]
  if (!found) throw new RegimenError('optimizer-state', { path: `share ${place} of the partition` })
  return found
}
