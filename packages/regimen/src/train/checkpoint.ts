/**
 * A checkpoint: everything a run needs to go on as if it had never stopped. Parameters, buffers, optimizer
 * state and the callbacks' tensors by path; loader position, seed, running totals and the callbacks'
 * numbers in the header. Random keys need no room: they are functions of seed and step.
 */
import type { Tensor } from '../engine/tensor.ts'
import { leavesOf } from '../engine/tree.ts'
import type { Settings } from '../technique.ts'

/** The whole state of a run between two updates. */
export interface Checkpoint {
  /** By path: `parameters/layers.0.weight`, `optimizer/0.momentum.layers.0.weight`. */
  readonly tensors: Readonly<Record<string, Tensor>>
  /** JSON: numbers keep all their digits. */
  readonly header: Settings
}

/** The tensors of a tree under a prefix, by path. */
export function namedTensors(prefix: string, tree: unknown): Record<string, Tensor> {
  return Object.fromEntries(leavesOf(tree).map(({ path, tensor }) => [`${prefix}/${path}`, tensor]))
}
