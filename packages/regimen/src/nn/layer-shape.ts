/** Errors of layers that do not fit, and how they learn where in the model they happened. */
import { formatShape, type Shape, sameShape, sizeOf } from '../engine/types.ts'
import { RegimenError } from '../errors.ts'

/** `layers.0` and `weight` to `layers.0.weight`; the outermost layer's path is ''. */
export function joinPath(outer: string, inner: string): string {
  if (outer === '') return inner
  return inner === '' ? outer : `${outer}.${inner}`
}

/**
 * Checks a layer's input (without the batch) against the one shape that it takes.
 * @throws RegimenError `layer-shape`.
 */
export function requireInput(layer: string, expected: Shape, actual: Shape): void {
  if (sameShape(expected, actual)) return
  const flattens = expected.length === 1 && actual.length > 1 && sizeOf(actual) === expected[0]
  throw new RegimenError('layer-shape', {
    path: '',
    layer,
    expected: formatShape(expected),
    actual: formatShape(actual),
    hint: flattens ? 'Put flatten() before it.' : '',
  })
}

/**
 * Refuses an input without dimensions, for layers that work along the last one.
 * @throws RegimenError `layer-shape`.
 */
export function requireLastDimension(layer: string, actual: Shape): void {
  if (actual.length > 0) return
  throw new RegimenError('layer-shape', {
    path: '',
    layer,
    expected: '[…, features]',
    actual: formatShape(actual),
    hint: '',
  })
}

const imageHint = 'Images are [height, width, channels]; reshape makes them of flat rows.'

/**
 * Refuses an input that is no image [height, width, channels].
 * @throws RegimenError `layer-shape`.
 */
export function requireImage(layer: string, actual: Shape): void {
  if (actual.length === 3) return
  const expected = '[height, width, channels]'
  throw new RegimenError('layer-shape', {
    path: '',
    layer,
    expected,
    actual: formatShape(actual),
    hint: imageHint,
  })
}

/**
 * Refuses an input that is no image of so many channels.
 * @throws RegimenError `layer-shape`.
 */
export function requireChannels(layer: string, channels: number, actual: Shape): void {
  if (actual.length === 3 && actual[2] === channels) return
  throw new RegimenError('layer-shape', {
    path: '',
    layer,
    expected: `[height, width, ${channels}]`,
    actual: formatShape(actual),
    hint: actual.length === 3 ? '' : imageHint,
  })
}

const signalHint = 'Signals are [length, channels]; reshape makes them of flat rows.'

/**
 * Refuses an input that is no signal [length, channels], or one of other channels than those that are expected.
 * @throws RegimenError `layer-shape`.
 */
export function requireSignal(layer: string, actual: Shape, channels?: number): void {
  if (actual.length === 2 && (channels === undefined || actual[1] === channels)) return
  throw new RegimenError('layer-shape', {
    path: '',
    layer,
    expected: `[length, ${channels ?? 'channels'}]`,
    actual: formatShape(actual),
    hint: actual.length === 2 ? '' : signalHint,
  })
}

/**
 * Refuses an input that is no sequence [time, features] of so many features.
 * @throws RegimenError `layer-shape`.
 */
export function requireSequence(layer: string, features: number, actual: Shape): void {
  if (actual.length === 2 && actual[1] === features) return
  throw new RegimenError('layer-shape', {
    path: '',
    layer,
    expected: `[time, ${features}]`,
    actual: formatShape(actual),
    hint: '',
  })
}

/** Runs part of a layer; a shape error from within gets the part's path in front of its own. */
export function within<T>(path: string, run: () => T): T {
  try {
    return run()
  } catch (error) {
    if (!isLayerShapeError(error)) throw error
    const { parameters } = error
    throw new RegimenError(
      'layer-shape',
      { ...parameters, path: joinPath(path, parameters.path) },
      { cause: error.cause ?? error },
    )
  }
}

function isLayerShapeError(error: unknown): error is RegimenError<'layer-shape'> {
  return error instanceof RegimenError && error.code === 'layer-shape'
}
