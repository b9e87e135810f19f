/** Curves over steps, with a band around each where there is a spread. */
import { displayWidth } from '../terminal/width.ts'
import { axis, type ChartSize, legend, renderSvg, seriesStyles } from './chart.ts'

export interface Line {
  readonly name: string
  /** [x, y] */
  readonly points: readonly (readonly [number, number])[]
  /** Lower and upper edge of a band, at the x of each point. */
  readonly band?: readonly (readonly [number, number])[]
}

export interface LineChartOptions extends Partial<ChartSize> {
  readonly xName: string
  readonly yName: string
  readonly logarithmic?: boolean
  /** The y axis ends here: 1 for shares. */
  readonly highest?: number
  /** What a screen reader says. */
  readonly label: string
}

const mostPoints = 400
const legendRowHeight = legend.itemGap + legend.itemHeight
const columnPixels = 6.6

/** Long names stand below each other, and the plot below them. */
function legendRows(names: readonly string[], width: number): number {
  let [rows, used] = [1, 0]
  for (const name of names) {
    const room = legend.itemWidth + legend.itemGap + displayWidth(name) * columnPixels
    if (used > 0 && used + room > width) [rows, used] = [rows + 1, 0]
    used += room
  }
  return rows
}

export function lineChart(lines: readonly Line[], options: LineChartOptions): string {
  const { width = 720, height = 360, xName, yName, logarithmic = false, highest, label } = options
  const drawable = lines.map((line) => thin(line, logarithmic))
  const names = drawable.map(({ name }) => name)
  const lower = (legendRows(names, width) - 1) * legendRowHeight
  return renderSvg(
    {
      legend: { ...legend, data: names },
      grid: { left: 76, right: 24, top: 44 + lower, bottom: 52 },
      xAxis: { type: 'value', min: 'dataMin', max: 'dataMax', ...axis(xName, 30) },
      yAxis: {
        type: logarithmic ? 'log' : 'value',
        scale: true,
        ...(highest === undefined ? {} : { max: highest }),
        ...axis(yName, 56),
      },
      series: drawable.flatMap((line, index) => [
        ...(line.band ? [bandSeries(line, index)] : []),
        lineSeries(line, index),
      ]),
    },
    { width, height: height + lower },
    label,
  )
}

/** A linear axis would press most of such curves to the ground. */
export function spreadsWide(lines: readonly Line[]): boolean {
  const values = lines.flatMap(({ points }) => points.map(([, y]) => y)).filter(Number.isFinite)
  const lowest = Math.min(...values)
  return lowest > 0 && Math.max(...values) / lowest > 20
}

const styleAt = (index: number) => seriesStyles[index % seriesStyles.length] ?? seriesStyles[0]

function lineSeries({ name, points }: Line, index: number) {
  const { color, dash, symbol } = styleAt(index)
  const every = Math.max(1, Math.floor(points.length / 8))
  // Curves lie on top of each other: their marks start at different places.
  const offset = Math.floor((index * every) / 4)
  return {
    type: 'line',
    name,
    // Most points carry no mark; a mark of size 0 would still be drawn, and make the file large.
    data: points.map((point, place) => ({
      value: [...point],
      symbol: points.length < 10 || place % every === offset ? symbol : 'none',
    })),
    color,
    lineStyle: { color, width: 2, type: dash === 'solid' ? dash : [...dash] },
    itemStyle: { color },
    symbol,
    showAllSymbol: true,
    symbolSize: 8,
  }
}

interface CoordinateSystem {
  coord(value: readonly number[]): number[]
}

function bandSeries({ points, band = [] }: Line, index: number) {
  const { color } = styleAt(index)
  const edge = (side: 0 | 1) => points.map(([x], place) => [x, band[place]?.[side] ?? 0])
  const outline = [...edge(0), ...edge(1).reverse()]
  return {
    type: 'custom',
    silent: true,
    data: [[points[0]?.[0] ?? 0, points[0]?.[1] ?? 0]],
    renderItem: (_: unknown, api: CoordinateSystem) => ({
      type: 'polygon',
      shape: { points: outline.map((place) => api.coord(place)) },
      style: { fill: color, opacity: 0.16 },
    }),
  }
}

/** No more points than can be seen, and none that a logarithm cannot take. */
function thin({ name, points, band }: Line, logarithmic: boolean): Line {
  const step = Math.max(1, Math.ceil(points.length / mostPoints))
  const kept = points
    .map((_, place) => place)
    .filter((place) => place % step === 0 || place === points.length - 1)
    .filter((place) => {
      const y = points[place]?.[1] ?? Number.NaN
      return Number.isFinite(y) && (!logarithmic || y > 0)
    })
  const lowest = Math.min(...kept.map((place) => points[place]?.[1] ?? Number.POSITIVE_INFINITY))
  const picked = {
    name,
    points: kept.map((place) => points[place] ?? ([0, 0] as const)),
  }
  if (!band) return picked
  const edges = kept.map((place) => band[place] ?? ([0, 0] as const))
  // Below the lowest mean a band that reaches 0 would stretch a logarithmic axis without end.
  return {
    ...picked,
    band: logarithmic ? edges.map(([low, high]) => [Math.max(low, lowest / 2), high] as const) : edges,
  }
}
