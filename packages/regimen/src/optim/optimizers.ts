/** The table of optimizers: a new one is a file and a row. The tests of the room go through all of them. */
import { findByName } from '../nn/options.ts'
import { baseOptimizers } from './base-optimizers.ts'
import { lookahead } from './lookahead.ts'
import type { OptimizerFactory } from './optimizer-factory.ts'
import { sam } from './sam.ts'

/** All optimizers by name. */
export const optimizers = { ...baseOptimizers, sam, lookahead } as const

/** The name of an optimizer in settings. */
export type OptimizerName = keyof typeof optimizers

/**
 * An optimizer by the name that settings give.
 * @throws RegimenError `unknown-technique`, naming those there are.
 */
export function findOptimizer(name: string): OptimizerFactory {
  return findByName<OptimizerFactory>('optimizer', optimizers, name)
}
