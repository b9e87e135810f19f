/** How many threads a backend uses. */
import { RegimenError } from '../../../../errors.ts'
import { environmentVariable } from '../environment.ts'
import { sharingPossible } from './sharing.ts'

/** A number of threads, the calling one included, or as many as there are cores, up to eight. */
export type Threads = number | 'auto'

/** Beyond these, the steps of the networks that run here are too short to be split further. */
const mostByItself = 8
const most = 64

/**
 * 1 where threads cannot share memory. The environment variable REGIMEN_THREADS, where there is one, says
 * what 'auto' means.
 * @throws RegimenError `bad-attribute` for what is not a whole number from 1 to 64.
 */
export function threadCount(requested: Threads): number {
  const asked = requested === 'auto' ? (fromEnvironment() ?? requested) : requested
  const count = asked === 'auto' ? Math.min(cores(), mostByItself) : asked
  if (!Number.isInteger(count) || count < 1 || count > most) {
    throw new RegimenError('bad-attribute', {
      operation: 'wasm backend',
      attribute: 'threads',
      value: String(count),
      expected: `a whole number from 1 to ${most}, or "auto"`,
    })
  }
  return sharingPossible() ? count : 1
}

function fromEnvironment(): Threads | undefined {
  const text = environmentVariable('REGIMEN_THREADS')
  return text === undefined || text === 'auto' ? text : Number(text)
}

/** Of the machine, as far as it tells; 1 where it does not. */
export function cores(): number {
  return typeof navigator === 'undefined' ? 1 : (navigator.hardwareConcurrency ?? 1)
}
