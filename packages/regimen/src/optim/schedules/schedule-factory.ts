/** A schedule for code: its rule, and what it says about itself. */
import type { Settings, Technique } from '../../technique.ts'
import type { Field, ReadingContext } from './fields.ts'
import type { Fields, LearningRateSchedule, ScheduleRule } from './schedule-rule.ts'

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

/** @internal */
// @__NO_SIDE_EFFECTS__
export function scheduleFactory<G extends object>(
  { name, options, fromSettings }: ScheduleRule<G>,
  paper: string,
): ScheduleFactory<G> {
  const technique: Technique = {
    name,
    kind: 'schedule',
    defaults: defaultsOf(options),
    paper,
    catalogue: ['O10'],
  }
  return Object.assign((given: G) => fromSettings(given), { technique, fromSettings })
}

function defaultsOf<G>(options: Fields<G>): Settings
function defaultsOf(options: { readonly [name: string]: Field<unknown> }): Settings {
  return Object.fromEntries(
    Object.entries(options).flatMap(([name, { byDefault, save }]) =>
      byDefault === undefined ? [] : [[name, save(byDefault)]],
    ),
  )
}
