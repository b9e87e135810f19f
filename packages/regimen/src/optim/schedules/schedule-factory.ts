/** From a row and a formula to a schedule with checked options that can be written to a file and read back. */
import { RegimenError } from '../../errors.ts'
import { show } from '../../nn/options.ts'
import type { Settings, SettingValue, Technique } from '../../technique.ts'
import { readKnown } from '../option.ts'
import type { Field, ReadingContext } from './fields.ts'

/**
 * The learning rate of update number `step` (0 for the first): a pure function. Rates are inputs of the compiled
 * step, so that a change never recompiles.
 */
export interface LearningRateSchedule {
  (step: number): number
  /** What makes the same schedule again: `{ schedule: 'cosine', learningRate: 0.1, steps: 1000 }`. */
  readonly settings: Settings
}

/** Called with options in code: `cosineSchedule({ learningRate: 0.1, steps: 1000 })`. */
export interface ScheduleFactory<G extends object = never> {
  /** @throws RegimenError `unknown-option`, `technique-option`. */
  (options: G): LearningRateSchedule
  readonly technique: Technique
  /**
   * The same from a file's settings.
   * @throws RegimenError `unknown-option`, `technique-option`.
   */
  fromSettings(settings: object, context: ReadingContext): LearningRateSchedule
}

type Fields<G> = { readonly [K in keyof Required<G>]: Field<Required<G>[K]> }

export interface ScheduleRow<G> {
  readonly name: string
  readonly paper: string
  readonly options: Fields<G>
}

/** @internal */
export function scheduleFactory<G extends object>(
  { name, paper, options }: ScheduleRow<G>,
  formula: (options: Required<G>) => (step: number) => number,
): ScheduleFactory<G> {
  const build = (given: object, context?: ReadingContext): LearningRateSchedule => {
    const values = readKnown(name, given, Object.keys(options))
    const { read, settings } = readFields(name, options, values, context)
    return Object.assign(formula(read), { settings: { schedule: name, ...settings } })
  }
  const technique: Technique = {
    name,
    kind: 'schedule',
    defaults: defaultsOf(options),
    paper,
    catalogue: ['O10'],
  }
  return Object.assign((given: G) => build(given), { technique, fromSettings: build })
}

function defaultsOf<G>(options: Fields<G>): Settings
function defaultsOf(options: { readonly [name: string]: Field<unknown> }): Settings {
  return Object.fromEntries(
    Object.entries(options).flatMap(([name, { byDefault, save }]) =>
      byDefault === undefined ? [] : [[name, save(byDefault)]],
    ),
  )
}

function readFields<G>(
  technique: string,
  options: Fields<G>,
  given: ReadonlyMap<string, unknown>,
  context: ReadingContext | undefined,
): { readonly read: Required<G>; readonly settings: Settings }
function readFields(
  technique: string,
  options: { readonly [name: string]: Field<unknown> },
  given: ReadonlyMap<string, unknown>,
  context: ReadingContext | undefined,
): { readonly read: { readonly [name: string]: unknown }; readonly settings: Settings } {
  const read: Record<string, unknown> = {}
  const settings: Record<string, SettingValue> = {}
  for (const [option, field] of Object.entries(options)) {
    const value = given.get(option)
    const meant =
      value === undefined && field.byDefault !== undefined ? field.byDefault : field.read(value, context)
    if (meant === undefined) {
      const { expected } = field
      throw new RegimenError('technique-option', { technique, option, value: show(value), expected })
    }
    read[option] = meant
    settings[option] = field.save(meant)
  }
  return { read, settings }
}
