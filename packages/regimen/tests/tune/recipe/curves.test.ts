/** Labelled synthetic curves (catalogue H11.6): every one has to be told by what it was made as. */
import { describe, expect, it } from 'vitest'
import { type CurveReading, readCurves } from '../../../src/tune/index.ts'
import { normals } from './planted.ts'

interface Shape {
  readonly train: (part: number, wave: number) => number
  /** How far the validation loss lies above the training loss. */
  readonly gap?: (part: number) => number
  readonly noise?: number
}

/** `wave` is a number from −1 to 1 that differs from curve to curve; `part` runs from 0 to 1. Chance costs 2.3. */
const shapes: Readonly<Record<CurveReading, readonly Shape[]>> = {
  healthy: [
    { train: (part, wave) => 0.15 + 2 * Math.exp(-(9 + 2 * wave) * part), gap: () => 0.05 },
    { train: (part, wave) => 0.05 + (1.2 + 0.3 * wave) * Math.exp(-8 * part), gap: (part) => 0.1 * part },
  ],
  plateau: [
    { train: (_, wave) => 2.3 + 0.02 * wave, noise: 0.002 },
    {
      train: (part, wave) =>
        part < 0.55 + 0.1 * wave ? 2.3 : 0.4 + 1.9 * Math.exp(-12 * (part - 0.55 - 0.1 * wave)),
      noise: 0.002,
    },
  ],
  divergence: [
    { train: (part, wave) => 2.3 * Math.exp((3 + wave) * part) },
    { train: (part) => (part < 0.7 ? 1.5 : Number.NaN) },
    { train: (part, wave) => 2 - part + (part > 0.6 ? 400 * (part - 0.6) ** (1.5 + 0.3 * wave) : 0) },
  ],
  learningRateTooHigh: [
    { train: (part, wave) => 1.4 + 0.2 * wave + 0.6 * Math.exp(-20 * part), noise: 0.36 },
    { train: (part, wave) => (part < 0.02 ? 40 : 1.6) * (1 + 0.1 * wave) },
    { train: (part, wave) => (part < 0.5 + 0.1 * wave ? 0.5 + Math.exp(-9 * part) : 2.29), noise: 0.002 },
  ],
  overfit: [
    {
      train: (part, wave) => 0.02 + (1.8 + 0.2 * wave) * Math.exp(-7 * part),
      gap: (part) => 0.1 + 0.9 * part * part,
    },
    { train: (part) => 0.3 + 1.5 * Math.exp(-4 * part), gap: (part) => 0.05 + 0.8 * Math.max(0, part - 0.3) },
  ],
  underfit: [
    { train: (part, wave) => 1.7 + 0.1 * wave + 0.4 * Math.exp(-5 * part), gap: () => 0.03 },
    { train: (part, wave) => 2.3 - (0.9 + 0.2 * wave) * part, gap: () => 0.02 },
  ],
}

function draw({ train, gap = () => 0, noise = 0.01 }: Shape, name: string, epochs: number) {
  const random = normals(name, 2 * epochs + 1)
  const wave = Math.sin(17 * (random[2 * epochs] ?? 0))
  const at = (index: number) => index / (epochs - 1)
  const jitter = (index: number) => 1 + noise * Math.max(-2.5, Math.min(2.5, random[index] ?? 0))
  const own = Array.from({ length: epochs }, (_, index) => train(at(index), wave))
  const seen = (value: number) => (Number.isFinite(value) ? value : null)
  return {
    train: own.map((value, index) => seen(value * jitter(index))),
    validation: own.map((value, index) => seen((value + gap(at(index))) * jitter(epochs + index))),
    chance: 2.3,
  }
}

describe('labelled synthetic curves', () => {
  it.each(Object.entries(shapes))('%s', (label, ofLabel) => {
    const wrong = ofLabel.flatMap((shape, index) =>
      [20, 37, 60, 200].flatMap((epochs) =>
        Array.from({ length: 20 }, (_, repeat) => `${label} ${index} ${epochs} ${repeat}`).flatMap((name) => {
          const reading = readCurves(draw(shape, name, epochs))
          return reading === label ? [] : [`${name}: ${reading}`]
        }),
      ),
    )
    expect(wrong).toEqual([])
  })
})

it('few epochs show nothing but divergence', () => {
  expect(readCurves({ train: [], validation: [] })).toBe('healthy')
  expect(readCurves({ train: [2.3, 2.3], validation: [2.3, 2.3], chance: 2.3 })).toBe('healthy')
  expect(readCurves({ train: [2.3, null], validation: [], chance: 2.3 })).toBe('divergence')
})
