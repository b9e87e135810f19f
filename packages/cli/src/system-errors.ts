/** What the operating system refuses, said for people. */
import { RegimenError } from 'regimen'
import { CliError, failure } from './errors.ts'
import type { Dictionary } from './i18n/index.ts'

type WriteProblem = keyof Dictionary['writeProblems']

const problems: Readonly<Record<string, WriteProblem>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EFBIG: 'tooLarge',
  EACCES: 'forbidden',
  EPERM: 'forbidden',
  EROFS: 'readOnly',
  ENOENT: 'impossible',
  ENOTDIR: 'notFolder',
  EEXIST: 'notFolder',
  EISDIR: 'isFolder',
  ENAMETOOLONG: 'longName',
}

/** The error as one of the command's own where its cause is known; else unchanged. */
export function writeFailure(file: string, error: unknown): unknown {
  if (error instanceof CliError || error instanceof RegimenError) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const problem = problems[code]
  return problem === undefined ? error : failure('cannot-write', { file, problem })
}

/** An error that came without its file's name, from the innermost call. */
export function systemFailure(error: unknown): unknown {
  if (!(error instanceof Error) || !('path' in error) || typeof error.path !== 'string') return error
  return writeFailure(error.path, error)
}
