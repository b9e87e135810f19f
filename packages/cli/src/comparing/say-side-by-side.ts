/** A comparison on the terminal. */
import { formatRecords } from '../terminal/table.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { wrap } from '../terminal/width.ts'
import type { SideBySide } from './side-by-side.ts'
import { measureCells, settingCells } from './side-by-side-words.ts'

/** Three tables below each other, as far as there is something in them. */
export function formatSideBySide(
  { names, measures, settings, found }: SideBySide,
  { words, columns, paint }: Pick<Terminal, 'words' | 'columns' | 'paint'>,
): string {
  const { compared } = words.tuning
  const table = (title: string, rows: readonly (readonly string[])[]) => [
    paint.bold(title),
    formatRecords(['', ...names], rows, columns),
    '',
  ]
  const marked = measures.some(({ best }) => best.length > 0)
  const lines = [
    ...(measures.length > 0 ? table(compared.measures, measureCells(measures, names, words)) : []),
    ...(marked ? [...wrap(compared.best, columns), ''] : []),
    ...(found.length > 0 ? table(compared.found, settingCells(found)) : []),
    ...(settings.length > 0
      ? table(compared.settings, settingCells(settings))
      : wrap(compared.same, columns)),
  ]
  return lines.join('\n').trimEnd()
}
