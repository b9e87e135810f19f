/** Generative adversarial networks: one network makes examples, another tells them from real ones. */
import { gradient, valueAndGradientWith } from '../engine/differentiate.ts'
import { add, mul, neg, square } from '../engine/ops/elementwise.ts'
import { gather } from '../engine/ops/indexing.ts'
import { childSource, type RandomSource, randomNormal, randomSource } from '../engine/ops/random.ts'
import { mean, sum } from '../engine/ops/reductions.ts'
import { stopGradient } from '../engine/ops/views.ts'
import { Program } from '../engine/program.ts'
import { RandomKey } from '../engine/random.ts'
import { currentBackend } from '../engine/settings.ts'
import { fromData, type Tensor } from '../engine/tensor.ts'
import { sameShape } from '../engine/types.ts'
import { softplus } from '../nn/activations/softplus.ts'
import type { LayerState, TensorRecord } from '../nn/layer.ts'
import type { Model } from '../nn/model.ts'
import { requireOption, requireSize } from '../nn/options.ts'
import { applyUpdates, hyperparameterTensors } from '../optim/apply-updates.ts'
import type { Hyperparameters, Optimizer } from '../optim/transform.ts'
import type { Technique } from '../technique.ts'
import { requirePlacement } from './batch-norm-placement.ts'

/** The options of `trainGan`. */
export interface GanOptions {
  readonly generatorOptimizer: Optimizer
  readonly discriminatorOptimizer: Optimizer
  /** Updates of each network. Default 2000. */
  readonly steps?: number
  /** Real examples per update, and made ones. Default 128. */
  readonly batchSize?: number
  /**
   * γ of the penalty ½γ E‖∇ₓ D(x)‖² on real examples (Mescheder, Geiger & Nowozin 2018, R₁), which keeps the two from
   * circling around each other. Default 0.
   */
  readonly gradientPenalty?: number
  /** `required` (default): refuse networks that break the rule of `checkBatchNormPlacement`. */
  readonly batchNormPlacement?: 'required' | 'free'
  /** Decides the batches and the noise. Default 0. */
  readonly seed?: number
  /** Called after each update with the losses of both. */
  readonly onStep?: (
    step: number,
    losses: { readonly generator: number; readonly discriminator: number },
  ) => void
}

/** The state of one of the two networks, and its optimizer's. */
function trained(model: Model, optimizer: Optimizer) {
  const { parameters, buffers } = model.state
  return { parameters, buffers, optimizer: optimizer.transform.initialize(parameters) }
}

/**
 * Trains a generator and a discriminator against each other, in place (Goodfellow et al. 2014, with the generator's
 * loss −ln D(G(z)), which does not saturate). The generator takes standard normal noise; the discriminator gives one
 * logit, positive for what it takes for real.
 * @param data [rows, ...shape]: real examples, of the generator's output shape.
 * @throws RegimenError `gan-batch-norm`, `technique-option`.
 */
