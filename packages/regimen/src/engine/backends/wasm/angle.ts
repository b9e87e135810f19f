/** Angles of any size brought into one quarter of the circle: what sin and cos begin with. */
import type { FunctionBuilder, ModuleBuilder } from './assembler.ts'
import { type Code, f32x4, f64, f64x2, i64, v128 } from './instructions.ts'
import type { Vector } from './loops.ts'

// π/2 in three parts: products of the first two with integers below 2²⁸ are exact in float64 (Cody &
// Waite 1980).
const halfPi = [1.5707963109016418, 1.5893254712295857e-8, 6.123233995736766e-17] as const
const largest = 2 ** 28

/** x = n·π/2 + rest with |rest| ≤ π/4. `quarters` is n (mod 2³²) as int32 lanes, `rest` float32. */
export function reduceAngle(f: FunctionBuilder, x: Vector): { quarters: Code<'v128'>; rest: Vector } {
  const low = reducePair(f, x)
  const high = reducePair(f, v128.shuffle32(x, x, [2, 3, 2, 3]))
  return {
    quarters: v128.shuffle32(low.quarters, high.quarters, [0, 2, 4, 6]),
    rest: f.let(v128.shuffle32(low.rest, high.rest, [0, 1, 4, 5])),
  }
}

/** The lower two lanes, in float64. */
function reducePair(f: FunctionBuilder, low: Code<'v128'>): { quarters: Vector; rest: Vector } {
  const x = f.let(f64x2.promoteLowF32x4(low))
  const smallAngle = hugeToSmallAngle(f.module)
  f.if(v128.anyTrue(f64x2.gt(f64x2.abs(x), f64x2.const(largest))), () => {
    for (const lane of [0, 1]) f.set(x, f64x2.replace(x, lane, smallAngle(f64x2.extract(x, lane))))
  })
  const n = f.let(f64x2.nearest(f64x2.mul(x, f64x2.const(2 / Math.PI))))
  const rest = halfPi.reduce<Code<'v128'>>(
    (difference, part) => f64x2.sub(difference, f64x2.mul(n, f64x2.const(part))),
    x,
  )
  // Adding 1.5·2⁵² leaves the integer's low bits in the low 32 bits of the float64.
  const quarters = f.let(f64x2.add(n, f64x2.const(1.5 * 2 ** 52)))
  return { quarters, rest: f.let(f32x4.demoteF64x2(rest)) }
}

/** The first 192 bits of 2/π. */
const twoOverPi = [0xa2f9836e4e441529n, 0xfc2757d1f534ddc0n, 0xdb6295993c439041n].map((word) =>
  i64.const(BigInt.asIntN(64, word)),
)

/**
 * An angle in [−π, π] with the same sine and cosine, for a float32 (given as float64) beyond 2²⁸; any other
 * number stays itself. Payne & Hanek 1983, "Radian reduction for trigonometric functions": of x·2/π with
 * x = m·2ᵉ, only the bits of 2/π from place e − 2 on tell more than multiples of 4. Errs by less than 10⁻¹¹.
 */
function hugeToSmallAngle(module: ModuleBuilder) {
  return module.valueOnce('huge to small angle', ['f64'], 'f64', (f, [x]) => {
    const result = f.let(x)
    const size = f.let(f64.abs(x))
    f.if(f64.lt(f64.const(largest), size), () => {
      f.if(f64.lt(size, f64.const(Number.POSITIVE_INFINITY)), () => {
        const bits = f.let(i64.reinterpretF64(size))
        const hidden = i64.const(1n << 52n)
        const mantissa = i64.or(i64.and(bits, i64.const((1n << 52n) - 1n)), hidden)
        const m = i64.shrU(mantissa, i64.const(29n))
        // Of the exponent's field: 1023 is its bias, 23 the bits of m behind the first, 2 as said above.
        const place = f.let(i64.sub(i64.shrU(bits, i64.const(52n)), i64.const(1023n + 23n + 2n)))
        const [first, second, third] = twoOverPi
        if (!first || !second || !third) return
        const inFirst = i64.ltU(place, i64.const(64n))
        const shift = f.let(i64.and(place, i64.const(63n)))
        const upper = i64.shl(i64.select(first, second, inFirst), shift)
        // In two steps, since a shift by 64 would count as one by 0.
        const next = i64.shrU(i64.select(second, third, inFirst), i64.const(1n))
        const window = i64.or(upper, i64.shrU(next, i64.sub(i64.const(63n), shift)))
        // Modulo 2⁶⁴ in units of 2⁻⁶² quarters: as a signed number, −2 to 2 quarters.
        const quarters = f64.mul(f64.convertI64(i64.mul(m, window)), f64.const(2 ** -62))
        const angle = f.let(f64.mul(quarters, f64.const(Math.PI / 2)))
        f.set(result, f64.mul(angle, f64.copySign(f64.const(1), x)))
      })
    })
    return result
  })
}
