import { full, zeros } from '../../engine/ops/create.ts'
import { add, mul, sigmoid, tanh } from '../../engine/ops/elementwise.ts'
import { concatenate } from '../../engine/ops/indexing.ts'
import { matmul } from '../../engine/ops/linear-algebra.ts'
import type { Tensor } from '../../engine/tensor.ts'
import type { Technique } from '../../technique.ts'
import { requireOption } from '../options.ts'
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

/** The options of `lstm`. */
export interface LstmOptions<R extends boolean = boolean> extends RecurrentOptions<R>, GateInitializers {
  /** Where the forget gate's bias starts. Default 1, so that a new cell remembers (Jozefowicz et al. 2015). */
  readonly forgetBias?: number
}

const defaults = { ...gateDefaults, forgetBias: 1 } as const

/**
 * Long short-term memory: [time, inputs] → [hidden], or [time, hidden] with `returnSequences`. From h = c = 0,
 * with the gates i, f, g, o in the columns of the weights, as in PyTorch:
 * i, f, o = σ(x·W + h·U + b), g = tanh(x·W + h·U + b), c ← f∘c + i∘g, h ← o∘tanh c.
 * PyTorch adds two biases, whose sum alone matters; here is one. The loop over time is unrolled.
 * Parameters: `inputWeight` W [inputs, 4 · hidden], `hiddenWeight` U [hidden, 4 · hidden], `bias` [4 · hidden].
 * Hochreiter & Schmidhuber 1997; forget gate: Gers, Schmidhuber & Cummins 2000.
 * @throws RegimenError `technique-option`, `unknown-technique`; when applied to inputs that do not fit:
 * `layer-shape`.
 */
export function lstm<I extends number, H extends number, R extends boolean = false>(
  inputs: I,
  hidden: H,
  options?: LstmOptions<R>,
): RecurrentOver<I, H, R>
export function lstm(inputs: number, hidden: number, options: LstmOptions = {}): RecurrentLayer {
  const { forgetBias = defaults.forgetBias } = options
  requireOption('lstm', 'forgetBias', forgetBias, Number.isFinite(forgetBias), 'a finite number')
  const { settings, ...common } = gatedOptions(options)
  return recurrentLayer({
    kind: 'lstm',
    inputs,
    hidden,
    gates: 4,
    ...common,
    settings: { ...settings, forgetBias },
    biases: () => ({
      bias: concatenate([zeros([hidden]), full([hidden], forgetBias), zeros([2 * hidden])]),
    }),
    step,
  })
}

const step: RecurrentStep = (drive, before, parameter) => {
  const [hidden, cell] = before ?? []
  const gates = hidden ? add(drive, matmul(hidden, parameter('hiddenWeight'))) : drive
  const gate = gatesOf(gates, (drive.shape[1] ?? 0) / 4)
  const written = mul(sigmoid(gate(0)), tanh(gate(2)))
  const next: Tensor = cell ? add(mul(sigmoid(gate(1)), cell), written) : written
  return [mul(sigmoid(gate(3)), tanh(next)), next]
}

const technique: Technique = {
  name: 'lstm',
  kind: 'layer',
  defaults,
  paper:
    'Hochreiter & Schmidhuber 1997, Neural Computation 9; forget gate: Gers, Schmidhuber & Cummins 2000, Neural Computation 12; its bias: Jozefowicz, Zaremba & Sutskever 2015, ICML',
  catalogue: ['M5'],
}

export const lstmKind: LayerKind = {
  technique,
  fromSettings: (settings) => {
    const reader = new SettingsReader('lstm', settings)
    return lstm(reader.number('inputs'), reader.number('hidden'), {
      ...readGatedOptions(reader),
      forgetBias: reader.number('forgetBias'),
    })
  },
}
