/** Runs or studies side by side in one page: their numbers, and their curves laid over each other. */
import { type Line, lineChart, spreadsWide } from '../charts/line-chart.ts'
import { spreadOf } from '../comparing/curves.ts'
import type { CurvePoints, Side, SideBySide } from '../comparing/side-by-side.ts'
import { measureCells, measureTitle, settingCells } from '../comparing/side-by-side-words.ts'
import { isShare } from '../format.ts'
import type { Dictionary, Language } from '../i18n/index.ts'
import * as page from './page.ts'

export function renderSideBySide(
  compared: SideBySide,
  sides: readonly Side[],
  words: Dictionary,
  language: Language,
): string {
  const { names, measures, settings, found } = compared
  const { tuning } = words
  const titles = ['', ...names]
  const marked = measures.some(({ best }) => best.length > 0)
  const charts = curveNames(sides).map((name) => overlaid(name, sides, words))
  return page.renderPage({
    language,
    title: tuning.compared.title({ names: names.join(', ') }),
    lead: marked ? tuning.compared.best : '',
    body: [
      page.section(tuning.compared.measures, page.table(titles, measureCells(measures, names, words))),
      ...(charts.length > 0 ? [page.section(tuning.compared.curves, page.charts(...charts))] : []),
      ...(found.length > 0
        ? [page.section(tuning.compared.found, page.table(titles, settingCells(found)))]
        : []),
      page.section(
        tuning.compared.settings,
        settings.length > 0
          ? page.table(titles, settingCells(settings))
          : page.paragraph(tuning.compared.same),
      ),
    ],
    footer: tuning.compared.footer,
  })
}

/** What was measured on the validation rows comes first: by it runs are chosen. */
const order = ['validation/', 'train/', 'step/']

function curveNames(sides: readonly Side[]): string[] {
  const drawable = sides.flatMap(({ curves }) =>
    Object.entries(curves).flatMap(([name, points]) => (isDrawable(points) ? [name] : [])),
  )
  const place = (name: string) => order.findIndex((front) => name.startsWith(front))
  return [...new Set(drawable)].sort((a, b) => place(a) - place(b))
}

function isDrawable(points: CurvePoints): boolean {
  return points.filter(([, y]) => Number.isFinite(y)).length > 1
}

function overlaid(name: string, sides: readonly Side[], words: Dictionary): string {
  const { tuning } = words
  const title = measureTitle(name, words)
  const own = (points: CurvePoints) => (name === 'step/loss' ? smoothCurve(points) : points)
  const lines = sides.flatMap((side): Line[] => {
    const points = side.curves[name]
    return points && isDrawable(points) ? [{ name: side.name, points: own(points) }] : []
  })
  const isOfRun = name.includes('/')
  const chart = lineChart(lines, {
    xName: isOfRun ? tuning.compared.step : tuning.trial,
    yName: title,
    label: `${title}: ${lines.map((line) => line.name).join(', ')}`,
    width: 460,
    height: 320,
    logarithmic: !isShare(name.slice(name.indexOf('/') + 1)) && spreadsWide(lines),
  })
  return page.figure(chart, title)
}

/** The losses of single batches jump. */
function smoothCurve(points: CurvePoints): CurvePoints {
  const finite = points.filter(([, y]) => Number.isFinite(y))
  const { mean } = spreadOf([finite.map(([, y]) => y)])
  return finite.map(([x], index) => [x, mean[index] ?? Number.NaN])
}