export function trainGan(generator: Model, discriminator: Model, data: Tensor, options: GanOptions): void {
  const { steps = 2000, batchSize = 128, gradientPenalty = 0, seed = 0, onStep } = options
  const { generatorOptimizer, discriminatorOptimizer } = options
  if (options.batchNormPlacement !== 'free') requirePlacement(generator, discriminator)
  checkShapes(generator, discriminator, data)
  requireSize('gan', 'steps', steps)
  requireSize('gan', 'batchSize', batchSize)
  const program = new Program({
    generator: trained(generator, generatorOptimizer),
    discriminator: trained(discriminator, discriminatorOptimizer),
  })
  const float = currentBackend().floatType
  const noise = (random: RandomSource, name: string) =>
    randomNormal(childSource(random, name), [batchSize, ...generator.inputShape], float)
  const judge = (parameters: TensorRecord, buffers: TensorRecord, inputs: Tensor, random: RandomSource) =>
    discriminator.layer.apply({ parameters, buffers }, inputs, { training: true, random })
  const make = ({ parameters, buffers }: LayerState, latent: Tensor, random: RandomSource) =>
    generator.layer.apply({ parameters, buffers }, latent, { training: true, random })

  const update = program.compile(
    (
      state,
      given: {
        data: Tensor
        rows: Tensor
        key: Tensor
        generator: Hyperparameters
        discriminator: Hyperparameters
      },
    ) => {
      const random = { key: given.key, stream: 0 }
      const real = gather(given.data, given.rows)
      const fake = stopGradient(make(state.generator, noise(random, 'discriminator'), random).output)
      const judged = valueAndGradientWith((parameters: TensorRecord) => {
        const { buffers } = state.discriminator
        const onReal = judge(parameters, buffers, real, random)
        const onFake = judge(parameters, onReal.buffers ?? buffers, fake, random)
        const loss = add(mean(softplus(neg(onReal.output))), mean(softplus(onFake.output)))
        const penalty = () => slopePenalty((x) => judge(parameters, buffers, x, random).output, real)
        return {
          loss: gradientPenalty > 0 ? add(loss, mul(penalty(), gradientPenalty / 2)) : loss,
          auxiliary: onFake.buffers ?? buffers,
        }
      }, state.discriminator.parameters)
      const next = stepOf(discriminatorOptimizer, state.discriminator, judged, given.discriminator)
      const made = valueAndGradientWith((parameters: TensorRecord) => {
        const { buffers } = state.generator
        const result = make({ parameters, buffers }, noise(random, 'generator'), random)
        const verdict = judge(next.parameters, next.buffers, result.output, random).output
        return { loss: mean(softplus(neg(verdict))), auxiliary: result.buffers ?? buffers }
      }, state.generator.parameters)
      const generated = stepOf(generatorOptimizer, state.generator, made, given.generator)
      return {
        state: { generator: generated, discriminator: next },
        result: { generator: made.value, discriminator: judged.value },
      }
    },
  )
  const key = RandomKey.fromSeed(seed)
  const [size = 0] = data.shape
  for (let step = 0; step < steps; step++) {
    const bits = key.child('rows').child(step).bits(batchSize)
    const rows = bits.map((word) => Math.floor((word >>> 0) * 2 ** -32 * size))
    const losses = update({
      data,
      rows: fromData('int32', [batchSize], rows),
      key: randomSource(key.child('step').child(step)).key,
      generator: hyperparameterTensors(generatorOptimizer.transform.hyperparameters(step), float),
      discriminator: hyperparameterTensors(discriminatorOptimizer.transform.hyperparameters(step), float),
    })
    onStep?.(step + 1, { generator: losses.generator.item(), discriminator: losses.discriminator.item() })
  }
  const state = program.read()
  generator.load(state.generator)
  discriminator.load(state.discriminator)
}

/** Examples from a trained generator, in inference mode: [count, ...shape]. */
export function generate(generator: Model, count: number, key: RandomKey): Tensor {
  return generator.apply(randomNormal(randomSource(key), [count, ...generator.inputShape]))
}

function checkShapes(generator: Model, discriminator: Model, data: Tensor): void {
  const fits =
    data.rank > 0 && sameShape(data.shape.slice(1), generator.outputShape) && (data.shape[0] ?? 0) > 0
  requireOption(
    'gan',
    'data',
    data.shape,
    fits,
    `examples of the generator's output shape [${generator.outputShape}]`,
  )
  const judges = sameShape(discriminator.inputShape, generator.outputShape)
  requireOption(
    'gan',
    'discriminator',
    discriminator.inputShape,
    judges,
    `an input of shape [${generator.outputShape}]`,
  )
}

/** E‖∇ₓ D(x)‖². */
function slopePenalty(judge: (x: Tensor) => Tensor, real: Tensor): Tensor {
  const slopes = gradient((x: Tensor) => sum(judge(x)), real)
  return mul(sum(square(slopes)), 1 / (real.shape[0] ?? 1))
}

function stepOf(
  optimizer: Optimizer,
  state: ReturnType<typeof trained>,
  { gradient: gradients, auxiliary }: { readonly gradient: TensorRecord; readonly auxiliary: TensorRecord },
  hyperparameters: Hyperparameters,
) {
  const result = optimizer.transform.update(gradients, state.optimizer, state.parameters, hyperparameters)
  return {
    parameters: applyUpdates(state.parameters, result.updates),
    buffers: auxiliary,
    optimizer: result.state,
  }
}

export const ganTechnique: Technique = {
  name: 'generativeAdversarialNetwork',
  kind: 'model',
  defaults: { batchNormPlacement: 'required', gradientPenalty: 0 },
  paper:
    'Goodfellow et al. 2014, arXiv:1406.2661; Radford, Metz & Chintala 2016, arXiv:1511.06434 (placement)',
  catalogue: ['M5', 'B11'],
}
