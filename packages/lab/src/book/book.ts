/** The lab book: one page that holds everything, without a script and without anything that is loaded. */
import { type Experiment, families, type Verdict, verdicts } from '../experiment.ts'
import { familyWords, verdictSigns, verdictWords } from '../families.ts'
import type { Result } from '../runner/result.ts'
import { type Language, languages } from '../words.ts'
import { article } from './article.ts'
import { both, type Markup } from './markup.ts'
import { style } from './style.ts'
import { bookWords as words } from './words.ts'

export interface BookOptions {
  readonly experiments: readonly Experiment[]
  readonly results: readonly Result[]
  /** What the page opens in. */
  readonly language: Language
}

export function renderBook({ experiments, results, language }: BookOptions): string {
  const byId = new Map(results.map((result) => [result.id, result]))
  const titles = new Map(experiments.map(({ id, title }) => [id, title]))
  const chapters = families
    .map((family) => ({ family, rows: experiments.filter((experiment) => experiment.family === family) }))
    .filter(({ rows }) => rows.length > 0)
  const glance = chapters.map(
    ({ family, rows }) =>
      `<h4>${both(familyWords[family])}</h4>\n<ul class="glance">${rows.map((each) => glanceRow(each, byId.get(each.id))).join('\n')}</ul>`,
  )
  const body = chapters.map(
    ({ family, rows }) =>
      `<section><h2 id="family-${family}">${both(familyWords[family])}</h2>\n${rows.map((each) => article(each, byId.get(each.id), titles)).join('\n')}</section>`,
  )
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>Regimen: ${words.title[language]}</title>
<style>${style}</style>
</head>
<body>
${languageSwitch(language)}
<main>
<h1>${both(words.title)}</h1>
<p>${both(words.lead)}</p>
${results.some(({ quick }) => quick) ? `<p class="note none">${both(words.quick)}</p>` : ''}
${tiles(results, experiments.length)}
<section id="overview"><h2>${both(words.glance)}</h2>
${glance.join('\n')}
</section>
${body.join('\n')}
</main>
<footer>${both(words.footer)}</footer>
</body>
</html>
`
}

function languageSwitch(language: Language): Markup {
  const names: Readonly<Record<Language, string>> = { en: 'English', ko: '한국어' }
  const one = (each: Language) =>
    `<label><input type="radio" name="language" id="language-${each}"${each === language ? ' checked' : ''}> <span lang="${each}">${names[each]}</span></label>`
  return `<nav class="languages">${languages.map(one).join('')}</nav>`
}

function tiles(results: readonly Result[], all: number): Markup {
  const count = (verdict: Verdict) => results.filter((result) => result.verdict === verdict).length
  const tile = (className: string, sign: string, number: number, name: Markup) =>
    `<li class="${className}"><b>${sign} ${number}</b>${name}</li>`
  const judged = verdicts.map((verdict) =>
    tile(verdict, verdictSigns[verdict], count(verdict), both(verdictWords[verdict])),
  )
  const open = all - results.length
  return `<ul class="tiles">${judged.join('')}${open > 0 ? tile('none', '·', open, both(words.notRun)) : ''}</ul>`
}

function glanceRow({ id, title }: Experiment, result: Result | undefined): Markup {
  const name = result?.verdict ?? 'none'
  const sign = result ? verdictSigns[result.verdict] : '·'
  const said = both(result ? verdictWords[result.verdict] : words.notRun)
  return `<li><a href="#${id}"><span class="sign ${name}">${sign}</span><span>${both(title)} <span class="soft">(${said})</span></span></a></li>`
}
