/** How many columns a text takes in a terminal: East Asian characters take two (Unicode Standard Annex 11). */

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

const graphemes = (text: string) => Array.from(segmenter.segment(text), ({ segment }) => segment)
const widthOf = (grapheme: string) => (wide.test(grapheme) ? 2 : 1)

export function displayWidth(text: string): number {
  return graphemes(text).reduce((sum, grapheme) => sum + widthOf(grapheme), 0)
}

export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - displayWidth(text))) + text
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)))
}

/** The text, its end replaced by … where it is too long. */
export function truncate(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  let kept = ''
  let used = 1
  for (const grapheme of graphemes(text)) {
    used += widthOf(grapheme)
    if (used > width) break
    kept += grapheme
  }
  return `${kept}…`
}

/** Lines of at most `width` columns, broken at spaces, and inside words only where one is longer than a line. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  const flush = () => {
    if (line !== '') lines.push(line)
    line = ''
  }
  for (const word of text.split(' ')) {
    if (line !== '' && displayWidth(line) + 1 + displayWidth(word) <= width) {
      line += ` ${word}`
      continue
    }
    flush()
    line = word
    while (displayWidth(line) > width) {
      const [head, rest] = splitAt(line, width)
      lines.push(head)
      line = rest
    }
  }
  flush()
  return lines.length > 0 ? lines : ['']
}

function splitAt(text: string, width: number): [head: string, rest: string] {
  let head = ''
  let used = 0
  for (const grapheme of graphemes(text)) {
    // At least one, or a wide character would never fit into one column.
    if (used > 0 && used + widthOf(grapheme) > width) break
    head += grapheme
    used += widthOf(grapheme)
  }
  return [head, text.slice(head.length)]
}
