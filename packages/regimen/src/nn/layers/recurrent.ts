/** What recurrent layers share: options, first weights, and the loop over time. */
import { bringGates } from '../../engine/ops/bring-gates.ts'
import { zeros } from '../../engine/ops/create.ts'
import { add } from '../../engine/ops/elementwise.ts'
import { concatenate, stack } from '../../engine/ops/indexing.ts'
import { matmul } from '../../engine/ops/linear-algebra.ts'
import { randomSource } from '../../engine/ops/random.ts'
import { reshape, sliceAxis, transpose } from '../../engine/ops/views.ts'
import type { RandomKey } from '../../engine/random.ts'
import type { Tensor } from '../../engine/tensor.ts'
import type { Shape } from '../../engine/types.ts'
import type { Settings } from '../../technique.ts'
import {
  chosenInitializer,
  type InitializerName,
  initializerConfig,
  initializerFromConfig,
} from '../initializers/index.ts'
import type { Initializer } from '../initializers/initializer.ts'
import type { Layer, TensorRecord } from '../layer.ts'
import { requireSequence } from '../layer-shape.ts'
import { requireSize } from '../options.ts'
import type { SettingsReader } from '../settings-reader.ts'
import { tensorOf } from './state.ts'

/** The options of all recurrent layers. */
export interface RecurrentOptions<R extends boolean = boolean> {
  /** The hidden state at every time, [time, hidden], instead of the last one, [hidden]. Default false. */
  readonly returnSequences?: R
  /** Read the sequence from its end; the states are given in the order of the inputs. Default false. */
  readonly reverse?: boolean
}

/** How the weights of `gru` and `lstm` start. */
export interface GateInitializers {
  /** Of the inputs' weights, gate by gate. Default `xavierUniform`. */
  readonly initializer?: Initializer | InitializerName
  /** Of the hidden state's weights, gate by gate. Default `orthogonal` (Saxe et al. 2014). */
  readonly hiddenInitializer?: Initializer | InitializerName
}

/** A recurrent layer can be read the other way round, which is what a bidirectional one needs. */
export interface RecurrentLayer<In extends Shape = Shape, Out extends Shape = Shape> extends Layer<In, Out> {
  readonly hidden: number
  readonly returnSequences: boolean
  readonly reverse: boolean
  /** The same layer over the same sequence in the other direction. */
  reversed(): RecurrentLayer<In, Out>
}

/** Sequences of I features to the last state, or with `returnSequences` to all of them. */
export type RecurrentOver<I extends number, H extends number, R extends boolean> = RecurrentLayer<
  readonly [number, I],
  R extends true ? readonly [number, H] : readonly [H]
>

/** One step in time: from what the inputs drive and the states before (none at first) to the states. */
export type RecurrentStep = (
  drive: Tensor,
  before: readonly Tensor[] | undefined,
  parameter: (name: string) => Tensor,
) => readonly [hidden: Tensor, ...others: Tensor[]]

/** @internal What a kind of recurrent layer adds to the loop. */
export interface RecurrentDefinition {
  readonly kind: string
  readonly inputs: number
  readonly hidden: number
  /** Blocks of `hidden` columns in the weights. */
  readonly gates: number
  readonly returnSequences: boolean
  readonly reverse: boolean
  /** Beside those that every recurrent layer has. */
  readonly settings: Settings
  readonly initializer: Initializer
  readonly hiddenInitializer: Initializer
  /** Biases, by name; `bias` [gates · hidden] is added to what the inputs drive. */
  biases(): TensorRecord & { readonly bias: Tensor }
  /** What all steps need of the parameters, worked out once; found like a parameter. */
  derived?(parameter: (name: string) => Tensor): TensorRecord
  readonly step: RecurrentStep
}

export const recurrentDefaults = { returnSequences: false, reverse: false } as const
export const gateDefaults = {
  ...recurrentDefaults,
  initializer: 'xavierUniform',
  hiddenInitializer: 'orthogonal',
} as const

/**
 * [time, inputs] → [hidden] or [time, hidden]. The inputs of all times go through their weights in one product.
 * @internal
 */
