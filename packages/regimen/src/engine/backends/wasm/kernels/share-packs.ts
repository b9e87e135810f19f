/** A matrix that several products need in the same panels is packed once. */
import type { LoweredKernel } from '../lowering.ts'

export function sharePacks(kernels: readonly LoweredKernel[]): LoweredKernel[] {
  const known = new Map<string, number>()
  /** From panels that are not made to the equal ones that are. */
  const instead = new Map<number, number>()
  return kernels.flatMap((kernel) => {
    const { kind, key, reads, writes } = kernel
    const [source] = reads
    const [target] = writes
    if (kind === 'pack' && source && target) {
      const panels = `${key} of ${source.buffer} from ${source.layout.offset}`
      const same = known.get(panels)
      if (same !== undefined) {
        instead.set(target.buffer, same)
        return []
      }
      known.set(panels, target.buffer)
    }
    if (!reads.some(({ buffer }) => instead.has(buffer))) return [kernel]
    const moved = reads.map((view) => ({ ...view, buffer: instead.get(view.buffer) ?? view.buffer }))
    return [{ ...kernel, reads: moved }]
  })
}
