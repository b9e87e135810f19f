import { Study } from 'regimen'
import { tpeSampler } from '../../packages/regimen/src/tune/samplers/tpe.ts'
const study = await Study.open({ seed: 5, sampler: tpeSampler({ multivariate: false }) })
await study.optimize((t) => { let s = 0; for (let i = 0; i < 10; i++) s += t.float(`x${i}`, -5.12, 5.12) ** 2; return s }, { trials: 200 })
const tr = await study.trials()
for (const n of [20, 60, 100, 150, 180, 199]) console.log(n, tr[n].values[0].toFixed(2), Object.values(tr[n].parameters).map((x) => Number(x).toFixed(2)).join(' '))
const best = [...tr].sort((a, b) => a.values[0] - b.values[0]).slice(0, 8)
for (const b of best) console.log('best', b.number, b.values[0].toFixed(2), Object.values(b.parameters).map((x) => Number(x).toFixed(2)).join(' '))
