/** Which things changed after which revision: what readers ask who want only what is new to them. */

interface Change {
  readonly revision: number
  readonly number: number
}

export class ChangeLog {
  #revision = 0
  /** In the order of revisions; of a number, earlier entries may still be there. */
  #changes: Change[] = []
  readonly #latest = new Map<number, number>()

  get revision(): number {
    return this.#revision
  }

  add(number: number): void {
    const revision = ++this.#revision
    this.#latest.set(number, revision)
    this.#changes.push({ revision, number })
    // So that the log does not grow with every report of a trial; each entry is passed over twice on average.
    if (this.#changes.length > 2 * this.#latest.size + 64)
      this.#changes = this.#changes.filter((change) => this.#isLatest(change))
  }

  /** Each number once, rising. */
  after(revision: number): number[] {
    const changes: number[] = []
    for (let at = this.#changes.length - 1; at >= 0; at--) {
      const change = this.#changes[at]
      if (!change || change.revision <= revision) break
      if (this.#isLatest(change)) changes.push(change.number)
    }
    return changes.sort((a, b) => a - b)
  }

  #isLatest({ revision, number }: Change): boolean {
    return this.#latest.get(number) === revision
  }
}
