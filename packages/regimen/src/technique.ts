/** What every technique of the library says about itself: the rows of `regimen techniques`. */

export type TechniqueKind =
  | 'activation'
  | 'data'
  | 'initializer'
  | 'layer'
  | 'loss'
  | 'metric'
  | 'model'
  | 'optimizer'
  | 'procedure'
  | 'pruner'
  | 'regularization'
  | 'sampler'
  | 'scaling'
  | 'schedule'
  | 'transform'

/** Settings as they appear in files and messages. */
export type Settings = { readonly [name: string]: SettingValue }
/** A value as settings hold it: anything that JSON can. */
export type SettingValue = string | number | boolean | null | readonly SettingValue[] | Settings

/** What a technique says about itself: a row of `regimen techniques`. */
export interface Technique {
  /** The field's standard name in camelCase, unique within its kind: `batchNorm`. */
  readonly name: string
  readonly kind: TechniqueKind
  /** Default values of its options. */
  readonly defaults: Settings
  /** Where it, or its defaults, come from: `Kingma & Ba 2015, arXiv:1412.6980`. */
  readonly paper: string
  /** Ids of the project's catalogue that it settles: `O13`. */
  readonly catalogue: readonly string[]
}
