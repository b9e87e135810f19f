/** `npm run bench -- <suite>`: Regimen and other systems side by side. */
import { cpus } from 'node:os'
import { type CommandLine, readCommandLine, UsageError, usage } from './runner/command-line.ts'
import { installPeers } from './runner/peers.ts'
import { formatTable } from './runner/report.ts'
import { Session } from './runner/session.ts'
import type { Suite } from './suites/suite.ts'
import { suites } from './suites/table.ts'
import { type SystemRow, systems } from './systems/table.ts'

async function main(): Promise<void> {
  const command = readCommandLine(process.argv.slice(2))
  const suite = Object.hasOwn(suites, command.suite) ? suites[command.suite] : undefined
  if (!suite) throw new UsageError(`there is no suite ${command.suite}`)
  const rows = chosenSystems(suite, command)
  const session = new Session(command.suite, rows, command)
  const processors = cpus()
  session.say(`${processors.length} × ${processors[0]?.model.trim()}, Node ${process.version}`)
  if (rows.some(({ peer }) => peer)) installPeers((line) => session.say(line))
  try {
    const measured = await suite.run(session)
    print(suite, measured, command.json)
    judge(suite, measured, command.json)
  } finally {
    await session.stop()
  }
}

function chosenSystems(suite: Suite, { only, suite: name }: CommandLine): readonly SystemRow[] {
  const offered = systems.filter((row) => suite.takes(row.name))
  const unknown = only?.find((wanted) => offered.every((row) => row.name !== wanted))
  if (unknown !== undefined) {
    const known = offered.map((row) => row.name).join(', ')
    throw new UsageError(`the suite ${name} measures no system ${unknown}; it measures ${known}`)
  }
  return offered.filter((row) => only?.includes(row.name) ?? true)
}

function print(suite: Suite, rows: Awaited<ReturnType<Suite['run']>>, json: boolean): void {
  if (json) {
    console.log(JSON.stringify(rows, null, 2))
    return
  }
  console.log(`\n${suite.about}\n\n${formatTable(rows)}`)
  const notes = suite.notes?.(rows) ?? []
  if (notes.length > 0) console.log(`\n${notes.join('\n')}`)
}

/** Beside the rows, so that JSON stays JSON. */
function judge(suite: Suite, rows: Awaited<ReturnType<Suite['run']>>, json: boolean): void {
  const verdicts = suite.verdicts?.(rows) ?? []
  if (verdicts.length === 0) return
  const lines = verdicts.map(({ met, line }) => `${met ? 'pass' : 'FAIL'}  ${line}`).join('\n')
  if (json) console.error(lines)
  else console.log(`\n${lines}`)
  if (verdicts.some(({ met }) => !met)) process.exitCode = 1
}

try {
  await main()
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  const list = Object.entries(suites).map(([name, { about }]) => `  ${name.padEnd(18)}${about}`)
  console.error(`${error.message}\n\n${usage}\n\nSuites:\n${list.join('\n')}`)
  process.exitCode = 2
}
