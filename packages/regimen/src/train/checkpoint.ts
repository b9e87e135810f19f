/**
 * A checkpoint: everything a run needs to go on as if it had never stopped. Parameters, buffers, optimizer
 * state and the callbacks' tensors by path; loader position, seed, running totals and the callbacks'
 * numbers in the header. Random keys need no room: they are functions of seed and step.
 */
import type { Tensor } from '../engine/tensor.ts'
import { leavesOf, mapTree } from '../engine/tree.ts'
import { RegimenError } from '../errors.ts'
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

/**
 * The tree with each tensor replaced by the checkpoint's of the same path.
 * @throws RegimenError `checkpoint-mismatch` when one is missing or has another type.
 */
export function restoreTensors<T>(checkpoint: Checkpoint, prefix: string, tree: T): T {
  return mapTree(tree, (tensor, path) => {
    const name = `${prefix}/${path}`
    const saved = checkpoint.tensors[name]
    const describe = (each: Tensor) => `${each.dtype}[${each.shape.join(', ')}]`
    if (!saved || describe(saved) !== describe(tensor)) {
      throw new RegimenError('checkpoint-mismatch', {
        name,
        expected: describe(tensor),
        actual: saved ? describe(saved) : 'nothing',
      })
    }
    return saved
  })
}

/** The checkpoint's tensors below a prefix, by the rest of their paths. */
export function tensorsBelow(checkpoint: Checkpoint, prefix: string): Record<string, Tensor> {
  const start = `${prefix}/`
  return Object.fromEntries(
    Object.entries(checkpoint.tensors)
      .filter(([name]) => name.startsWith(start))
      .map(([name, tensor]) => [name.slice(start.length), tensor]),
  )
}
