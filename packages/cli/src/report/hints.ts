/** What would make products faster, in one line. */
import type { NativeHint, NativeHints } from '@regimen/node'
import type { Dictionary } from '../i18n/index.ts'

type Rows = { readonly [C in keyof NativeHints]: (parameters: NativeHints[C]) => string }

export function phraseHint(hint: NativeHint, { info }: Dictionary): string {
  return phrase(hint, info.hints)
}

function phrase<C extends keyof NativeHints>(
  { code, parameters }: { readonly code: C; readonly parameters: NativeHints[C] },
  rows: Rows,
): string {
  return rows[code](parameters)
}
