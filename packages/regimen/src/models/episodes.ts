/** Episodes: small tasks of telling apart classes of which only a few examples are known. */

import { type Dataset, isClassification } from '../data/dataset.ts'
import type { RandomKey } from '../engine/random.ts'
import { modelError } from '../messages/models.ts'
import { requireSize } from '../nn/options.ts'

/** The size of an episode: N-way, k-shot. */
export interface EpisodeSize {
  /** Classes. Default 5. */
  readonly ways?: number
  /** Known examples of each class. Default 1. */
  readonly shots?: number
  /** Examples of each class that are to be told. Default 1. */
  readonly queries?: number
}

/** Row numbers of an episode. Its classes are numbered anew, from 0. */
export interface Episode {
  /** [ways · shots], class after class. */
  readonly support: Int32Array
  /** [ways · queries], class after class. */
  readonly queries: Int32Array
}

/** Draws episodes from a data set; which one depends on the key alone. Vinyals et al. 2016, arXiv:1606.04080. */
export class EpisodeSampler {
  readonly size: Required<EpisodeSize>
  readonly #rows: readonly Int32Array[]

  /** @throws RegimenError `technique-option`, `episode-classes` where too few classes have enough examples. */
  constructor(dataset: Dataset, { ways = 5, shots = 1, queries = 1 }: EpisodeSize = {}) {
    for (const [name, value] of Object.entries({ ways, shots, queries })) requireSize('episodes', name, value)
    this.size = { ways, shots, queries }
    this.#rows = rowsByClass(dataset).filter(({ length }) => length >= shots + queries)
    const classes = this.#rows.length
    if (classes >= ways) return
    throw modelError('episode-classes', {
      dataset: dataset.name,
      classes,
      ways,
      examples: shots + queries,
    })
  }

  draw(key: RandomKey): Episode {
    const { ways, shots, queries } = this.size
    const chosen = key.child('classes').permutation(this.#rows.length).subarray(0, ways)
    const [support, asked]: [number[], number[]] = [[], []]
    chosen.forEach((kind, way) => {
      const rows = this.#rows[kind] ?? new Int32Array(0)
      const order = key.child('rows').child(way).permutation(rows.length)
      const taken = Array.from(order.subarray(0, shots + queries), (index) => rows[index] ?? 0)
      support.push(...taken.slice(0, shots))
      asked.push(...taken.slice(shots))
    })
    return { support: Int32Array.from(support), queries: Int32Array.from(asked) }
  }
}

function rowsByClass(dataset: Dataset): Int32Array[] {
  const rows: number[][] = isClassification(dataset) ? dataset.task.classes.map(() => []) : []
  dataset.targets.forEach((target, row) => {
    rows[target]?.push(row)
  })
  return rows.map((each) => Int32Array.from(each))
}
