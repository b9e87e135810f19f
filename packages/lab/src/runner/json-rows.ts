/** Results as `--json` and `results.json` have them. */
import type { Verdict } from '../experiment.ts'
import { inLanguage, toSvg } from '../figures/drawing.ts'
import type { JsonRecord } from '../json.ts'
import type { Language, Words } from '../words.ts'
import type { Result } from './result.ts'

export interface ResultRow
  extends Pick<
    Result,
    | 'id'
    | 'catalogue'
    | 'title'
    | 'claim'
    | 'rule'
    | 'checks'
    | 'numbers'
    | 'measurements'
    | 'seeds'
    | 'quick'
  > {
  readonly verdict: Verdict
  readonly seconds: number
  /** Which images: `mnist`, `omniglot`, `digits` or `none`. */
  readonly data: string
  readonly settings: JsonRecord
  readonly figures: readonly { readonly name: string; readonly caption: Words; readonly svg: string }[]
}

/** Figures in one language. An interval without an end is null. */
export function rowOf(result: Result, language: Language): ResultRow {
  const { images, figures, seconds, ...rest } = result
  return {
    ...rest,
    data: images,
    seconds: Number(seconds.toFixed(3)),
    figures: figures.map(({ name, caption, drawing }) => ({
      name,
      caption,
      svg: inLanguage(toSvg(drawing, caption[language]), language),
    })),
  }
}
