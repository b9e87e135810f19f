/** A folder for finished results: its files appear together at the end, or not at all. */
import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { usageError } from '../errors.ts'
import { makeFolders, writeWhole } from '../training/run-folder.ts'

const ownFiles: readonly string[] = ['compare.json', 'compare.svg', 'compare.html']

export class ResultFolder {
  readonly path: string

  /** Checks the folder before the work begins. @throws CliError `out-not-empty` */
  constructor(folder: string, force: boolean) {
    const names = existsSync(folder) ? readdirSync(folder) : []
    if (!force && names.some((name) => !ownFiles.includes(name)))
      throw usageError('out-not-empty', { folder })
    this.path = folder
  }

  /** @throws CliError `cannot-write`; what was written before is removed */
  async write(files: Readonly<Record<string, string>>): Promise<void> {
    const made = makeFolders(this.path)
    const written: string[] = []
    try {
      for (const [name, content] of Object.entries(files)) {
        const file = path.join(this.path, name)
        await writeWhole(file, content)
        written.push(file)
      }
    } catch (error) {
      for (const file of written) rmSync(file, { force: true })
      for (const folder of made) rmdirSync(folder)
      throw error
    }
  }
}
