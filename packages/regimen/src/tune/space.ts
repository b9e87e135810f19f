/**
 * A search space as an object whose samples are typed:
 *
 *     const space = {
 *       learningRate: float(1e-5, 1, { log: true }),
 *       optimizer: choice({ sgd: { momentum: float(0, 0.99) }, adam: {} }),
 *     }
 *     const { learningRate, optimizer } = trial.sample(space)
 *     if (optimizer.kind === 'sgd') optimizer.momentum
 */
import {
  type CategoricalDomain,
  categorical,
  type Domain,
  type FloatDomain,
  type IntegerDomain,
  type Value,
} from './domain.ts'

/** One of several branches, each with hyperparameters of its own. */
export interface Choice<B extends Branches = Branches> {
  readonly kind: 'choice'
  readonly branches: B
}

/** The branches of a choice: each with a space of its own. */
export type Branches = { readonly [name: string]: Space }
export type SpaceEntry = Domain | Choice
/** Hyperparameters by name, each with the values it may take. */
export type Space = { readonly [name: string]: SpaceEntry }

/** What a trial gets for a space. Of a choice: the branch's name as `kind`, with the branch's own values. */
export type Sample<S extends Space> = { readonly [K in keyof S]: SampleOf<S[K]> }

type SampleOf<E extends SpaceEntry> = E extends FloatDomain | IntegerDomain
  ? number
  : E extends CategoricalDomain<infer V>
    ? V
    : E extends Choice<infer B>
      ? { [K in keyof B & string]: { readonly kind: K } & Sample<B[K]> }[keyof B & string]
      : never

/** Branches by name: hyperparameters that are asked for only where the branch is taken. */
export function choice<const B extends Branches>(branches: B): Choice<B> {
  return { kind: 'choice', branches }
}

/** A hyperparameter of a space with the full name under which trials keep it: `optimizer.sgd.momentum`. */
export interface Parameter {
  readonly name: string
  readonly domain: Domain
  /** The choices that must have been made for it to be asked for. */
  readonly conditions: readonly { readonly name: string; readonly value: string }[]
}

/** All hyperparameters of a space, those of branches after the choice they hang on. */
export function parametersOf(
  space: Space,
  prefix = '',
  conditions: Parameter['conditions'] = [],
): Parameter[] {
  return Object.entries(space).flatMap(([key, entry]): Parameter[] => {
    const name = prefix + key
    if (entry.kind !== 'choice') return [{ name, domain: entry, conditions }]
    const branches = Object.entries(entry.branches)
    return [
      { name, domain: branchDomain(entry), conditions },
      ...branches.flatMap(([branch, own]) =>
        parametersOf(own, `${name}.${branch}.`, [...conditions, { name, value: branch }]),
      ),
    ]
  })
}

function branchDomain({ branches }: Choice): CategoricalDomain<string> {
  return categorical(Object.keys(branches))
}

/** Asks for the values of a space one by one; branches that are not taken are not asked for. */
export function sampleSpace<const S extends Space>(
  space: S,
  ask: (name: string, domain: Domain) => Value,
): Sample<S>
export function sampleSpace(space: Space, ask: (name: string, domain: Domain) => Value): object {
  return sampleBranch(space, ask, '')
}

function sampleBranch(space: Space, ask: (name: string, domain: Domain) => Value, prefix: string): object {
  return Object.fromEntries(
    Object.entries(space).map(([key, entry]) => {
      const name = prefix + key
      if (entry.kind !== 'choice') return [key, ask(name, entry)]
      const kind = String(ask(name, branchDomain(entry)))
      return [key, { kind, ...sampleBranch(entry.branches[kind] ?? {}, ask, `${name}.${kind}.`) }]
    }),
  )
}
