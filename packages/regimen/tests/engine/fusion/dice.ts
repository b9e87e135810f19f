import { RandomKey } from '../../../src/engine/index.ts'

/** Decisions: uniform numbers in a fixed order. */
export class Dice {
  private readonly numbers: readonly number[]
  private next = 0

  constructor(seed: number) {
    this.numbers = Array.from(RandomKey.fromSeed(seed).uniform(2000))
  }

  below(limit: number): number {
    const number = this.numbers[this.next++ % this.numbers.length] ?? 0
    return Math.floor(number * limit)
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!
  }
}
