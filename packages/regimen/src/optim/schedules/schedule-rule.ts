/** A schedule's options and its formula: what makes it from code and from files. */
import { optionError } from '../../nn/options.ts'
import type { Settings, SettingValue } from '../../technique.ts'
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

/** All that files need of a schedule. */
export interface ScheduleReader {
  /** @throws RegimenError `unknown-option`, `technique-option`. */
  fromSettings(settings: object, context?: ReadingContext): LearningRateSchedule
}

export type Fields<G> = { readonly [K in keyof Required<G>]: Field<Required<G>[K]> }

export interface ScheduleRule<G> extends ScheduleReader {
  readonly name: string
  readonly options: Fields<G>
}

export function scheduleRule<G extends object>(
  { name, options }: Pick<ScheduleRule<G>, 'name' | 'options'>,
  formula: (options: Required<G>) => (step: number) => number,
): ScheduleRule<G> {
  const fromSettings = (given: object, context?: ReadingContext): LearningRateSchedule => {
    const values = readKnown(name, given, Object.keys(options))
    const { read, settings } = readFields(name, options, values, context)
    return Object.assign(formula(read), { settings: { schedule: name, ...settings } })
  }
  return { name, options, fromSettings }
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
      throw optionError(technique, option, value, expected)
    }
    read[option] = meant
    settings[option] = field.save(meant)
  }
  return { read, settings }
}
