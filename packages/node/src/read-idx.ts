/** IDX files on disk. */
import { type IdxFile, parseIdx } from 'regimen'
import { readBytes } from './read-bytes.ts'

/**
 * Reads an IDX file, gzip or not.
 *
 * @throws RegimenError `file-missing`, `file-unreadable`, `file-corrupt-gzip`, `idx-bad-magic`, `idx-length`
 */
export async function readIdx(file: string): Promise<IdxFile> {
  return parseIdx(await readBytes(file), file)
}
