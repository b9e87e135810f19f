import { Study } from 'regimen'
import { tpeSampler } from '../../packages/regimen/src/tune/samplers/tpe.ts'
const out = []
for (let seed = 0; seed < 16; seed++) {
const study = await Study.open({ seed: seed + (process.argv[2] ? 1000 : 0), sampler: tpeSampler({ multivariate: false }) })
await study.optimize((t) => { let s = 0; for (let i = 0; i < 10; i++) s += t.float(`x${i}`, -5.12, 5.12) ** 2; return s }, { trials: 200 })
out.push((await study.best())!.values[0]!)
}
console.log(out.map((x) => x.toFixed(2)).join(' '))
