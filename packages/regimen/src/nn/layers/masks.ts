/** Where the layers that draw random numbers get them. */

import { childSource, type RandomSource } from '../../engine/ops/random.ts'
import { layerError } from '../../messages/layers.ts'
import type { Mode } from '../layer.ts'
import { requireOption } from '../options.ts'

/** Whether dropout layers draw masks in this mode. */
export function dropsIn({ training, dropout = training }: Mode): boolean {
  return dropout
}

/** The source of a layer's numbers, under its path. @throws RegimenError `missing-random`. */
export function sourceIn({ random, path = '' }: Mode, layer: string): RandomSource {
  if (!random) throw layerError('missing-random', { path, layer })
  return childSource(random, path)
}

/** A probability of removal. @throws RegimenError `technique-option`. */
export function requireRate(layer: string, rate: number): void {
  requireOption(layer, 'rate', rate, rate >= 0 && rate < 1, 'a number from 0 to below 1')
}

/** @throws RegimenError `technique-option`. */
export function requireDeviation(layer: string, value: number): void {
  const holds = Number.isFinite(value) && value >= 0
  requireOption(layer, 'standardDeviation', value, holds, 'a finite number, at least 0')
}
