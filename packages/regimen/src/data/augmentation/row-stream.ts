/** Random numbers for changing one row. */

const layers = 1024
/** Where the tail begins, and the area of each layer, for 1,024 layers. */
const base = 4.038849846109505
const area = 1.2263246463530852e-3
const scale = 2 ** 21

/** x per unit of the 22 signed bits; how many units lie wholly under the curve; the curve at the layer's edge. */
const widths = new Float64Array(layers)
const cores = new Float64Array(layers)
const heights = new Float64Array(layers + 1)

function buildZiggurat(): void {
  const density = (x: number) => Math.exp(-0.5 * x * x)
  const edges = new Float64Array(layers + 1)
  edges[0] = area / density(base)
  edges[1] = base
  for (let layer = 2; layer < layers; layer++) {
    const before = edges[layer - 1] ?? 0
    edges[layer] = Math.sqrt(-2 * Math.log(area / before + density(before)))
  }
  for (let layer = 0; layer < layers; layer++) {
    const [edge, inner] = [edges[layer] ?? 0, edges[layer + 1] ?? 0]
    widths[layer] = edge / scale
    cores[layer] = (inner / edge) * scale
    heights[layer] = density(edge)
  }
  heights[layers] = 1
}
buildZiggurat()

/**
 * A short stream of random numbers seeded by the row's own key, so that it depends on seed, epoch
 * and row alone. sfc32 (Doty-Humphrey 2010, PractRand): a few additions per number, where a counter-based generator
 * costs twenty rounds.
 */
export class RowStream {
  #a = 0
  #b = 0
  #c = 0
  #count = 1
  #words = new Int32Array(0)
  #places = new Int32Array(0)

  /** Starts the stream of a key's two words. */
  start(word0: number, word1: number): this {
    this.#a = word0 | 0
    this.#b = word1 | 0
    this.#c = 0x6a09e667
    this.#count = 1
    // As its author does: the seed has to reach all words before the first number is given.
    for (let round = 0; round < 12; round++) this.bits()
    return this
  }

  /** 32 random bits. */
  bits(): number {
    const word = (this.#a + this.#b + this.#count) | 0
    this.#count = (this.#count + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + word) | 0
    return word
  }

  /** Uniform in [0, 1). */
  unit(): number {
    return (this.bits() >>> 0) * 2 ** -32
  }

  /** Uniform in [from, to). */
  between(from: number, to: number): number {
    return from + (to - from) * this.unit()
  }

  /** A whole number from `from` to `to`, both included. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.unit() * (to - from + 1))
  }

  /** Standard normal, by the ziggurat (Marsaglia & Tsang 2000, with 1,024 layers, so that 996 numbers in a thousand take one word). */
  normal(): number {
    return this.#normalOf(this.bits())
  }

  /**
   * Adds `deviation` times a standard normal to `count` numbers from `start` on. All the words come first, then what
   * they mean: no number waits for the one before it, and nearly every one needs a single word.
   */
  addNormal(numbers: Float32Array, start: number, count: number, deviation: number): void {
    if (this.#words.length < count) {
      this.#words = new Int32Array(count)
      this.#places = new Int32Array(count)
    }
    const words = this.#words
    const places = this.#places
    this.#fill(words, count)
    let rejected = 0
    for (let index = 0; index < count; index++) {
      const word = words[index] ?? 0
      const layer = word & (layers - 1)
      const place = word >> 10
      if (Math.abs(place) < (cores[layer] ?? 0)) {
        const amount = deviation * (place * (widths[layer] ?? 0))
        numbers[start + index] = (numbers[start + index] ?? 0) + amount
      } else {
        // These need more words and a call, which would slow down the loop for all.
        places[rejected++] = index
      }
    }
    for (let each = 0; each < rejected; each++) {
      const index = places[each] ?? 0
      const amount = deviation * this.#normalOf(words[index] ?? 0)
      numbers[start + index] = (numbers[start + index] ?? 0) + amount
    }
  }

  /** Beta(α, α) by Jöhnk's method (1964), for α up to a few. */
  beta(alpha: number): number {
    for (;;) {
      const [first, second] = [this.unit() ** (1 / alpha), this.unit() ** (1 / alpha)]
      if (first + second <= 1 && first + second > 0) return first / (first + second)
    }
  }

  /** The next words of the stream, as `bits` gives them. */
  #fill(words: Int32Array, count: number): void {
    let a = this.#a
    let b = this.#b
    let c = this.#c
    const first = this.#count
    for (let index = 0; index < count; index++) {
      const word = (a + b + first + index) | 0
      a = b ^ (b >>> 9)
      b = (c + (c << 3)) | 0
      c = (((c << 21) | (c >>> 11)) + word) | 0
      words[index] = word
    }
    this.#a = a
    this.#b = b
    this.#c = c
    this.#count = (first + count) | 0
  }

  /** The number that these bits give, with more bits where they are not enough. */
  #normalOf(bits: number): number {
    for (let word = bits; ; word = this.bits()) {
      const layer = word & (layers - 1)
      // The layer's bits are not used again: the others decide the place in it.
      const x = (word >> 10) * (widths[layer] ?? 0)
      if (Math.abs(word >> 10) < (cores[layer] ?? 0)) return x
      if (layer === 0) return this.#tail(x < 0 ? -1 : 1)
      const low = heights[layer] ?? 0
      const high = heights[layer + 1] ?? 1
      if (low + this.unit() * (high - low) < Math.exp(-0.5 * x * x)) return x
    }
  }

  /** Beyond the ziggurat's base (Marsaglia 1964). */
  #tail(sign: number): number {
    for (;;) {
      const x = -Math.log(1 - this.unit()) / base
      const y = -Math.log(1 - this.unit())
      if (2 * y > x * x) return sign * (base + x)
    }
  }
}
