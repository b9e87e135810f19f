/** The frame of a report: one file, nothing loaded from elsewhere, light and dark, narrow and wide, on paper. */
import { escapeMarkup } from '../charts/chart.ts'
import type { Language } from '../i18n/index.ts'

/** Markup that is finished; plain text must go through `text`. */
export type Markup = string

export const text = escapeMarkup

const style = `
:root { color-scheme: light dark; --ink: light-dark(#1d2430, #e3e7ee); --soft: light-dark(#5a6474, #a3adbd);
  --paper: light-dark(#ffffff, #14181f); --card: light-dark(#f5f7fa, #1d232d); --line: light-dark(#d9dee6, #343c4a); }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 60rem; color: var(--ink); background: var(--paper);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", "Noto Sans", "Noto Sans KR", "Apple SD Gothic Neo",
  "Malgun Gothic", sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .75rem; }
p { margin: .5rem 0; }
.lead { color: var(--soft); margin-bottom: 1.5rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .75rem; }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem; }
.tile b { display: block; font-size: 1.35rem; font-weight: 650; font-variant-numeric: tabular-nums; }
.tile span { color: var(--soft); font-size: .9rem; }
figure { margin: 0 0 1.25rem; }
figcaption { color: var(--soft); font-size: .9rem; margin-top: .25rem; }
.gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(12rem, 1fr)); gap: .5rem 1.25rem; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1rem; margin: 1rem 0; }
svg { max-width: 100%; height: auto; display: block; }
/* A shadow at each side on which something is hidden (Lea Verou 2012, background-attachment). */
.scroll { overflow-x: auto; --shade: light-dark(#0004, #fff5); background-repeat: no-repeat;
  background-image: linear-gradient(to right, var(--paper) 40%, transparent), linear-gradient(to left, var(--paper) 40%, transparent),
    linear-gradient(to right, var(--shade), transparent), linear-gradient(to left, var(--shade), transparent);
  background-position: 0 0, 100% 0, 0 0, 100% 0; background-size: 2.5rem 100%, 2.5rem 100%, .75rem 100%, .75rem 100%;
  background-attachment: local, local, scroll, scroll; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .92rem; }
th, td { padding: .3rem 1.1rem .3rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { font-weight: 600; }
thead th { white-space: nowrap; }
td { overflow-wrap: break-word; }
.number { text-align: right; white-space: nowrap; }
details { margin: .5rem 0; }
summary { cursor: pointer; color: var(--soft); }
.notice { border-left: 4px solid #d55e00; background: var(--card); padding: .5rem .9rem; margin: .75rem 0; }
/* Korean breaks between words. */
:lang(ko) { word-break: keep-all; }
.told { display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1.1rem; margin: .75rem 0 1.25rem; }
.told dt { font-weight: 600; } .told dd { margin: 0; overflow-wrap: anywhere; }
.code { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem; font-size: .85rem;
  line-height: 1.5; white-space: pre-wrap; overflow-wrap: anywhere; }
footer { margin-top: 3rem; color: var(--soft); font-size: .85rem; }
/* On paper: dark on white, what is folded open, nothing behind a scroll bar, no figure or row cut in two. */
@media print {
  :root { color-scheme: light; }
  body { max-width: none; padding: 0; font-size: 14px; }
  details > * { display: block; } details::details-content { display: block; content-visibility: visible; }
  .charts { grid-template-columns: repeat(2, minmax(0, 1fr)); } .scroll { overflow: visible; background: none; } .scroll svg { min-width: 0 !important; }
  h1, h2, summary { break-after: avoid; } figure, tr, .tile, .notice, .told > *, .code { break-inside: avoid; }
  .tile, .notice, .code { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`

export interface Page {
  readonly language: Language
  readonly title: string
  readonly lead: string
  readonly body: readonly Markup[]
  readonly footer: string
}

/** A whole HTML document. Its policy forbids the browser to load anything. */
export function renderPage({ language, title, lead, body, footer }: Page): string {
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${text(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${text(title)}</h1>
<p class="lead">${text(lead)}</p>
${body.join('\n')}
</main>
<footer>${text(footer)}</footer>
</body>
</html>
`
}

export function section(title: string, ...content: readonly Markup[]): Markup {
  return `<section>\n<h2>${text(title)}</h2>\n${content.join('\n')}\n</section>`
}

export function figure(chart: Markup, caption: string): Markup {
  return `<figure><div class="scroll">${chart}</div><figcaption>${text(caption)}</figcaption></figure>`
}

export function charts(...figures: readonly Markup[]): Markup {
  return `<div class="charts">\n${figures.join('\n')}\n</div>`
}

/** Small figures, as many in a line as there is room for. */
export function gallery(...figures: readonly Markup[]): Markup {
  return `<div class="gallery">\n${figures.join('\n')}\n</div>`
}

export function paragraph(sentence: string): Markup {
  return `<p>${text(sentence)}</p>`
}

export interface Tile {
  readonly name: string
  readonly value: string
}

export function tiles(entries: readonly Tile[]): Markup {
  const tile = ({ name, value }: Tile) =>
    `<div class="tile"><b>${text(value)}</b><span>${text(name)}</span></div>`
  return `<div class="tiles">${entries.map(tile).join('')}</div>`
}

export function notice(sentence: string): Markup {
  return `<p class="notice">${text(sentence)}</p>`
}

/** Numbers, told by their first row, stand to the right. */
export function table(titles: readonly string[], rows: readonly (readonly string[])[]): Markup {
  const isNumber = titles.map((_, column) =>
    rows.every((row) => /^[-+−]?[\d.,]+( ?%|e[-+]?\d+)?( ± .*)?$|^–?$/.test(row[column] ?? '')),
  )
  const cell = (tag: 'td' | 'th') => (value: string, column: number) =>
    `<${tag}${isNumber[column] ? ' class="number"' : ''}>${text(value)}</${tag}>`
  const head = titles.length === 0 ? '' : `<thead><tr>${titles.map(cell('th')).join('')}</tr></thead>`
  const body = rows.map((row) => `<tr>${row.map(cell('td')).join('')}</tr>`).join('\n')
  return `<div class="scroll"><table>${head}<tbody>\n${body}\n</tbody></table></div>`
}

/** Names and values in two columns. */
export function facts(entries: readonly (readonly [string, string])[]): Markup {
  const row = ([name, value]: readonly [string, string]) =>
    `<tr><th scope="row">${text(name)}</th><td>${text(value)}</td></tr>`
  return `<div class="scroll"><table><tbody>${entries.map(row).join('\n')}</tbody></table></div>`
}

/** Labels and paragraphs. */
export function told(entries: readonly (readonly [string, string])[]): Markup {
  const row = ([label, sentences]: readonly [string, string]) =>
    `<dt>${text(label)}</dt><dd>${text(sentences)}</dd>`
  return `<dl class="told">${entries.map(row).join('\n')}</dl>`
}

export function details(title: string, content: Markup): Markup {
  return `<details><summary>${text(title)}</summary>${content}</details>`
}
