/** The histograms of a network's layers side by side. */
import type { Figure } from '../experiment.ts'
import type { LayerSpread, SpreadActivation } from '../parts/activation-spread.ts'
import type { Words } from '../words.ts'
import { grid } from './drawing.ts'
import { histogram } from './histogram.ts'

export function spreadFigure(
  layers: readonly LayerSpread[],
  activation: SpreadActivation,
  caption: Words,
): Figure {
  const drawings = layers.map(({ bins }, layer) =>
    histogram({
      title: { en: `layer ${layer + 1}`, ko: `${layer + 1}층` },
      width: 250,
      height: 220,
      x: { title: { en: 'output', ko: '출력' }, from: activation === 'tanh' ? -1 : 0, to: 1 },
      y: { title: { en: 'share', ko: '비율' }, from: 0 },
      counts: bins,
    }),
  )
  return { name: 'histograms', caption, drawing: grid(drawings, 3) }
}
