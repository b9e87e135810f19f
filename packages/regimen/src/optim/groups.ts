/** Groups of parameters with settings of their own, chosen by path. */
import type { RegimenError } from '../errors.ts'
import { optionError } from '../nn/options.ts'
import type { Settings, Technique } from '../technique.ts'
import { chain } from './chain.ts'
import { fieldsOf, type OptionTable, readKnown } from './option.ts'
import { frozen, partition } from './partition.ts'
import { isPathSelection, type PathSelection, selects } from './path-selection.ts'
import type { GradientTransform } from './transform.ts'
import {
  type ReadUpdate,
  readUpdate,
  type UpdateOptions,
  type UpdateRule,
  updateLinks,
  updateOptions,
} from './update-rule.ts'

/** Parameters with other settings than the rest: what is left out is as for the rest. */
export interface GroupOptions extends UpdateOptions {
  /** `['layers.0', '*.bias']`, or a function of the path. A parameter belongs to the first group that takes it. */
  readonly paths: PathSelection
  /** Leave these parameters as they are. Default false. */
  readonly frozen?: boolean
}

export const groupsTechnique: Technique = {
  name: 'parameterGroups',
  kind: 'transform',
  defaults: {},
  paper: 'Howard & Ruder 2018, Universal language model fine-tuning, arXiv:1801.06146',
  catalogue: [],
}

export interface ReadGroups {
  readonly settings: readonly Settings[]
  /** The links for all parameters. */
  readonly links: readonly GradientTransform[]
}

/**
 * The links of a rule, each group with its own.
 * @param given what holds for parameters of no group.
 * @throws RegimenError `technique-option`, `unknown-option`.
 */
export function readGroups<O extends OptionTable>(
  technique: string,
  rule: UpdateRule<O>,
  rest: ReadUpdate<O>,
  given: ReadonlyMap<string, unknown>,
): ReadGroups {
  const value = given.get('groups')
  if (value === undefined || value === null) return { settings: [], links: updateLinks(rule, rest) }
  if (!Array.isArray(value)) throw badGroups(technique, value)
  const groups = value.map((group: unknown) => readGroup(technique, rule, given, group))
  const everythingElse = { takes: () => true, transform: chain(...updateLinks(rule, rest)) }
  return {
    settings: groups.map(({ settings }) => settings),
    links: [partition(...groups, everythingElse)],
  }
}

function readGroup<O extends OptionTable>(
  technique: string,
  rule: UpdateRule<O>,
  given: ReadonlyMap<string, unknown>,
  group: unknown,
) {
  const { paths, frozen: isFrozen = false, ...options } = fieldsOf(group)
  if (!isPathSelection(paths) || typeof isFrozen !== 'boolean') throw badGroups(technique, group)
  const own = readKnown(technique, options, [...updateOptions, ...Object.keys(rule.options)])
  const update = readUpdate(technique, rule, new Map([...given, ...own]))
  const chosen = Object.entries(update.settings).filter(([name]) => own.has(name))
  return {
    takes: selects(paths),
    transform: isFrozen ? frozen : chain(...updateLinks(rule, update)),
    settings: {
      paths: typeof paths === 'function' ? 'function' : paths,
      ...(isFrozen && { frozen: true }),
      ...Object.fromEntries(chosen),
    },
  }
}

function badGroups(technique: string, value: unknown): RegimenError {
  return optionError(
    technique,
    'groups',
    value,
    'a list of groups such as { paths: ["layers.0", "*.bias"], frozen: true }',
  )
}
