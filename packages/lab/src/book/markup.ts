/** Pieces of the page, said in both languages: the switch at the top shows one of them. */
import { escapeText } from '../figures/drawing.ts'
import { type Language, languages, type Text } from '../words.ts'

/** Text that is safe to put in a page, or markup made of such. */
export type Markup = string

/** Both languages, of which the page shows one. */
export function both(text: Text): Markup {
  if (typeof text === 'string') return escapeText(text)
  const one = (language: Language) =>
    `<span class="${language}" lang="${language}">${escapeText(text[language])}</span>`
  return languages.map(one).join('')
}

export function table(titles: readonly Text[], rows: readonly (readonly Markup[])[]): Markup {
  const head = titles.map((title) => `<th>${both(title)}</th>`).join('')
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`)
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>`
}

export function details(title: Text, content: Markup): Markup {
  return `<details><summary>${both(title)}</summary>${content}</details>`
}

/** A link that saves what it holds: the data are in the page itself. */
export function download(file: string, content: string, text: Text): Markup {
  const data = Buffer.from(content).toString('base64')
  return `<a download="${escapeText(file)}" href="data:application/json;base64,${data}">${both(text)}</a>`
}
