import { zeros } from '../../engine/ops/create.ts'
import { add } from '../../engine/ops/elementwise.ts'
import { matmul } from '../../engine/ops/linear-algebra.ts'
import { randomSource } from '../../engine/ops/random.ts'
import type { Technique } from '../../technique.ts'
import {
  chosenInitializer,
  type InitializerName,
  initializerConfig,
  initializerFromConfig,
} from '../initializers/index.ts'
import type { Initializer } from '../initializers/initializer.ts'
import type { Layer } from '../layer.ts'
import { requireInput } from '../layer-shape.ts'
import { requireSize } from '../options.ts'
import { SettingsReader } from '../settings-reader.ts'
import type { LayerKind } from './layer-kind.ts'
import { tensorOf } from './state.ts'

/** The options of `dense`. */
export interface DenseOptions {
  /** How the weights start. Default `heNormal`, for the ReLU that usually follows (He et al. 2015). */
  readonly initializer?: Initializer | InitializerName
  /** Whether to add a bias; it starts at 0. Leave it out before batch normalisation. Default true. */
  readonly bias?: boolean
}

const defaultInitializer = 'heNormal'

/**
 * The affine (fully connected) layer y = xW + b: [inputs] → [outputs].
 * Parameters: `weight` [inputs, outputs], `bias` [outputs].
 * @throws RegimenError `technique-option` for sizes that are not whole numbers of at least 1.
 */
export function dense<I extends number, O extends number>(
  inputs: I,
  outputs: O,
  options: DenseOptions = {},
): Layer<readonly [I], readonly [O]> {
  requireSize('dense', 'inputs', inputs)
  requireSize('dense', 'outputs', outputs)
  const { initializer: chosen = defaultInitializer, bias = true } = options
  const initializer = chosenInitializer(chosen)
  const name = `dense ${inputs} → ${outputs}`
  return {
    kind: 'dense',
    settings: { inputs, outputs, bias, initializer: initializerConfig(initializer) },
    outputShape: (input) => {
      requireInput(name, [inputs], input)
      return [outputs]
    },
    initialize: (key, input) => {
      requireInput(name, [inputs], input)
      const source = randomSource(key.child('weight'))
      const fans = { fanIn: inputs, fanOut: outputs }
      const weight = initializer.sample(source, [inputs, outputs], fans)
      return { parameters: bias ? { weight, bias: zeros([outputs]) } : { weight }, buffers: {} }
    },
    apply: ({ parameters }, input) => {
      requireInput(name, [inputs], input.shape.slice(1))
      const product = matmul(input, tensorOf(name, parameters, 'weight'))
      return { output: bias ? add(product, tensorOf(name, parameters, 'bias')) : product }
    },
  }
}

const technique: Technique = {
  name: 'dense',
  kind: 'layer',
  defaults: { bias: true, initializer: defaultInitializer },
  paper: 'Rosenblatt 1958, Psychological Review 65; initializer: He et al. 2015, arXiv:1502.01852',
  catalogue: ['F6', 'F7'],
}

export const denseKind: LayerKind = {
  technique,
  fromSettings: (settings) => {
    const reader = new SettingsReader('dense', settings)
    return dense(reader.number('inputs'), reader.number('outputs'), {
      bias: reader.boolean('bias'),
      initializer: initializerFromConfig(reader.record('initializer')),
    })
  },
}