export function recurrentLayer(definition: RecurrentDefinition): RecurrentLayer {
  const { kind, inputs, hidden, returnSequences, reverse } = definition
  requireSize(kind, 'inputs', inputs)
  requireSize(kind, 'hidden', hidden)
  const name = `${kind} ${inputs} → ${hidden}`
  const outputShape = (input: Shape): Shape => {
    requireSequence(name, inputs, input)
    return returnSequences ? [input[0] ?? 0, hidden] : [hidden]
  }
  return {
    kind,
    settings: { inputs, hidden, returnSequences, reverse, ...definition.settings },
    hidden,
    returnSequences,
    reverse,
    reversed: () => recurrentLayer({ ...definition, reverse: !reverse }),
    outputShape,
    initialize: (key, input) => {
      outputShape(input)
      return { parameters: initialParameters(key, definition), buffers: {} }
    },
    apply: ({ parameters }, x) => {
      bringGates()
      outputShape(x.shape.slice(1))
      const states = unroll(x, definition, (each) => tensorOf(name, parameters, each))
      const [batch = 0] = x.shape
      const last = states.at(-1)
      if (!last) return { output: zeros([batch, ...outputShape(x.shape.slice(1))], x.dtype) }
      if (!returnSequences) return { output: last }
      return { output: transpose(stack(reverse ? states.toReversed() : states), [1, 0, 2]) }
    },
  }
}

/** Each gate's block is drawn as a matrix of its own: the gates do not share their fans. */
function initialParameters(key: RandomKey, definition: RecurrentDefinition): TensorRecord {
  const { inputs, hidden, gates, initializer, hiddenInitializer } = definition
  const draw = (name: string, from: Initializer, fanIn: number) => {
    const blocks = Array.from({ length: gates }, (_, gate) => {
      const source = randomSource(gates === 1 ? key.child(name) : key.child(name).child(String(gate)))
      return from.sample(source, [fanIn, hidden], { fanIn, fanOut: hidden })
    })
    return gates === 1 ? (blocks[0] ?? zeros([fanIn, 0])) : concatenate(blocks, 1)
  }
  return {
    inputWeight: draw('inputWeight', initializer, inputs),
    hiddenWeight: draw('hiddenWeight', hiddenInitializer, hidden),
    ...definition.biases(),
  }
}

/** The hidden state [batch, hidden] after each time, in the order in which the times are read. */
function unroll(
  x: Tensor,
  { step, reverse, derived }: RecurrentDefinition,
  ownParameter: (name: string) => Tensor,
): readonly Tensor[] {
  const [batch = 0, time = 0, inputs = 0] = x.shape
  const made = derived?.(ownParameter) ?? {}
  const parameter = (name: string) => made[name] ?? ownParameter(name)
  const bias = parameter('bias')
  // Time first: each step then reads a matrix without gaps, and the gradients of all steps lie one after the other.
  const rows = reshape(transpose(x, [1, 0, 2]), [time * batch, inputs])
  const driven = reshape(add(matmul(rows, parameter('inputWeight')), bias), [time, batch, bias.size])
  const hidden: Tensor[] = []
  let states: readonly Tensor[] | undefined
  for (let done = 0; done < time; done++) {
    const at = reverse ? time - 1 - done : done
    const drive = reshape(sliceAxis(driven, 0, at, at + 1), [batch, bias.size])
    const next = step(drive, states, parameter)
    hidden.push(next[0])
    states = next
  }
  return hidden
}

/** Reads the blocks of `hidden` columns of a matrix [batch, gates · hidden], by number. */
export function gatesOf(x: Tensor, hidden: number): (gate: number) => Tensor {
  return (gate) => sliceAxis(x, 1, gate * hidden, (gate + 1) * hidden)
}

/** @internal The options that `gru` and `lstm` have in common, as their layers need them. */
export function gatedOptions(given: RecurrentOptions & GateInitializers) {
  const { returnSequences, reverse, initializer, hiddenInitializer } = { ...gateDefaults, ...given }
  const weights = {
    initializer: chosenInitializer(initializer),
    hiddenInitializer: chosenInitializer(hiddenInitializer),
  }
  const settings = {
    initializer: initializerConfig(weights.initializer),
    hiddenInitializer: initializerConfig(weights.hiddenInitializer),
  }
  return { returnSequences, reverse, ...weights, settings }
}

/** @internal The settings of `gatedOptions` from a file. */
export function readGatedOptions(reader: SettingsReader) {
  return {
    returnSequences: reader.boolean('returnSequences'),
    reverse: reader.boolean('reverse'),
    initializer: initializerFromConfig(reader.record('initializer')),
    hiddenInitializer: initializerFromConfig(reader.record('hiddenInitializer')),
  }
}
