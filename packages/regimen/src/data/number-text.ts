/** Which texts are numbers: decimal notation only, so that `0x10`, `1,234`, `12 kg` and `inf` are told as text. */

export type DecimalMark = '.' | ','

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const withComma = /^[+-]?\d*,\d+(e[+-]?\d+)?$/i

/** The number a text denotes; `undefined` when it denotes none. It may be too large for float32. */
export function numberFromText(text: string, mark: DecimalMark = '.'): number | undefined {
  if (mark === ',' && text.includes('.')) return undefined
  const pointed = mark === ',' ? text.replace(',', '.') : text
  return decimal.test(pointed) ? Number(pointed) : undefined
}

/** `3,14`: a number in most of Europe, text elsewhere. `1,234` is taken for one too: it is no plain number. */
export function hasDecimalComma(text: string): boolean {
  return withComma.test(text)
}
