/** The pace of a run. */

/** Examples per second over about the last second. */
export class Rate {
  #since = performance.now()
  #examples = 0
  #current = 0

  after(examples: number): number {
    this.#examples += examples
    const now = performance.now()
    const elapsed = (now - this.#since) / 1000
    const measured = elapsed > 0 ? this.#examples / elapsed : 0
    if (elapsed > 1) {
      this.#current = measured
      this.#since = now
      this.#examples = 0
    }
    return this.#current || measured
  }
}
