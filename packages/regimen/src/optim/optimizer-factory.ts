/** From a row and a rule to an optimizer with checked options and everything that optimizers have in common. */
import type { Settings, Technique } from '../technique.ts'
import { accumulate } from './accumulate.ts'
import { type Average, readAverage } from './averages.ts'
import { chain } from './chain.ts'
import { type Clip, readClip } from './clip.ts'
import { type GroupOptions, readGroups } from './groups.ts'
import { learningRateAt } from './learning-rate.ts'
import { count, flag, type OptionTable, type OptionValues, readKnown, readOptions } from './option.ts'
import { skipNonFinite } from './skip-non-finite.ts'
import type { GradientTransform, Optimizer } from './transform.ts'
import { readUpdate, type UpdateOptions, type UpdateRule, updateOptions } from './update-rule.ts'

type NoOptions = Record<never, never>

/**
 * Options of every optimizer. An update passes them in this order: mean over accumulated gradients, clipping,
 * coupled decay, the optimizer's own rule, decoupled decay, learning rate, L1, average.
 */
export interface OptimizerOptions<O extends OptionTable = NoOptions> extends UpdateOptions {
  /** A limit on the gradients. Default: none. */
  readonly clip?: Clip
  /** Gradients whose mean makes one update of the weights. Default 1. */
  readonly accumulate?: number
  /** Change nothing where a gradient or the loss is NaN or infinite, and go on. Default false. */
  readonly skipNonFinite?: boolean
  /** An average of the weights, to be evaluated and kept in their place. Default: none. */
  readonly average?: Average
  /** Other settings for some parameters. Default: none. */
  readonly groups?: readonly (GroupOptions & Partial<OptionValues<O>>)[]
}

/** Called with options in code: `adam({ learningRate: 0.01 })`; what is left out has its default. */
export interface OptimizerFactory<O extends OptionTable = NoOptions> {
  /** @throws RegimenError `unknown-option`, `technique-option`. */
  (options?: OptimizerOptions<O> & Partial<OptionValues<O>>): Optimizer
  readonly technique: Technique
  /**
   * The same from a file's settings, in which no option is a function.
   * @throws RegimenError `unknown-option`, `technique-option`.
   */
  fromSettings(settings: Settings): Optimizer
}

export interface OptimizerRow<O extends OptionTable>
  extends Pick<Technique, 'name' | 'paper' | 'catalogue'>,
    UpdateRule<O> {}

const shared = { accumulate: count(1), skipNonFinite: flag(false) }
/** Options of everything that is assembled. */
export const assemblyOptions: readonly string[] = ['average', ...Object.keys(shared)]

/** Averages, guards and accumulation around the links that make updates. @throws RegimenError `technique-option`. */
export function assemble(
  technique: string,
  given: ReadonlyMap<string, unknown>,
  links: readonly GradientTransform[],
): { readonly settings: Settings; readonly transform: GradientTransform; readonly times: number } {
  const { accumulate: times, skipNonFinite: skips } = readOptions(technique, shared, given)
  const average = readAverage(technique, given.get('average'))
  const chained = chain(...links, ...(average ? [average.transform] : []))
  const guarded = skips ? skipNonFinite(chained) : chained
  return {
    settings: {
      ...(times > 1 && { accumulate: times }),
      ...(skips && { skipNonFinite: skips }),
      ...(average && { average: average.settings }),
    },
    transform: times > 1 ? accumulate(times, guarded) : guarded,
    times,
  }
}

/** @internal */
export function optimizerFactory<const O extends OptionTable>(row: OptimizerRow<O>): OptimizerFactory<O> {
  const { name, paper, catalogue } = row
  const known = [...updateOptions, ...Object.keys(row.options), 'clip', 'groups', ...assemblyOptions]
  const build = (given: object = {}): Optimizer => {
    const values = readKnown(name, given, known)
    const clip = readClip(name, values.get('clip'))
    const update = readUpdate(name, row, values)
    const { links, settings: groups } = readGroups(name, row, update, values)
    const { settings, transform, times } = assemble(name, values, [
      ...(clip ? [clip.transform] : []),
      ...links,
    ])
    return {
      name,
      settings: {
        ...update.settings,
        ...(clip && { clip: clip.settings }),
        ...(groups.length > 0 && { groups }),
        ...settings,
      },
      transform,
      learningRate: (step) => learningRateAt(update.learningRate, Math.floor(step / times)),
    }
  }
  const defaults = readUpdate(name, row, new Map()).settings
  const technique: Technique = { name, kind: 'optimizer', defaults, paper, catalogue }
  return Object.assign(build, { technique, fromSettings: (settings: Settings) => build(settings) })
}
