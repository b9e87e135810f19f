/** A map that forgets what was used least recently once it holds more than `capacity` entries. */
export class BoundedCache<K, V> {
  readonly #entries = new Map<K, V>()
  readonly #capacity: number

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  get size(): number {
    return this.#entries.size
  }

  getOrCreate(key: K, create: () => V): V {
    const known = this.#entries.get(key)
    if (known !== undefined) {
      // A Map lists its keys in order of insertion: moving to the end marks the entry as recent.
      this.#entries.delete(key)
      this.#entries.set(key, known)
      return known
    }
    const created = create()
    this.#entries.set(key, created)
    if (this.#entries.size > this.#capacity) {
      const oldest = this.#entries.keys().next()
      if (!oldest.done) this.#entries.delete(oldest.value)
    }
    return created
  }
}
