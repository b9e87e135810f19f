/** Measures cases: the systems are warmed up, then take turns, round by round. */
import type { Task } from './protocol.ts'
import { type Row, rowOf } from './row.ts'
import type { Session } from './session.ts'
import { isDeclined, type System } from './system.ts'

export interface Case {
  readonly name: string
  readonly task: Task
  /** Another task for some systems, by name: a bound to compare with. */
  readonly instead?: Readonly<Record<string, Task>>
  /** Floating point operations of one repetition. */
  readonly operations: number
}

/** One sample is a stretch of repetitions of about this length, so that pauses of a runtime are in it. */
const stretchMilliseconds = 50

/** A repetition that takes so long is measured in the first round only. */
const slowMilliseconds = 2000

interface Contestant {
  readonly system: System
  /** Repetitions in a stretch. */
  readonly count: number
  readonly stretches: number
  readonly slow: boolean
  readonly samples: number[]
}

export async function measureCases(session: Session, cases: readonly Case[]): Promise<Row[]> {
  const rows: Row[] = []
  for (const each of session.chosen(cases)) rows.push(...(await measureCase(session, each)))
  return rows
}

export interface ContestOptions {
  /** Default: the session's. */
  readonly systems?: readonly System[]
  /** Called while the measured tasks are still open. */
  readonly beforeClosing?: () => Promise<void>
}

/** The contest of one case; systems that do not offer it are left out with a line. */
export async function measureCase(
  session: Session,
  each: Case,
  { systems = session.systems, beforeClosing }: ContestOptions = {},
): Promise<Row[]> {
  const { name, operations } = each
  const contestants = await openAll(session, each, systems)
  for (let round = 0; round < session.settings.rounds; round++) {
    for (const contestant of inTurn(contestants, round)) {
      if (round === 0 || !contestant.slow) await takeTurn(session, name, contestant)
    }
  }
  await beforeClosing?.()
  for (const { system } of contestants) await system.close()
  const rows = contestants
    .filter(({ samples }) => samples.length > 0)
    .map(({ system, samples }) => rowOf(session.suite, name, system.name, samples, operations))
  for (const { system, medianMicroseconds } of rows) {
    session.say(`${name} ${system}: ${medianMicroseconds.toFixed(1)} µs`)
  }
  return rows
}

async function openAll(
  session: Session,
  { name, task, instead }: Case,
  systems: readonly System[],
): Promise<Contestant[]> {
  const contestants: Contestant[] = []
  for (const system of systems) {
    const opened = await system.open(instead?.[system.name] ?? task)
    if (isDeclined(opened)) session.say(`${name} ${system.name}: left out: ${opened.declined}`)
    else contestants.push({ system, samples: [], ...extent(session, opened.warmMicroseconds / 1000) })
  }
  return contestants
}

function extent({ settings: { milliseconds } }: Session, repetitionMilliseconds: number) {
  const stretch = Math.min(stretchMilliseconds, milliseconds)
  const count = Math.max(1, Math.round(stretch / repetitionMilliseconds))
  const stretches = Math.max(1, Math.round(milliseconds / (count * repetitionMilliseconds)))
  return { count, stretches, slow: repetitionMilliseconds > slowMilliseconds }
}

/** Forwards and backwards by turns, so that nobody always follows the same neighbour. */
function inTurn(contestants: readonly Contestant[], round: number): readonly Contestant[] {
  return round % 2 === 0 ? contestants : contestants.toReversed()
}

async function takeTurn(session: Session, name: string, contestant: Contestant): Promise<void> {
  const { system, count, stretches, samples } = contestant
  const measured = await system.measure(count, stretches)
  if (isDeclined(measured)) session.say(`${name} ${system.name}: stopped: ${measured.declined}`)
  else samples.push(...measured.samples)
}
