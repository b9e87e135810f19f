/** Optimizers around others: lookahead, SAM. */
import { findByName, optionError } from '../nn/options.ts'
import type { Settings, Technique } from '../technique.ts'
import { type BaseOptimizerName, baseOptimizers } from './base-optimizers.ts'
import {
  assemble,
  assemblyOptions,
  type OptimizerFactory,
  type OptimizerOptions,
} from './optimizer-factory.ts'
import { type OptionTable, type OptionValues, readKnown, readOptions } from './option.ts'
import type { Optimizer } from './transform.ts'

/**
 * `inner` is an optimizer, or the name of one that gets all options that are not the wrapper's own:
 * `lookahead({ inner: 'sgd', learningRate: 0.1, every: 6 })`, `lookahead({ inner: sgd({ learningRate: 0.1 }) })`.
 */
export interface WrapperOptions extends OptimizerOptions {
  readonly inner?: BaseOptimizerName | Optimizer
}

/** Makes an optimizer around another. */
export interface WrapperFactory<O extends OptionTable> {
  /** @throws RegimenError `unknown-option`, `technique-option`, `unknown-technique`. */
  (options?: WrapperOptions & Partial<OptionValues<O>>): Optimizer
  readonly technique: Technique
  /**
   * The same from a file's settings, in which `inner` is a name.
   * @throws RegimenError `unknown-option`, `technique-option`, `unknown-technique`.
   */
  fromSettings(settings: Settings): Optimizer
}

export interface WrapperRow<O extends OptionTable> extends Pick<Technique, 'name' | 'paper' | 'catalogue'> {
  readonly inner: BaseOptimizerName
  readonly options: O
  /** The inner optimizer with what the wrapper adds. */
  readonly wrap: (inner: Optimizer, options: OptionValues<O>) => Omit<Optimizer, 'name' | 'settings'>
}

/** @internal */
export function wrapperFactory<const O extends OptionTable>(row: WrapperRow<O>): WrapperFactory<O> {
  const { name, paper, catalogue } = row
  const ownNames = ['inner', ...Object.keys(row.options), ...assemblyOptions]
  const build = (given: object = {}): Optimizer => {
    const entries = Object.entries(given)
    const isOwn = ([option]: readonly [string, unknown]) => ownNames.includes(option)
    const values = readKnown(name, Object.fromEntries(entries.filter(isOwn)), ownNames)
    const passedOn = Object.fromEntries(entries.filter((entry) => !isOwn(entry)))
    const inner = readInner(name, values.get('inner') ?? row.inner, passedOn)
    const options = readOptions(name, row.options, values)
    const wrapped = row.wrap(inner, options)
    const { settings, transform, times } = assemble(name, values, [wrapped.transform])
    return {
      ...wrapped,
      name,
      // The inner one's own inner, if it is itself a wrapper, has no place in flat settings.
      settings: { ...inner.settings, inner: inner.name, ...options, ...settings },
      transform,
      learningRate: (step) => wrapped.learningRate(Math.floor(step / times)),
    }
  }
  const defaults: Settings = {
    inner: row.inner,
    ...readOptions(name, row.options, new Map()),
    ...baseOptimizers[row.inner].technique.defaults,
  }
  const technique: Technique = { name, kind: 'optimizer', defaults, paper, catalogue }
  return Object.assign(build, { technique, fromSettings: (settings: Settings) => build(settings) })
}

function readInner(technique: string, inner: unknown, options: object): Optimizer {
  if (typeof inner === 'string') {
    const factory = findByName<OptimizerFactory>('optimizer', baseOptimizers, inner)
    return factory.fromSettings({ ...options })
  }
  if (isOptimizer(inner)) {
    readKnown(technique, options, ['inner'])
    return inner
  }
  throw optionError(technique, 'inner', inner, 'an optimizer or the name of one')
}

function isOptimizer(value: unknown): value is Optimizer {
  return typeof value === 'object' && value !== null && 'transform' in value && 'learningRate' in value
}
