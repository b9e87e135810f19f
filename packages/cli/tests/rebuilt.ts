/** Runs the lines of code that a report shows. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** The code in a report, as it was before it became markup. */
export function codeIn(html: string): string {
  const [, escaped = ''] = /<pre class="code">(.*?)<\/pre>/s.exec(html) ?? []
  const entities = { '&#39;': "'", '&quot;': '"', '&gt;': '>', '&lt;': '<', '&amp;': '&' }
  return Object.entries(entities).reduce((text, [entity, sign]) => text.replaceAll(entity, sign), escaped)
}

/** Lines that are not empty. */
export function linesOf(code: string): number {
  return code.split('\n').filter((line) => line.trim() !== '').length
}

/** What the last line prints, as JSON. */
export async function runCode(code: string): Promise<unknown> {
  // Inside the project, so that its packages are found.
  const folder = mkdtempSync(path.join(import.meta.dirname, '.rebuilt-'))
  try {
    const file = path.join(folder, 'rebuilt.mts')
    writeFileSync(file, code.replace(/console\.log\((.*)\)$/, 'console.log(JSON.stringify($1))'))
    const { stdout } = await execute(process.execPath, ['--conditions=regimen-source', file])
    return JSON.parse(stdout)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
