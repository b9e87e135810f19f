/** The table of optimizers: a new one is a file and a row. The tests of the room go through all of them. */
import { findByName } from '../nn/options.ts'
import { adaGrad } from './ada-grad.ts'
import { adam } from './adam.ts'
import { momentum } from './momentum.ts'
import { nesterov } from './nesterov.ts'
import type { OptimizerFactory } from './optimizer-factory.ts'
import { rmsProp } from './rms-prop.ts'
import { sgd } from './sgd.ts'

export const optimizers = { sgd, momentum, nesterov, adaGrad, rmsProp, adam } as const

export type OptimizerName = keyof typeof optimizers

/** @throws RegimenError `unknown-technique`, naming those there are. */
export function findOptimizer(name: string): OptimizerFactory {
  return findByName<OptimizerFactory>('optimizer', optimizers, name)
}
