/** The gradient noise scale: how large a batch is worth its while (McCandlish, Kaplan & Amodei 2018). */
import { SavedFields } from '../../data/saved-fields.ts'
import { withBackend } from '../../engine/settings.ts'
import { RegimenError } from '../../errors.ts'
import type { TensorRecord } from '../../nn/layer.ts'
import type { Callback } from '../callback.ts'
import { normOf } from './distribution.ts'
import { requireCount } from './monitor.ts'
import { examplesOf, Probe } from './probe.ts'

/** The options of `gradientNoiseScale`. */
export interface GradientNoiseScaleOptions {
  /** Updates from one estimate to the next. Default 100. */
  readonly every?: number
  /** Equal parts of the batch whose gradients are compared; at least 2. Default 4. */
  readonly parts?: number
  /** How much of the averages before stays at each estimate: single ones are noisy. Default 0.9. */
  readonly decay?: number
}

/** Unbiased estimates of the two sides of the noise scale; single ones may be negative. */
export interface GradientNoise {
  /** ‖G‖², of the gradient over all data. */
  readonly signal: number
  /** tr Σ, of the covariance of single examples' gradients. */
  readonly noise: number
}

/**
 * From the gradients of equal parts of one batch (McCandlish et al. 2018, arXiv:1812.06162, appendix A.1):
 * with parts of b examples and their mean over B, E‖g‖² = ‖G‖² + tr(Σ) / size for both sizes, which gives the two.
 * @param examples in each part.
 */
export function gradientNoise(gradients: readonly TensorRecord[], examples: number): GradientNoise {
  const parts = gradients.map((gradient) => Object.values(gradient).map((tensor) => tensor.data()))
  const small = parts.reduce((total, arrays) => total + normOf(...arrays) ** 2, 0) / parts.length
  const means = (parts[0] ?? []).map((_, place) => meanOf(parts.flatMap((arrays) => arrays[place] ?? [])))
  const large = normOf(...means) ** 2
  const batch = examples * parts.length
  return {
    signal: (batch * large - examples * small) / (batch - examples),
    noise: (small - large) / (1 / examples - 1 / batch),
  }
}

/**
 * Tells B = tr(Σ) / ‖G‖² in a `monitored` event after every `every` updates: about the batch size from which on
 * larger batches stop saving updates. Signal and noise are averaged over the estimates so far (exponentially, without
 * the bias of the start), their ratio is told, as the paper does. For a perceptron of 100,000 weights an estimate takes
 * about as long as seven steps. Batches that are too small for the parts are left out.
 * @throws RegimenError `bad-option`.
 */
export function gradientNoiseScale(options: GradientNoiseScaleOptions = {}): Callback {
  const { every = 100, parts = 4, decay = 0.9 } = options
  requireCount('every', every)
  requireAtLeastTwo(parts)
  const probe = new Probe()
  let average = { signal: 0, noise: 0 }
  return {
    name: 'gradientNoiseScale',
    async onEvent(event, control) {
      if (event.type !== 'step' || event.step % every !== 0) return
      const subject = control.subject()
      const { batch, backend, key } = subject
      const examples = Math.floor((batch.inputs.shape[0] ?? 0) / parts)
      if (examples === 0) return
      const gradients = Array.from({ length: parts }, (_, part) => {
        const own = withBackend(backend, () => examplesOf(batch, part * examples, (part + 1) * examples))
        return probe.run(subject, own, key.child(part)).gradient
      })
      const { signal, noise } = gradientNoise(gradients, examples)
      average = {
        signal: decay * average.signal + (1 - decay) * signal,
        noise: decay * average.noise + (1 - decay) * noise,
      }
      const { step, epoch } = event
      // The bias of the start is the same factor in both, so the ratio has none.
      const value = average.noise / average.signal
      await control.emit({ type: 'monitored', step, epoch, path: '', measure: 'gradientNoiseScale', value })
    },
    save: () => ({ values: average }),
    load: ({ values }) => {
      const saved = new SavedFields('the gradient noise scale', values)
      average = { signal: saved.number('signal'), noise: saved.number('noise') }
    },
  }
}

function requireAtLeastTwo(parts: number): void {
  if (Number.isSafeInteger(parts) && parts >= 2) return
  throw new RegimenError('bad-option', {
    option: 'parts',
    value: String(parts),
    expected: 'a whole number of at least 2',
  })
}

/** Of arrays of one length, element by element. */
function meanOf(arrays: readonly ArrayLike<number>[]): Float64Array {
  const means = new Float64Array(arrays[0]?.length ?? 0)
  for (const array of arrays) {
    for (let index = 0; index < means.length; index++) {
      means[index] = (means[index] ?? 0) + (array[index] ?? 0) / arrays.length
    }
  }
  return means
}
