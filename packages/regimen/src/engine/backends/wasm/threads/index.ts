/** The threads themselves: what a program carries only where it can have any. */
export { threadPool } from './pool.ts'
export { Team } from './team.ts'
