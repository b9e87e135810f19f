/**
 * Parts of joined buffers are written where they stand in the whole, so that nothing is left to be copied when
 * they are joined: the states of a recurrent network at all times, or their cotangents, become one matrix so.
 */
import type { FusedPlan } from '../../fusion/fused-plan.ts'
import { isContiguous } from '../../layout.ts'
import type { PlanBuffer, View } from '../../plan.ts'
import { sizeOf } from '../../types.ts'
import { elementBytes } from './loops.ts'
import type { Place } from './lowering.ts'
import { alignment } from './store.ts'

/** A kernel may write to the end of its last cache line, so parts begin at lines. */
const lineElements = alignment / elementBytes

export class Placement {
  readonly places = new Map<number, Place>()
  readonly #buffers: readonly PlanBuffer[]
  /** Buffers with a place of their own: what is read after the run may have to be written to a state's slot. */
  readonly #fixed: ReadonlySet<number>

  constructor({ buffers, kernels, outputs }: FusedPlan) {
    this.#buffers = buffers
    this.#fixed = new Set(outputs.map(({ view }) => view.buffer))
    const joins = kernels.flatMap((each) =>
      each.kind === 'simple' && each.kernel.primitive === 'concatenate' ? [each.kernel] : [],
    )
    // What is joined more than once is placed in the largest whole.
    const largestFirst = [...joins].sort(
      (a, b) => sizeOf(b.output.layout.shape) - sizeOf(a.output.layout.shape),
    )
    for (const { inputs, output } of largestFirst) this.#placeParts(inputs, output)
  }

  /** True when a view lies where another looks. */
  isPlaced(view: View, target: View): boolean {
    const [from, to] = [this.#locate(view), this.#locate(target)]
    return from.within === to.within && from.offset === to.offset && isContiguous(view.layout)
  }

  #placeParts(parts: readonly View[], whole: View): void {
    const present = parts.filter(({ layout }) => sizeOf(layout.shape) > 0)
    if (this.#fixed.has(whole.buffer) || !present.every((part) => isRunOf(part, whole))) return
    const together = this.places.has(whole.buffer) ? undefined : this.#commonPlace(present)
    if (together) {
      this.places.set(whole.buffer, together)
      return
    }
    let offset = 0
    for (const part of present) {
      if (offset % lineElements === 0 && this.#isFree(part)) {
        this.places.set(part.buffer, { within: whole.buffer, offset })
      }
      offset += sizeOf(part.layout.shape)
    }
  }

  /** Where views lie that follow each other already. */
  #commonPlace(views: readonly View[]): Place | undefined {
    const [first] = views
    if (!first) return undefined
    const place = this.#locate(first)
    let end = place.offset
    const follow = views.every((view) => {
      const { within, offset } = this.#locate(view)
      const follows = within === place.within && offset === end && isContiguous(view.layout)
      end += sizeOf(view.layout.shape)
      return follows
    })
    const own = this.#buffers[place.within]?.kind === 'temporary' && !this.#fixed.has(place.within)
    return follow && own ? place : undefined
  }

  /** The whole of a buffer of the run's own that has no place yet. */
  #isFree({ buffer, layout }: View): boolean {
    const source = this.#buffers[buffer]
    const whole = isContiguous(layout) && layout.offset === 0 && sizeOf(layout.shape) === source?.size
    return whole && source.kind === 'temporary' && !this.#fixed.has(buffer) && !this.places.has(buffer)
  }

  #locate({ buffer, layout }: View): Place {
    const { within, offset } = rootPlace(this.places, buffer)
    return { within, offset: offset + layout.offset }
  }
}

/** The buffer with memory of its own in which a buffer lies, maybe itself, and where. */
export function rootPlace(places: ReadonlyMap<number, Place>, buffer: number): Place {
  let root: Place = { within: buffer, offset: 0 }
  for (let next = places.get(buffer); next; next = places.get(next.within)) {
    root = { within: next.within, offset: root.offset + next.offset }
  }
  return root
}

/** True when joining puts the part's elements next to each other: only dimensions of size 1 come before the axis. */
function isRunOf({ layout: { shape } }: View, { layout }: View): boolean {
  return isContiguous({ shape, strides: layout.strides, offset: 0 })
}
