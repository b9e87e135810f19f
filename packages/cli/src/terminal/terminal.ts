/** Where the command's words go: results to stdout, progress and notes to stderr, JSON alone on stdout. */
import pc from 'picocolors'
import type { Dictionary, Language } from '../i18n/index.ts'

export type Paint = ReturnType<typeof pc.createColors>

export interface Terminal {
  readonly language: Language
  readonly words: Dictionary
  readonly json: boolean
  /** A person watches stderr: lines may be rewritten. */
  readonly interactive: boolean
  /** Columns of the terminal; 100 where there is none. */
  readonly columns: number
  readonly paint: Paint
  /** For the reader: stdout, or stderr where stdout belongs to JSON. */
  say(text: string): void
  /** Progress and remarks: always stderr. */
  note(text: string): void
  /** Raw, to stderr: for lines that are rewritten. */
  rewrite(text: string): void
  /** The result: as JSON, or in words. */
  result(value: unknown, text: string): void
}

const [narrowest, widest] = [60, 200]

export function createTerminal(language: Language, words: Dictionary, json: boolean): Terminal {
  const { stdout, stderr } = process
  const colored = pc.isColorSupported && Boolean(json ? stderr.isTTY : stdout.isTTY)
  const columns = stdout.columns ?? stderr.columns ?? 100
  const out = (text: string) => void stdout.write(`${text}\n`)
  const note = (text: string) => void stderr.write(`${text}\n`)
  const say = json ? note : out
  return {
    language,
    words,
    json,
    interactive: Boolean(stderr.isTTY) && process.env.TERM !== 'dumb',
    columns: Math.min(widest, Math.max(narrowest, columns)),
    paint: pc.createColors(colored || Boolean(process.env.FORCE_COLOR)),
    say,
    note,
    rewrite: (text) => void stderr.write(text),
    result: (value, text) => (json ? out(JSON.stringify(value, null, 2)) : out(text)),
  }
}
