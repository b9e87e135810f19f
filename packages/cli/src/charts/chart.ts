/** What all charts share: colours, text, and the way from an ECharts option to SVG. */
import { BarChart, CustomChart, HeatmapChart, LineChart, ScatterChart } from 'echarts/charts'
import { GridComponent, LegendComponent, VisualMapComponent } from 'echarts/components'
import { type EChartsCoreOption, init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

use([
  BarChart,
  CustomChart,
  GridComponent,
  HeatmapChart,
  LegendComponent,
  LineChart,
  ScatterChart,
  SVGRenderer,
  VisualMapComponent,
])

/**
 * Okabe & Ito 2008, "Color universal design": told apart with every kind of colour vision. The order keeps
 * neighbours apart in lightness too, and dashes and symbols tell them apart in grey.
 */
export const seriesStyles = [
  { color: '#0072b2', dash: 'solid', symbol: 'circle' },
  { color: '#d55e00', dash: [8, 4], symbol: 'rect' },
  { color: '#009e73', dash: [2, 3], symbol: 'triangle' },
  { color: '#cc79a7', dash: [10, 3, 2, 3], symbol: 'diamond' },
  { color: '#e69f00', dash: [4, 2], symbol: 'roundRect' },
  { color: '#56b4e9', dash: [12, 4, 2, 4, 2, 4], symbol: 'pin' },
] as const

/** The text colour of the page around the chart: charts look right on light and on dark. */
export const ink = 'currentColor'
export const fontFamily = 'system-ui, sans-serif'

const axisText = { color: ink, fontFamily, fontSize: 12 }

/** Large numbers short enough to stand side by side: 100k, 2e9. */
function formatTick(value: number | string): string {
  if (typeof value === 'string') return value
  const size = Math.abs(value)
  if (size >= 1e6 || (size < 1e-3 && size > 0)) return value.toExponential().replace('e+', 'e')
  return size >= 1e4 ? `${value / 1000}k` : String(value)
}

/** Common settings of an axis with a name in the middle. */
export function axis(name: string, nameGap: number) {
  return {
    name,
    nameLocation: 'middle',
    nameGap,
    nameTextStyle: axisText,
    axisLabel: { ...axisText, hideOverlap: true, formatter: formatTick },
    axisLine: { show: true, lineStyle: { color: ink, opacity: 0.6 } },
    axisTick: { show: true, lineStyle: { color: ink, opacity: 0.6 } },
    splitLine: { show: true, lineStyle: { color: ink, opacity: 0.12 } },
  } as const
}

export const legend = {
  top: 0,
  itemGap: 26,
  itemWidth: 44,
  itemHeight: 10,
  icon: 'inherit',
  textStyle: { color: ink, fontFamily, fontSize: 12 },
} as const

export interface ChartSize {
  readonly width: number
  readonly height: number
  /** In pixels: narrower than this it is never drawn. Default: where its text would be too small to read. */
  readonly narrowest?: number
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

export function escapeMarkup(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? character)
}

/** Below these the text would be too small to read; the page scrolls the chart instead. */
const widest = 460
const smallestShare = 0.74

let drawn = 0

/**
 * An SVG element that scales down with its page. `label` is what a screen reader says of it.
 */
export function renderSvg(option: EChartsCoreOption, size: ChartSize, label: string): string {
  const { width, height, narrowest = Math.min(width * smallestShare, widest) } = size
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
  try {
    chart.setOption({ animation: false, textStyle: { fontFamily }, ...option })
    // Several charts stand in one page: their ids and classes must differ.
    const own = `c${++drawn}-`
    const svg = chart.renderToSVGString().replaceAll(/\bzr\d+-/g, own)
    const attributes = `role="img" aria-label="${escapeMarkup(label)}" style="max-width:100%;min-width:${Math.round(Math.min(width, narrowest))}px;height:auto"`
    return svg.replace('<svg ', `<svg ${attributes} `)
  } finally {
    chart.dispose()
  }
}
