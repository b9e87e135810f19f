/** Who is still there: processes of this machine. */
import { hostname } from 'node:os'

/** Where a trial's owner lives. */
export interface Residence {
  readonly host: string
  readonly process: number
  /** The process that looks after it, where there is one: without it, it has nobody to tell. */
  readonly supervisor: number | null
}

export function residenceHere(supervisor: number | null): Residence {
  return { host: hostname(), process: process.pid, supervisor }
}

/** True when a process of this machine is known to be gone; of other machines nothing is known. */
export function isGone({ host, process: id, supervisor }: Residence): boolean {
  if (host !== hostname()) return false
  return !isAlive(id) || (supervisor !== null && !isAlive(supervisor))
}

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0)
    return true
  } catch (error) {
    // It is there, but another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
