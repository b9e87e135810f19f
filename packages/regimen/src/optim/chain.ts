/** Transforms one after the other. */
import { RegimenError } from '../errors.ts'
import type {
  AveragedWeights,
  GradientTransform,
  Hyperparameters,
  HyperparameterValues,
  TransformState,
} from './transform.ts'

/** Per link, under its place: `0`, `1`, … */
type LinkStates = { readonly [place: string]: TransformState }
type LinkHyperparameters = { readonly [place: string]: Hyperparameters }

/**
 * The transforms in a row: each is given what the one before it made of the gradients. Order is meaning: decay
 * added before an adaptive scale is scaled with the gradient (L2), added after it is not (decoupled).
 * An empty chain passes gradients on.
 */
export function chain(...links: readonly GradientTransform[]): GradientTransform {
  const collect = <T>(each: (link: GradientTransform) => T) =>
    Object.fromEntries(links.map((link, place) => [String(place), each(link)]))
  const composed: GradientTransform<LinkStates, HyperparameterValues, LinkHyperparameters> = {
    initialize: (parameters) => collect((link) => link.initialize(parameters)),
    hyperparameters: (step, rateScale) => collect((link) => link.hyperparameters(step, rateScale)),
    update(gradients, state, parameters, hyperparameters) {
      let updates = gradients
      const states: Record<string, TransformState> = {}
      for (const [place, link] of links.entries()) {
        const before = state[place]
        if (!before) throw new RegimenError('optimizer-state', { path: `link ${place} of the chain` })
        const result = link.update(updates, before, parameters, hyperparameters[place] ?? {})
        updates = result.updates
        states[place] = result.state
      }
      return { updates, state: states }
    },
  }
  if (!links.some(({ averaged }) => averaged)) return composed
  return { ...composed, averaged: averagedByLinks(links) }
}

/** Each link's averages are made of those of the links before it. */
function averagedByLinks(links: readonly GradientTransform[]): AveragedWeights<LinkStates> {
  const averaging = links.flatMap(({ averaged }, place) =>
    averaged ? [[String(place), averaged] as const] : [],
  )
  return {
    read: (parameters, state) =>
      averaging.reduce((read, [place, averaged]) => averaged.read(read, state[place] ?? {}), parameters),
    restart: (parameters, state) => ({
      ...state,
      ...Object.fromEntries(
        averaging.map(([place, averaged]) => [place, averaged.restart(parameters, state[place] ?? {})]),
      ),
    }),
  }
}
