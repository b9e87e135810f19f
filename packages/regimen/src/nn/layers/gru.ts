import { zeros } from '../../engine/ops/create.ts'
import { add, mul, sigmoid, sub, tanh } from '../../engine/ops/elementwise.ts'
import { concatenate } from '../../engine/ops/indexing.ts'
import { matmul } from '../../engine/ops/linear-algebra.ts'
import type { Technique } from '../../technique.ts'
import { SettingsReader } from '../settings-reader.ts'
import type { LayerKind } from './layer-kind.ts'
import {
  type GateInitializers,
  gateDefaults,
  gatedOptions,
  gatesOf,
  type RecurrentLayer,
  type RecurrentOptions,
  type RecurrentOver,
  type RecurrentStep,
  readGatedOptions,
  recurrentLayer,
} from './recurrent.ts'

/** The options of `gru`. */
export interface GruOptions<R extends boolean = boolean> extends RecurrentOptions<R>, GateInitializers {}

/**
 * The gated recurrent unit: [time, inputs] → [hidden], or [time, hidden] with `returnSequences`. From h = 0, with
 * the gates r, z, n in the columns of the weights, as in PyTorch:
 * r, z = σ(x·W + b + h·U), n = tanh(x·W + b + r∘(h·U + a)), h ← (1 − z)∘n + z∘h.
 * The reset gate acts after the product (the form of cuDNN and PyTorch; the paper's acts before it). The loop over
 * time is unrolled.
 * Parameters: `inputWeight` W [inputs, 3 · hidden], `hiddenWeight` U [hidden, 3 · hidden], `bias` b [3 · hidden],
 * `candidateBias` a [hidden].
 * Cho et al. 2014.
 * @throws RegimenError `technique-option`, `unknown-technique`; when applied to inputs that do not fit:
 * `layer-shape`.
 */
export function gru<I extends number, H extends number, R extends boolean = false>(
  inputs: I,
  hidden: H,
  options?: GruOptions<R>,
): RecurrentOver<I, H, R>
export function gru(inputs: number, hidden: number, options: GruOptions = {}): RecurrentLayer {
  return recurrentLayer({
    kind: 'gru',
    inputs,
    hidden,
    gates: 3,
    ...gatedOptions(options),
    biases: () => ({ bias: zeros([3 * hidden]), candidateBias: zeros([hidden]) }),
    // Of the whole width, so that one kernel adds it behind the product, and its gradient is one sum over all times.
    derived: (parameter) => {
      const gates = zeros([2 * hidden], parameter('candidateBias').dtype)
      return { hiddenBias: concatenate([gates, parameter('candidateBias')]) }
    },
    step,
  })
}

const step: RecurrentStep = (drive, before, parameter) => {
  const candidateBias = parameter('candidateBias')
  const [hidden] = before ?? []
  const driven = gatesOf(drive, candidateBias.size)
  if (!hidden) {
    const candidate = tanh(add(driven(2), mul(sigmoid(driven(0)), candidateBias)))
    return [mul(sub(1, sigmoid(driven(1))), candidate)]
  }
  const product = add(matmul(hidden, parameter('hiddenWeight')), parameter('hiddenBias'))
  const recalled = gatesOf(product, candidateBias.size)
  const reset = sigmoid(add(driven(0), recalled(0)))
  const update = sigmoid(add(driven(1), recalled(1)))
  const candidate = tanh(add(driven(2), mul(reset, recalled(2))))
  return [add(candidate, mul(update, sub(hidden, candidate)))]
}

const technique: Technique = {
  name: 'gru',
  kind: 'layer',
  defaults: gateDefaults,
  paper:
    'Cho, van Merriënboer, Gulcehre, Bahdanau, Bougares, Schwenk & Bengio 2014, arXiv:1406.1078; reset after the product: PyTorch',
  catalogue: ['M5'],
}

export const gruKind: LayerKind = {
  technique,
  fromSettings: (settings) => {
    const reader = new SettingsReader('gru', settings)
    return gru(reader.number('inputs'), reader.number('hidden'), readGatedOptions(reader))
  },
}
