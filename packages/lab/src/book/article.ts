/** One experiment in the lab book. */
import type { Experiment } from '../experiment.ts'
import { verdictSigns, verdictWords } from '../families.ts'
import { type Drawing, escapeText, toSvg } from '../figures/drawing.ts'
import { formatEstimate } from '../format.ts'
import type { JsonRecord } from '../json.ts'
import { missedImages } from '../parts/images.ts'
import type { Result } from '../runner/result.ts'
import type { Check } from '../statistics/checks.ts'
import type { Words } from '../words.ts'
import { both, details, download, type Markup, table } from './markup.ts'
import { bookWords as words } from './words.ts'

/** `titles`: of all experiments, for links. */
export function article(
  experiment: Experiment,
  result: Result | undefined,
  titles: ReadonlyMap<string, Words>,
): Markup {
  const { id, title, claim, correction, sources, catalogue } = experiment
  const parts = [
    `<header><h3>${both(title)}</h3>${verdict(result)}</header>`,
    `<p class="soft">${both(words.sources)}: ${escapeText(sources.join(', '))} · ${both(words.catalogue)}: ${escapeText(catalogue.join(', '))}</p>`,
    `<p>${both(claim)}</p>`,
    correction
      ? `<div class="note holds-with-correction"><p><b>${both(words.correction)}:</b> ${both(correction)}</p></div>`
      : '',
    result ? measured(result) : '',
    settings(experiment, result),
    details(words.code, `<pre><code>${escapeText(experiment.code)}</code></pre>`),
    related(experiment, titles),
  ]
  return `<article id="${id}">\n${parts.filter((part) => part !== '').join('\n')}\n</article>`
}

function verdict(result: Result | undefined): Markup {
  if (!result) return `<span class="verdict none">${both(words.notRun)}</span>`
  const name = result.verdict
  return `<span class="verdict ${name}"><span class="sign">${verdictSigns[name]}</span>${both(verdictWords[name])}</span>`
}

function measured({ figures, rule, checks, numbers }: Result): Markup {
  const pictures = figures.map(
    ({ caption, drawing }) =>
      `<figure>${panels(drawing, caption.en)}<figcaption>${both(caption)}</figcaption></figure>`,
  )
  const corrected = checks.correction.length > 0
  const rows = [
    ...checks.claim.map((check) => checkRow(check, corrected ? words.ofClaim : undefined)),
    ...checks.correction.map((check) => checkRow(check, words.ofCorrection)),
  ]
  const { columns } = words
  const further = numbers.map((row) => [both(row.words), formatEstimate(row.estimate)])
  return [
    `<div class="figures">${pictures.join('\n')}</div>`,
    `<h4>${both(words.rule)}</h4><p>${both(rule)}</p>`,
    table([columns.number, columns.measured, columns.expected, columns.outcome], rows),
    further.length > 0 ? details(words.numbers, table([columns.number, columns.measured], further)) : '',
  ].join('\n')
}

/** Side by side as they were drawn; fewer where the page is narrow. */
function panels(drawing: Drawing, caption: string): Markup {
  const { panels: all = [drawing], columns = 1 } = drawing
  const widest = Math.max(...all.map(({ width }) => width))
  const limit = all.length > 1 ? ` style="max-width: calc(${columns} * (${widest}px + .3rem))"` : ''
  return `<div class="panels"${limit}>${all.map((panel) => toSvg(panel, caption)).join('')}</div>`
}

function checkRow(check: Check, of: Words | undefined): Markup[] {
  const whose = of ? ` <span class="soft">(${both(of)})</span>` : ''
  return [
    both(check.words) + whose,
    formatEstimate(check.estimate),
    escapeText(check.expected.replaceAll('-', '−')),
    both(words.outcomes[check.outcome]),
  ]
}

function settings({ paper, changed, data, ...experiment }: Experiment, result: Result | undefined): Markup {
  const missed = result && missedImages(data ?? 'none', result.images)
  const lines = [
    paper === undefined ? '' : `${both(words.paper)}: ${escapeText(paper)}`,
    changed ? `${both(words.changed)}: ${both(changed)}` : '',
    result && result.images !== 'none' ? both(words.images[result.images]) : '',
    missed ? `<b>${both(words.substituted[missed])}</b>` : '',
    result ? ran(result) : '',
  ]
  const shown = showSettings(result?.settings ?? experiment.settings)
  const text = lines.filter((line) => line !== '').map((line) => `<p>${line}</p>`)
  return details(words.settings, `${text.join('')}<pre>${escapeText(shown)}</pre>`)
}

function ran({ id, seeds, seconds, quick, measurements }: Result): Markup {
  const data = JSON.stringify({ id, seeds, measurements })
  const runs = `${both(words.seeds)}: ${seeds.length} · ${both(words.seconds)}: ${seconds.toFixed(1)}`
  return `${runs}${quick ? ` · ${both(words.quickRun)}` : ''} · ${download(`${id}.json`, data, words.data)}`
}

function related({ related: ids }: Experiment, titles: ReadonlyMap<string, Words>): Markup {
  const links = ids.map((id) => `<a href="#${id}">${both(titles.get(id) ?? id)}</a>`)
  return links.length === 0 ? '' : `<p class="soft">${both(words.related)}: ${links.join(' · ')}</p>`
}

/** As JSON, with each list of plain values on a line of its own: one value below the other would fill pages. */
function showSettings(settings: JsonRecord): string {
  const list = /\[\n\s+([^[\]{}]*?)\n\s+\]/g
  return JSON.stringify(settings, null, 2).replaceAll(
    list,
    (_, values: string) => `[${values.replaceAll(/\n\s+/g, ' ')}]`,
  )
}
