/** A terminal of any width that remembers what is written to it. */
import pc from 'picocolors'
import { dictionaries, type Language } from '../src/i18n/index.ts'
import { createProgram } from '../src/program.ts'
import type { Terminal } from '../src/terminal/terminal.ts'

export interface FakeTerminal {
  readonly terminal: Terminal
  /** All that was said, noted and given as a result, and lines that were rewritten, without the code that clears them. */
  lines(): string[]
  /** Those that were rewritten. */
  rewritten(): string[]
  /** The last result as JSON. */
  value(): unknown
}

export function fakeTerminal(
  options: { language?: Language; columns?: number; interactive?: boolean; json?: boolean } = {},
): FakeTerminal {
  const { language = 'en', columns = 100, interactive = false, json = false } = options
  const texts: string[] = []
  const rewritten: string[] = []
  let value: unknown
  const write = (text: string) => void texts.push(text)
  const terminal: Terminal = {
    ...{ language, words: dictionaries[language], json, interactive, columns, paint: pc.createColors(false) },
    ...{ say: write, note: write },
    rewrite: (text) => void rewritten.push(text.replaceAll('\r\u001b[2K', '')),
    result: (result, text) => {
      value = JSON.parse(JSON.stringify(result))
      write(text)
    },
  }
  const lines = () => [...texts, ...rewritten].join('\n').split('\n')
  return { terminal, lines, rewritten: () => rewritten, value: () => value }
}

/** The command in this process: what it gives as JSON, and what it says. Throws what it throws. */
export async function inProcess(
  argv: readonly string[],
  options: Parameters<typeof fakeTerminal>[0] = {},
): Promise<FakeTerminal> {
  const fake = fakeTerminal(options)
  const { command } = createProgram(fake.terminal.words, '0', fake.terminal)
  await command.parseAsync(argv, { from: 'user' })
  return fake
}
