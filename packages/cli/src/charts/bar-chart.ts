/** Bars beside a value that they should have. */
import { axis, type ChartSize, fontFamily, ink, renderSvg, seriesStyles } from './chart.ts'

export interface Bar {
  readonly name: string
  readonly value: number
}

export interface BarChartOptions extends Partial<ChartSize> {
  readonly xName: string
  readonly yName: string
  /** A dashed line across all bars, with its name. */
  readonly expected?: Bar
  /** What a screen reader says. */
  readonly label: string
}

/** Bars from 0 upwards; what is not finite has none. */
export function barChart(bars: readonly Bar[], options: BarChartOptions): string {
  const { width = 460, height = 300, xName, yName, expected, label } = options
  const finite = bars.map(({ value }) => (Number.isFinite(value) ? value : 0))
  const highest = Math.max(0, expected?.value ?? 0, ...finite)
  const [fill, line] = seriesStyles
  const values = finite.map((value) => ({
    value,
    label: {
      show: true,
      position: 'insideBottom',
      formatter: formatValue(value),
      color: '#ffffff',
      fontFamily,
    },
  }))
  return renderSvg(
    {
      grid: { left: 68, right: 20, top: 28, bottom: 52 },
      xAxis: {
        ...axis(xName, 30),
        type: 'category',
        data: bars.map(({ name }) => name),
        splitLine: { show: false },
      },
      yAxis: { ...axis(yName, 48), type: 'value', min: 0, max: roundUp(highest) },
      series: [
        {
          type: 'bar',
          data: values,
          barMaxWidth: 64,
          itemStyle: { color: fill.color, borderColor: ink, borderWidth: 0.5 },
        },
        ...(expected ? [expectedLine(expected, bars.length, line)] : []),
      ],
    },
    { width, height },
    label,
  )
}

interface CoordinateSystem {
  readonly coordSys: { readonly x: number; readonly y: number; readonly width: number }
}
interface Api {
  coord(value: readonly number[]): number[]
}

/** From edge to edge: a line series would begin in the middle of the first bar. */
function expectedLine({ name, value }: Bar, bars: number, { color }: (typeof seriesStyles)[number]) {
  return {
    type: 'custom',
    silent: true,
    z: 5,
    data: [[Math.floor(bars / 2), value]],
    renderItem: ({ coordSys }: CoordinateSystem, api: Api) => {
      const y = api.coord([0, value])[1] ?? 0
      const [left, right, top] = [coordSys.x, coordSys.x + coordSys.width, coordSys.y]
      return {
        type: 'group',
        children: [
          {
            type: 'line',
            shape: { x1: left, x2: right, y1: y, y2: y },
            style: { stroke: color, lineWidth: 2, lineDash: [8, 4] },
          },
          {
            type: 'text',
            style: {
              x: right,
              // Above the bars, whatever their height.
              y: top - 6,
              text: `- - ${name}`,
              textAlign: 'right',
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

function formatValue(value: number): string {
  return value >= 1000 || (value > 0 && value < 0.01)
    ? value.toExponential(1)
    : String(Number(value.toFixed(3)))
}

/** The next of 1, 1.5, 2, 3, 4, 5, 7.5 times a power of ten, with room for the name of the line. */
function roundUp(highest: number): number {
  if (!(highest > 0)) return 1
  const wanted = highest * 1.12
  const power = 10 ** Math.floor(Math.log10(wanted))
  const factor = [1, 1.5, 2, 3, 4, 5, 7.5, 10].find((each) => each * power >= wanted) ?? 10
  return Number((factor * power).toPrecision(3))
}
