import { zeros } from '../../engine/ops/create.ts'
import { add } from '../../engine/ops/elementwise.ts'
import { matmul } from '../../engine/ops/linear-algebra.ts'
import type { Tensor } from '../../engine/tensor.ts'
import type { Technique } from '../../technique.ts'
import { type ActivationName, activationNamed } from '../activations/index.ts'
import {
  chosenInitializer,
  type InitializerName,
  initializerConfig,
  initializerFromConfig,
} from '../initializers/index.ts'
import type { Initializer } from '../initializers/initializer.ts'
import type { LayerState } from '../layer.ts'
import { requireOption } from '../options.ts'
import { SettingsReader } from '../settings-reader.ts'
import type { LayerKind } from './layer-kind.ts'
import {
  type RecurrentLayer,
  type RecurrentOptions,
  type RecurrentOver,
  recurrentDefaults,
  recurrentLayer,
} from './recurrent.ts'

/** The options of `simpleRnn`. */
export interface SimpleRnnOptions<R extends boolean = boolean> extends RecurrentOptions<R> {
  /** Default `tanh`. */
  readonly activation?: ActivationName
  /** Of both weights. Default: what suits the activation (Xavier for tanh). */
  readonly initializer?: Initializer | InitializerName
}

const defaults = { ...recurrentDefaults, activation: 'tanh' } as const

/**
 * The simple recurrent network: [time, inputs] → [hidden], or [time, hidden] with `returnSequences`.
 * h(t) = activation(x(t)·W + h(t − 1)·U + b) from h = 0. PyTorch adds two biases, whose sum alone matters; here
 * is one. The loop over time is unrolled, so a program is compiled for each length of sequence.
 * Parameters: `inputWeight` W [inputs, hidden], `hiddenWeight` U [hidden, hidden], `bias` [hidden].
 * @throws RegimenError `technique-option`, `unknown-technique`; when applied to inputs that do not fit:
 * `layer-shape`.
 */
export function simpleRnn<I extends number, H extends number, R extends boolean = false>(
  inputs: I,
  hidden: H,
  options?: SimpleRnnOptions<R>,
): RecurrentOver<I, H, R>
export function simpleRnn(inputs: number, hidden: number, options: SimpleRnnOptions = {}): RecurrentLayer {
  return elmanLayer(inputs, hidden, options)
}

/** As `simpleRnn`, with an activation of any name: what files say is not known before it is looked up. */
function elmanLayer(
  inputs: number,
  hidden: number,
  options: Omit<SimpleRnnOptions, 'activation'> & { readonly activation?: string },
): RecurrentLayer {
  const { returnSequences, reverse, activation: activationName } = { ...defaults, ...options }
  const activation = activationNamed(activationName)
  const fixed = 'an activation without parameters'
  requireOption('simpleRnn', 'activation', activationName, !activation.learned, fixed)
  const activationLayer = activation.fromSettings({})
  const activate = (x: Tensor) => activationLayer.apply(stateless, x, { training: false }).output
  const initializer = chosenInitializer(options.initializer ?? activation.initializer)
  return recurrentLayer({
    kind: 'simpleRnn',
    inputs,
    hidden,
    gates: 1,
    returnSequences,
    reverse,
    settings: { activation: activationName, initializer: initializerConfig(initializer) },
    initializer,
    hiddenInitializer: initializer,
    biases: () => ({ bias: zeros([hidden]) }),
    step: (drive, before, parameter) => {
      const [state] = before ?? []
      return [activate(state ? add(drive, matmul(state, parameter('hiddenWeight'))) : drive)]
    },
  })
}

const stateless: LayerState = { parameters: {}, buffers: {} }

const technique: Technique = {
  name: 'simpleRnn',
  kind: 'layer',
  defaults,
  paper:
    'Elman 1990, Cognitive Science 14; backpropagation through time: Werbos 1990, Proceedings of the IEEE 78',
  catalogue: ['M5'],
}

export const simpleRnnKind: LayerKind = {
  technique,
  fromSettings: (settings) => {
    const reader = new SettingsReader('simpleRnn', settings)
    return elmanLayer(reader.number('inputs'), reader.number('hidden'), {
      returnSequences: reader.boolean('returnSequences'),
      reverse: reader.boolean('reverse'),
      activation: reader.text('activation'),
      initializer: initializerFromConfig(reader.record('initializer')),
    })
  },
}
