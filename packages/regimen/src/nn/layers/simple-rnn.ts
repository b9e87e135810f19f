import { zeros } from '../../engine/ops/create.ts'
import { add } from '../../engine/ops/elementwise.ts'
import { stack } from '../../engine/ops/indexing.ts'
import { matmul } from '../../engine/ops/linear-algebra.ts'
import { randomSource } from '../../engine/ops/random.ts'
import { reshape, sliceAxis, transpose } from '../../engine/ops/views.ts'
import type { RandomKey } from '../../engine/random.ts'
import type { Tensor } from '../../engine/tensor.ts'
import type { Shape } from '../../engine/types.ts'
import type { Technique } from '../../technique.ts'
import { type ActivationName, activationNamed } from '../activations/index.ts'
import {
  type InitializerName,
  initializerConfig,
  initializerFromConfig,
  initializerNamed,
} from '../initializers/index.ts'
import type { Initializer } from '../initializers/initializer.ts'
import type { Layer, LayerState } from '../layer.ts'
import { requireSequence } from '../layer-shape.ts'
import { requireOption, requireSize } from '../options.ts'
import { SettingsReader } from '../settings-reader.ts'
import type { LayerKind } from './layer-kind.ts'
import { tensorOf } from './state.ts'

/** The options of `simpleRnn`. */
export interface SimpleRnnOptions<R extends boolean = boolean> {
  /** The hidden state at every time, [time, hidden], instead of the last one, [hidden]. Default false. */
  readonly returnSequences?: R
  /** Default `tanh`. */
  readonly activation?: ActivationName
  /** Of both weights. Default: what suits the activation (Xavier for tanh). */
  readonly initializer?: Initializer | InitializerName
}

const defaults = { returnSequences: false, activation: 'tanh' } as const

/**
 * The simple recurrent network: [time, inputs] → [hidden], or [time, hidden] with `returnSequences`.
 * h(t) = activation(x(t)·W + h(t − 1)·U + b) from h = 0. PyTorch adds two biases, whose sum alone matters; here
 * is one. The loop over time is unrolled, so a program is compiled for each length of sequence.
 * Parameters: `inputWeight` W [inputs, hidden], `hiddenWeight` U [hidden, hidden], `bias` [hidden].
 * @throws RegimenError `technique-option`, `unknown-technique`; when applied to inputs that do not fit:
 * `layer-shape`.
 */
export function simpleRnn<I extends number, H extends number>(
  inputs: I,
  hidden: H,
  options: SimpleRnnOptions<true> & { readonly returnSequences: true },
): Layer<readonly [number, I], readonly [number, H]>
export function simpleRnn<I extends number, H extends number>(
  inputs: I,
  hidden: H,
  options?: SimpleRnnOptions<false>,
): Layer<readonly [number, I], readonly [H]>
export function simpleRnn<I extends number>(
  inputs: I,
  hidden: number,
  options: SimpleRnnOptions,
): Layer<readonly [number, I], Shape>
export function simpleRnn(
  inputs: number,
  hidden: number,
  options: SimpleRnnOptions = {},
): Layer<Shape, Shape> {
  return recurrentLayer(inputs, hidden, options)
}

/** As `simpleRnn`, with an activation of any name: what files say is not known before it is looked up. */
function recurrentLayer(
  inputs: number,
  hidden: number,
  options: Omit<SimpleRnnOptions, 'activation'> & { readonly activation?: string },
): Layer<Shape, Shape> {
  requireSize('simpleRnn', 'inputs', inputs)
  requireSize('simpleRnn', 'hidden', hidden)
  const { returnSequences, activation: activationName } = { ...defaults, ...options }
  const activation = activationNamed(activationName)
  const fixed = 'an activation without parameters'
  requireOption('simpleRnn', 'activation', activationName, !activation.learned, fixed)
  const activationLayer = activation.fromSettings({})
  const chosen = options.initializer ?? activation.initializer
  const initializer = typeof chosen === 'string' ? initializerNamed(chosen) : chosen
  const name = `simpleRnn ${inputs} → ${hidden}`
  const outputShape = (input: Shape): Shape => {
    requireSequence(name, inputs, input)
    return returnSequences ? [input[0] ?? 0, hidden] : [hidden]
  }
  const activate = (x: Tensor) => activationLayer.apply(stateless, x, { training: false }).output
  return {
    kind: 'simpleRnn',
    settings: {
      inputs,
      hidden,
      returnSequences,
      activation: activationName,
      initializer: initializerConfig(initializer),
    },
    outputShape,
    initialize: (key, input) => {
      outputShape(input)
      return initialState(key, initializer, inputs, hidden)
    },
    apply: ({ parameters }, x) => {
      outputShape(x.shape.slice(1))
      const states = unroll(x, (each) => tensorOf(name, parameters, each), activate)
      const [batch = 0] = x.shape
      const last = states.at(-1)
      if (!last) return { output: zeros([batch, ...outputShape(x.shape.slice(1))], x.dtype) }
      return { output: returnSequences ? transpose(stack(states), [1, 0, 2]) : last }
    },
  }
}

const stateless: LayerState = { parameters: {}, buffers: {} }

function initialState(key: RandomKey, initializer: Initializer, inputs: number, hidden: number): LayerState {
  const draw = (name: string, fanIn: number) =>
    initializer.sample(randomSource(key.child(name)), [fanIn, hidden], { fanIn, fanOut: hidden })
  return {
    parameters: {
      inputWeight: draw('inputWeight', inputs),
      hiddenWeight: draw('hiddenWeight', hidden),
      bias: zeros([hidden]),
    },
    buffers: {},
  }
}

/** The hidden state [batch, hidden] after each time. */
function unroll(
  x: Tensor,
  parameter: (name: string) => Tensor,
  activate: (x: Tensor) => Tensor,
): readonly Tensor[] {
  const [batch = 0, time = 0, inputs = 0] = x.shape
  const [inputWeight, hiddenWeight, bias] = [
    parameter('inputWeight'),
    parameter('hiddenWeight'),
    parameter('bias'),
  ]
  const hidden = bias.size
  // The inputs of all times go through their weights in one product, time first: each step then reads a matrix
  // without gaps, and the gradients of all steps lie one after the other.
  const rows = reshape(transpose(x, [1, 0, 2]), [time * batch, inputs])
  const driven = reshape(add(matmul(rows, inputWeight), bias), [time, batch, hidden])
  const states: Tensor[] = []
  for (let step = 0; step < time; step++) {
    const drive = reshape(sliceAxis(driven, 0, step, step + 1), [batch, hidden])
    const before = states.at(-1)
    states.push(activate(before ? add(drive, matmul(before, hiddenWeight)) : drive))
  }
  return states
}

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
    return recurrentLayer(reader.number('inputs'), reader.number('hidden'), {
      returnSequences: reader.boolean('returnSequences'),
      activation: reader.text('activation'),
      initializer: initializerFromConfig(reader.record('initializer')),
    })
  },
}
