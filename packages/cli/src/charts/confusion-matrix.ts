/** Which classes are taken for which: rows are the true classes, columns the predicted ones. */
import { axis, fontFamily, renderSvg } from './chart.ts'

export interface ConfusionMatrixOptions {
  /** `matrix[actual][predicted]`: numbers of rows. */
  readonly matrix: readonly (readonly number[])[]
  readonly classes: readonly string[]
  readonly actualName: string
  readonly predictedName: string
  readonly label: string
}

const cellSize = 44
const longestName = 14

/** Light to dark in one hue: reads the same in grey. */
const shades = ['#f0f6fb', '#9cc7e4', '#3d8ec4', '#0b4f83']

export function confusionMatrixChart(options: ConfusionMatrixOptions): string {
  const { matrix, classes, actualName, predictedName, label } = options
  const names = classes.map((name) =>
    name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name,
  )
  const longest = Math.max(...names.map(({ length }) => length))
  const left = 56 + longest * 7
  const side = Math.max(cellSize * classes.length, 180)
  const rotated = longest > 5
  const bottom = rotated ? 48 + longest * 7 : 60
  const shareOf = (row: readonly number[], count: number) => {
    const total = row.reduce((sum, each) => sum + each, 0)
    return total === 0 ? 0 : count / total
  }
  const cells = matrix.flatMap((row, actual) =>
    row.map((count, predicted) => {
      const share = shareOf(row, count)
      return {
        value: [predicted, actual, share],
        label: {
          show: count > 0,
          formatter: String(count),
          color: share > 0.5 ? '#ffffff' : '#1a1a1a',
          fontFamily,
          fontSize: 13,
        },
      }
    }),
  )
  const category = (name: string, nameGap: number) => ({
    ...axis(name, nameGap),
    type: 'category',
    data: names,
    splitLine: { show: false },
    axisTick: { show: false },
  })
  const bottomAxis = category(predictedName, bottom - 24)
  return renderSvg(
    {
      grid: { left, right: 16, top: 12, bottom },
      xAxis: {
        ...bottomAxis,
        axisLabel: { ...bottomAxis.axisLabel, interval: 0, rotate: rotated ? 90 : 0 },
      },
      yAxis: { ...category(actualName, left - 20), inverse: true },
      visualMap: { show: false, min: 0, max: 1, inRange: { color: shades } },
      series: [{ type: 'heatmap', data: cells, itemStyle: { borderColor: '#8884', borderWidth: 1 } }],
    },
    { width: left + side + 16, height: side + bottom + 12, ...(classes.length <= 10 && { narrowest: 350 }) },
    label,
  )
}
