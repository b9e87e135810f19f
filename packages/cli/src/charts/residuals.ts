/** Predicted against true values, and how the differences are distributed. */
import { axis, ink, renderSvg, seriesStyles } from './chart.ts'

const mostPoints = 2000

export interface ResidualsOptions {
  readonly actual: ArrayLike<number>
  readonly predicted: ArrayLike<number>
  readonly actualName: string
  readonly predictedName: string
  readonly residualName: string
  readonly countName: string
  readonly scatterLabel: string
  readonly histogramLabel: string
}

/** A scatter plot with the line on which a perfect prediction lies. */
export function predictionScatter(options: ResidualsOptions): string {
  const { actual, predicted, actualName, predictedName, scatterLabel } = options
  const step = Math.max(1, Math.ceil(actual.length / mostPoints))
  const points = Array.from({ length: actual.length }, (_, row) => [
    actual[row] ?? 0,
    predicted[row] ?? 0,
  ]).filter((_, row) => row % step === 0)
  const values = points.flat()
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const [dots, diagonal] = seriesStyles
  return renderSvg(
    {
      grid: { left: 84, right: 24, top: 16, bottom: 52 },
      xAxis: { type: 'value', scale: true, ...axis(actualName, 30) },
      yAxis: { type: 'value', scale: true, ...axis(predictedName, 62) },
      series: [
        {
          type: 'line',
          data: [
            [low, low],
            [high, high],
          ],
          symbol: 'none',
          lineStyle: { color: diagonal.color, type: [...diagonal.dash], width: 1.5 },
        },
        {
          type: 'scatter',
          data: points,
          symbolSize: 6,
          itemStyle: { color: dots.color, opacity: points.length > 300 ? 0.45 : 0.75 },
        },
      ],
    },
    { width: 480, height: 400 },
    scatterLabel,
  )
}

export interface HistogramBin {
  readonly from: number
  readonly to: number
  readonly count: number
}

/** Bins of equal width; about the square root of the number of values, 5 to 30. */
export function histogram(values: readonly number[]): HistogramBin[] {
  if (values.length === 0) return []
  const low = values.reduce((least, value) => Math.min(least, value))
  const high = values.reduce((most, value) => Math.max(most, value))
  const bins = Math.min(30, Math.max(5, Math.round(Math.sqrt(values.length))))
  const width = (high - low) / bins || 1
  const counts = new Array<number>(bins).fill(0)
  for (const value of values) {
    const bin = Math.min(bins - 1, Math.floor((value - low) / width))
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  return counts.map((count, bin) => ({ from: low + bin * width, to: low + (bin + 1) * width, count }))
}

export function residualHistogram(options: ResidualsOptions): string {
  const { actual, predicted, residualName, countName, histogramLabel } = options
  const residuals = Array.from(
    { length: actual.length },
    (_, row) => (predicted[row] ?? 0) - (actual[row] ?? 0),
  )
  const bins = histogram(residuals)
  return renderSvg(
    {
      grid: { left: 60, right: 24, top: 16, bottom: 52 },
      xAxis: {
        ...axis(residualName, 30),
        type: 'category',
        data: bins.map(({ from, to }) => Number(((from + to) / 2).toPrecision(3))),
        splitLine: { show: false },
      },
      yAxis: { type: 'value', minInterval: 1, ...axis(countName, 38) },
      series: [
        {
          type: 'bar',
          data: bins.map(({ count }) => count),
          barCategoryGap: '6%',
          itemStyle: { color: seriesStyles[0].color, borderColor: ink, borderWidth: 0.5 },
        },
      ],
    },
    { width: 480, height: 400 },
    histogramLabel,
  )
}
