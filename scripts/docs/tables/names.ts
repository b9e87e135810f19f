/** What others call things, beside our names: the tables of "from PyTorch" and its like. */
import type { Language } from '../words/index.ts'

export interface NameRow {
  /** As code. */
  readonly theirs: string
  /** As code, all of it exported or named in `placeholders`; empty where there is none. */
  readonly ours: string
  /** What differs; left out where nothing does. */
  readonly note?: Readonly<Record<Language, string>>
}

export interface NameTable {
  /** The head of the first column. */
  readonly theirs: string
  readonly groups: readonly {
    readonly title: Readonly<Record<Language, string>>
    readonly rows: readonly NameRow[]
  }[]
}

/** What stands for something of the reader's own in the rows, and words of the language. */
export const placeholders: ReadonlySet<string> = new Set(
  [
    'a b x y f c n k h p d i o e t x0 eta lambda gamma seed shape bytes file folder path count state',
    'model layer layers body head input output inputs targets data dataset train validation test',
    'optimizer options metrics loss epochs batchSize steps callbacks checkpoint save store',
    'await new true false training',
  ].flatMap((line) => line.split(' ')),
)

/** The names that a row's code uses, without members, keys and texts. */
export function namesUsed(code: string): string[] {
  const bare = code.replace(/'[^']*'/g, '')
  return [...bare.matchAll(/(?<![.\w])([a-zA-Z_]\w*)(?!\w*:)/g)].map(([, name = '']) => name)
}
