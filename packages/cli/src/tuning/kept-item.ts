/** What is kept under a name, as the list, the comparison and the export want it. */
import type { Side } from '../comparing/side-by-side.ts'
import type { Dictionary } from '../i18n/index.ts'

export interface KeptItem {
  readonly name: string
  readonly tags: readonly string[]
  readonly archived: boolean
  /** Of its line in the list, in words, by names that `tuning.columns` translates. */
  readonly columns: Readonly<Record<string, string>>
  /** More lines for who looks at it alone. */
  readonly lines: readonly string[]
  /** Beside the columns in the list's JSON. */
  readonly facts: Readonly<Record<string, unknown>>
  /** All there is. */
  whole(): Promise<object>
  csv(): Promise<string>
  side(): Promise<Side>
}

/** Where they are kept: the same for studies and runs. */
export interface Shelf {
  /** In the order in which they came. */
  names(): Promise<readonly string[]>
  item(name: string, words: Dictionary): Promise<KeptItem>
  update(
    name: string,
    changes: { readonly name?: string; readonly tags?: readonly string[]; readonly archived?: boolean },
  ): Promise<void>
  remove(name: string): Promise<void>
  missing(name: string, known: string): Error
  close(): void
}
