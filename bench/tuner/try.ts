import { readFileSync } from 'node:fs'
import { Study, randomSampler } from 'regimen'
import { tpeSampler } from '../../packages/regimen/src/tune/samplers/tpe.ts'
import { functions } from './functions.ts'
const baseline = JSON.parse(readFileSync('/work/shared/peers/optuna.json', 'utf8'))
const which = process.argv[2] ?? 'tpe'
const seeds = Number(process.argv[3] ?? 10)
const only = process.argv[4]?.split(',')
const make: any = { random: () => randomSampler(), tpe: () => tpeSampler(), tpeu: () => tpeSampler({ multivariate: false }) }[which]
const peer = which.startsWith('tpe') ? 'tpe' : which
const pooled: number[] = []
for (const [name, f] of Object.entries(functions)) {
  if (only && !only.includes(name)) continue
  const theirs = baseline.best[name]?.[peer]
  if (!theirs) continue
  const ours: number[][] = []
  for (let seed = 0; seed < seeds; seed++) {
    const study = await Study.open({ seed: seed + 1000, sampler: make() })
    let best = Infinity
    const row: number[] = []
    await study.optimize(f, { trials: 200, onTrial: ({ number, values }) => { best = Math.min(best, values[0] ?? Infinity); if ([25, 50, 100, 200].includes(number + 1)) row.push(best) } })
    ours.push(row)
  }
  const p = [0, 1, 2, 3].map((b) => {
    let wins = 0
    for (const o of ours) for (const t of theirs) wins += o[b] < t[b] ? 1 : o[b] === t[b] ? 0.5 : 0
    return wins / ours.length / theirs.length
  })
  pooled.push(...p)
  const med = (rows: number[][], b: number) => rows.map((r) => r[b]).sort((x, y) => x - y)[rows.length >> 1]
  console.log(name.padEnd(12), p.map((x) => x.toFixed(2)).join(' '), ' ours', [1, 3].map((b) => med(ours, b).toPrecision(3)).join(' '), 'theirs', [1, 3].map((b) => med(theirs, b).toPrecision(3)).join(' '))
}
console.log('pooled', (pooled.reduce((a, b) => a + b, 0) / pooled.length).toFixed(3))
