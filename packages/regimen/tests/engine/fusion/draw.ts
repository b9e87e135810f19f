/** What random programs draw: operands out of the pool of values that are there. */
import { add, mean, type Tensor } from '../../../src/engine/index.ts'
import type { Dice } from './dice.ts'

export class Draw {
  readonly dice: Dice
  private readonly pool: readonly Tensor[]

  constructor(dice: Dice, pool: readonly Tensor[]) {
    this.dice = dice
    this.pool = pool
  }

  any(): Tensor {
    return this.dice.pick(this.pool.slice(-8))
  }

  matrix(): Tensor {
    return this.dice.pick(this.pool.filter(({ rank }) => rank === 2))
  }

  /** One with which it broadcasts. */
  partner(a: Tensor): Tensor {
    const fits = (b: Tensor) =>
      a.shape.toReversed().every((size, place) => {
        const other = b.shape.toReversed()[place] ?? 1
        return size === other || size === 1 || other === 1
      })
    return this.dice.pick(this.pool.filter(fits))
  }

  /** One of the other's shape, else the other moved by a mean. */
  like(other: Tensor): Tensor {
    const value = this.any()
    return value.shape.join() === other.shape.join() ? value : add(other, mean(value))
  }

  coin(): boolean {
    return this.dice.below(2) === 0
  }
}
