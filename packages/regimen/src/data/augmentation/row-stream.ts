/**
 * Random numbers for changing one row: a short stream seeded by the row's own key, so that it depends on seed, epoch
 * and row alone. sfc32 (Doty-Humphrey 2010, PractRand): a few additions per number, where a counter-based generator
 * costs twenty rounds.
 */
export class RowStream {
  #a = 0
  #b = 0
  #c = 0
  #count = 1

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

  /** Standard normal, by the ziggurat (Marsaglia & Tsang 2000, with 128 layers). */
  normal(): number {
    for (;;) {
      const bits = this.bits()
      const layer = bits & 127
      // The layer's bits are not used again: the others decide the place in it.
      const x = (bits >> 7) * (widths[layer] ?? 0)
      if (Math.abs(bits >> 7) < (cores[layer] ?? 0)) return x
      if (layer === 0) return this.#tail(x < 0 ? -1 : 1)
      const [low, high] = [heights[layer] ?? 0, heights[layer + 1] ?? 1]
      if (low + this.unit() * (high - low) < Math.exp(-0.5 * x * x)) return x
    }
  }

  /** Beta(α, α) by Jöhnk's method (1964), for α up to a few. */
  beta(alpha: number): number {
    for (;;) {
      const [first, second] = [this.unit() ** (1 / alpha), this.unit() ** (1 / alpha)]
      if (first + second <= 1 && first + second > 0) return first / (first + second)
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

/** Where the tail begins, and the area of each layer, for 128 layers. */
const base = 3.442619855899
const area = 9.91256303526217e-3
const scale = 2 ** 24

/** x per unit of the 25 signed bits; how many units lie wholly under the curve; the curve at the layer's edge. */
const widths = new Float64Array(128)
const cores = new Float64Array(128)
const heights = new Float64Array(129)

function buildZiggurat(): void {
  const density = (x: number) => Math.exp(-0.5 * x * x)
  const edges = new Float64Array(129)
  edges[0] = area / density(base)
  edges[1] = base
  for (let layer = 2; layer < 128; layer++) {
    const before = edges[layer - 1] ?? 0
    edges[layer] = Math.sqrt(-2 * Math.log(area / before + density(before)))
  }
  for (let layer = 0; layer < 128; layer++) {
    const [edge, inner] = [edges[layer] ?? 0, edges[layer + 1] ?? 0]
    widths[layer] = edge / scale
    cores[layer] = (inner / edge) * scale
    heights[layer] = density(edge)
  }
  heights[128] = 1
}
buildZiggurat()
