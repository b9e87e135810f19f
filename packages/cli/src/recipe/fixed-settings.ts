/** Options of `regimen recipe` that the search must leave as they are. */
import type { Candidate } from 'regimen'
import { usageError } from '../errors.ts'
import { chooseName } from '../options/choose.ts'
import { activationNames, initializerNames, recipeOptimizerNames } from '../options/names.ts'
import type { TrainOptions } from '../options/train-options.ts'

/** @throws CliError `unknown-value`, `recipe-widths`, `option-not-recipe` */
export function fixedSettings(options: TrainOptions): Partial<Candidate> {
  const { hidden, activation, initializer, batchNorm, dropout, learningRate, weightDecay, batchSize } =
    options
  if (options.l2 !== undefined) throw usageError('option-not-recipe', { option: '--l2' })
  return {
    ...(hidden === undefined ? {} : network(hidden)),
    ...(activation === undefined
      ? {}
      : { activation: chooseName('--activation', activation, activationNames) }),
    ...(initializer === undefined
      ? {}
      : { initializer: chooseName('--initializer', initializer, initializerNames) }),
    ...(batchNorm === undefined ? {} : { batchNorm }),
    ...(dropout === undefined ? {} : { dropout }),
    ...(options.optimizer === undefined
      ? {}
      : { optimizer: chooseName('--optimizer', options.optimizer, recipeOptimizerNames) }),
    ...(learningRate === undefined ? {} : { learningRate }),
    ...(weightDecay === undefined ? {} : { weightDecay }),
    ...(batchSize === undefined ? {} : { batchSize }),
  }
}

/** The search knows layers of one width. */
function network(hidden: readonly number[]): Pick<Candidate, 'architecture' | 'width' | 'depth'> {
  const [width] = hidden
  if (width === undefined || hidden.some((each) => each !== width)) {
    throw usageError('recipe-widths', { widths: hidden.join(',') || 'none' })
  }
  return { architecture: 'dense', width, depth: hidden.length }
}
