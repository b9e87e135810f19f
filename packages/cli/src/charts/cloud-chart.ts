/** Trials as points over two logarithmic ranges: the darker and larger, the better. */
import { axis, type ChartSize, ink, legend, renderSvg, seriesStyles } from './chart.ts'

export interface CloudPoint {
  readonly x: number
  readonly y: number
  /** 0: the worst, 1: the best; undefined for what was not trained to its end. */
  readonly goodness?: number | undefined
}

export interface Cloud {
  readonly name: string
  readonly points: readonly CloudPoint[]
}

export interface CloudChartOptions extends Partial<ChartSize> {
  readonly xName: string
  readonly yName: string
  /** What the points without goodness are called. */
  readonly prunedName: string
  readonly bestName: string
  readonly best?: CloudPoint | undefined
  readonly label: string
}

/** Light to dark in one hue: reads the same in grey. */
const shades = [
  [214, 230, 242],
  [124, 181, 219],
  [33, 119, 176],
  [8, 48, 92],
] as const

const cross = 'path://M0,0L10,10M10,0L0,10'

export function cloudChart(clouds: readonly Cloud[], options: CloudChartOptions): string {
  const { width = 460, height = 380, xName, yName, prunedName, bestName, best, label } = options
  const all = clouds.flatMap(({ points }) => points)
  const pruned = all.filter(({ goodness }) => goodness === undefined)
  const series = [
    {
      type: 'scatter',
      name: prunedName,
      data: pruned.map(({ x, y }) => [x, y]),
      // A ring would look like the lightest of the others.
      symbol: cross,
      symbolSize: 7,
      itemStyle: { color: 'transparent', borderColor: ink, borderWidth: 1.25, opacity: 0.6 },
    },
    ...clouds.map(({ name, points }, index) => ({
      type: 'scatter',
      name,
      data: points.flatMap(({ x, y, goodness }) =>
        goodness === undefined
          ? []
          : [{ value: [x, y], symbolSize: 7 + 7 * goodness, itemStyle: { color: shadeOf(goodness) } }],
      ),
      symbol: seriesStyles[index * 2]?.symbol ?? 'circle',
      symbolSize: 11,
      itemStyle: { color: shadeOf(0.7), borderColor: ink, borderWidth: 0.75, opacity: 0.9 },
    })),
    ...(best ? [bestSeries(best, bestName)] : []),
  ].filter(({ data }) => data.length > 0)
  return renderSvg(
    {
      legend: {
        ...legend,
        itemGap: 22,
        itemWidth: 16,
        itemHeight: 12,
        data: series.map(({ name, symbol }) => ({ name, icon: symbol })),
      },
      grid: { left: 76, right: 24, top: 44, bottom: 52 },
      xAxis: { ...axis(xName, 30), type: 'log', ...edges(all.map(({ x }) => x)) },
      yAxis: { ...axis(yName, 56), type: 'log', ...edges(all.map(({ y }) => y)) },
      series,
    },
    { width, height },
    label,
  )
}

function bestSeries({ x, y }: CloudPoint, name: string) {
  const { color } = seriesStyles[1]
  return {
    type: 'scatter',
    name,
    z: 5,
    data: [[x, y]],
    symbol: 'diamond',
    symbolSize: 22,
    itemStyle: { color: 'transparent', borderColor: color, borderWidth: 3 },
  }
}

/** Powers of ten around the values. */
function edges(values: readonly number[]): { readonly min: number; readonly max: number } {
  const positive = values.filter((value) => Number.isFinite(value) && value > 0)
  if (positive.length === 0) return { min: 0.1, max: 1 }
  const [low, high] = [Math.min(...positive), Math.max(...positive)]
  return { min: 10 ** Math.floor(Math.log10(low / 1.1)), max: 10 ** Math.ceil(Math.log10(high * 1.1)) }
}

function shadeOf(goodness: number): string {
  const place = Math.min(1, Math.max(0, goodness)) * (shades.length - 1)
  const [from = shades[0], to = from] = shades.slice(Math.floor(place))
  const part = place - Math.floor(place)
  return `rgb(${from.map((value, index) => Math.round(value + part * ((to[index] ?? value) - value))).join(',')})`
}
