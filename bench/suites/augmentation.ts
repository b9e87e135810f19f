/** What changing images costs: training steps of W3 with and without, in two processes that take turns every moment. */
import type { AugmentationName } from 'regimen'
import { stepOperations } from '../costs.ts'
import { stepTask } from '../runner/protocol.ts'
import { median, type Row, rowOf } from '../runner/row.ts'
import type { Session } from '../runner/session.ts'
import { isDeclined, System } from '../runner/system.ts'
import { isRegimen, type SystemRow } from '../systems/table.ts'
import { type Workload, workloads } from '../workloads.ts'
import type { Suite } from './suite.ts'

/** Steps of a stretch: short, so that both see the same moods of the machine. */
const count = 10
/** So many stretches of each in a second of measuring. */
const stretchesPerSecond = 10

interface Case {
  readonly name: string
  readonly augment: readonly AugmentationName[]
}

const cases: readonly Case[] = [
  { name: 'moved', augment: ['randomShift', 'randomRotation', 'randomScale'] },
  { name: 'flipped', augment: ['randomFlip'] },
  { name: 'erased', augment: ['randomErasing'] },
  { name: 'noisy', augment: ['inputNoise'] },
  { name: 'elastic', augment: ['elasticDistortion'] },
  { name: 'mixed', augment: ['mixUp'] },
]

export const augmentation: Suite = {
  about:
    'a training step of W3 whose images are changed; ÷ without: median of the ratios of neighbouring stretches',
  takes: isRegimen,
  async run(session) {
    const plain = workloads.find(({ name }) => name === 'W3')
    if (!plain) throw new Error('there is no workload W3')
    const rows: Row[] = []
    const chosen = session.chosen(cases)
    for (const system of session.rows) {
      for (const each of chosen) rows.push(...(await besideWithout(session, system, plain, each)))
    }
    return rows
  },
}

async function besideWithout(
  session: Session,
  row: SystemRow,
  plain: Workload,
  { name, augment }: Case,
): Promise<Row[]> {
  const pair = [new System(row), new System(row)] as const
  const tasks = [plain, { ...plain, augment }].map(stepTask)
  const samples: [number[], number[]] = [[], []]
  try {
    for (const [place, system] of pair.entries()) {
      for (const reply of [await system.start(), await system.open(tasks[place] ?? stepTask(plain))]) {
        if (!isDeclined(reply)) continue
        session.say(`${name} ${row.name}: left out: ${reply.declined}`)
        return []
      }
    }
    const { rounds, milliseconds } = session.settings
    const stretches = Math.max(3, Math.round((rounds * milliseconds * stretchesPerSecond) / 1000))
    for (let stretch = 0; stretch < stretches; stretch++) {
      for (const place of stretch % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
        const measured = await pair[place].measure(count, 1)
        if (isDeclined(measured)) throw new Error(measured.declined)
        samples[place].push(...measured.samples)
      }
    }
  } finally {
    for (const system of pair) await system.stop()
  }
  const [without, changed] = samples
  const ratio = median(changed.map((time, stretch) => time / (without[stretch] ?? Number.NaN)))
  session.say(`${name} ${row.name}: ${ratio.toFixed(3)} of a step without`)
  const operations = stepOperations(plain)
  return [
    rowOf(session.suite, 'without', row.name, without, operations),
    { ...rowOf(session.suite, name, row.name, changed, operations), also: { '÷ without': ratio } },
  ]
}
