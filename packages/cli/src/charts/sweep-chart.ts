/** What a logarithmic range of one setting leads to, with the part of it that is chosen. */
import { axis, type ChartSize, fontFamily, ink, renderSvg, seriesStyles } from './chart.ts'

export interface SweepPoint {
  readonly x: number
  /** Not finite: it went wrong here, and is marked at the upper edge. */
  readonly y: number
}

export interface SweepChartOptions extends Partial<ChartSize> {
  readonly xName: string
  readonly yName: string
  /** Shaded, with its name. */
  readonly range?: { readonly low: number; readonly high: number; readonly name: string }
  /** A horizontal line, with its name. */
  readonly level?: { readonly value: number; readonly name: string }
  readonly label: string
}

interface Api {
  coord(value: readonly number[]): number[]
}
interface Place {
  readonly coordSys: {
    readonly x: number
    readonly y: number
    readonly width: number
    readonly height: number
  }
}

export function sweepChart(points: readonly SweepPoint[], options: SweepChartOptions): string {
  const { width = 460, height = 320, xName, yName, range, level, label } = options
  const sorted = points.toSorted((a, b) => a.x - b.x)
  const finite = sorted.filter(({ y }) => Number.isFinite(y))
  const highest = ceilingOf(finite, level?.value)
  const [line, mark, good] = seriesStyles
  // What blew up would press all others to the ground: it stands at the upper edge, as what is not finite does.
  const isHigh = ({ y }: SweepPoint) => !Number.isFinite(y) || y > highest
  return renderSvg(
    {
      grid: { left: 68, right: 24, top: 28, bottom: 52 },
      xAxis: { ...axis(xName, 30), type: 'log', min: sorted[0]?.x ?? 1e-6, max: sorted.at(-1)?.x ?? 1 },
      yAxis: { ...axis(yName, 48), type: 'value', min: 0, max: highest },
      series: [
        ...(range ? [shadedRange(range, good.color)] : []),
        ...(level ? [levelLine(level, sorted[0]?.x ?? 1)] : []),
        {
          type: 'line',
          data: sorted.filter((point) => !isHigh(point)).map(({ x, y }) => [x, y]),
          symbol: line.symbol,
          symbolSize: 8,
          showAllSymbol: true,
          color: line.color,
          lineStyle: { color: line.color, width: 2 },
        },
        {
          type: 'scatter',
          data: sorted.filter(isHigh).map(({ x }) => [x, highest]),
          symbol: 'triangle',
          symbolSize: 11,
          itemStyle: { color: mark.color, borderColor: ink, borderWidth: 0.5 },
        },
      ],
    },
    { width, height },
    label,
  )
}

function ceilingOf(finite: readonly SweepPoint[], level = 0): number {
  const values = finite.map(({ y }) => y).sort((a, b) => a - b)
  const middle = values[Math.floor(values.length / 2)] ?? 1
  const limit = 3 * Math.max(middle, level, 1e-9)
  const most = Math.max(level, ...values.filter((value) => value <= limit))
  return Number((most * 1.15 || 1).toPrecision(2))
}

function shadedRange({ low, high, name }: NonNullable<SweepChartOptions['range']>, color: string) {
  return {
    type: 'custom',
    silent: true,
    data: [[low, 0]],
    renderItem: ({ coordSys }: Place, api: Api) => {
      const [from = 0, to = 0] = [api.coord([low, 0])[0], api.coord([high, 0])[0]]
      return {
        type: 'group',
        children: [
          {
            type: 'rect',
            shape: { x: from, y: coordSys.y, width: Math.max(2, to - from), height: coordSys.height },
            style: { fill: color, opacity: 0.18, stroke: color, lineWidth: 1 },
          },
          {
            type: 'text',
            style: {
              x: (from + to) / 2,
              y: coordSys.y - 4,
              text: name,
              textAlign: 'center',
              textVerticalAlign: 'bottom',
              fill: ink,
              fontFamily,
              fontSize: 12,
            },
          },
        ],
      }
    },
  }
}

function levelLine({ value, name }: NonNullable<SweepChartOptions['level']>, x: number) {
  return {
    type: 'custom',
    silent: true,
    data: [[x, value]],
    renderItem: ({ coordSys }: Place, api: Api) => {
      const y = api.coord([x, value])[1] ?? 0
      return {
        type: 'group',
        children: [
          {
            type: 'line',
            shape: { x1: coordSys.x, x2: coordSys.x + coordSys.width, y1: y, y2: y },
            style: { stroke: ink, opacity: 0.7, lineWidth: 1.5, lineDash: [6, 4] },
          },
          {
            type: 'text',
            style: {
              x: coordSys.x + 6,
              y: y - 3,
              text: name,
              textVerticalAlign: 'bottom',
              fill: ink,
              fontFamily,
              fontSize: 12,
            },
          },
        ],
      }
    },
  }
}
