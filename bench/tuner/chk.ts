import { normalCdf, normalQuantile } from '../../packages/regimen/src/tune/samplers/normal-distribution.ts'
import { ParzenEstimator } from '../../packages/regimen/src/tune/samplers/parzen.ts'
import { float } from 'regimen'
for (const x of [-30,-5,-3.01,-2.99,-1,0,0.5,2,4]) console.log(x, normalCdf(x), normalQuantile(normalCdf(x)))
const e = new ParzenEstimator([float(-5,10)], [[1,2,9.5]], { weights: Float64Array.of(1,1,1), bandwidths: () => Float64Array.of(.1,.2,.05) })
let s = 0; for (let i = 0; i < 10000; i++) s += Math.exp(e.logDensity([-5 + 15*(i+.5)/10000]))/10000
console.log('integral', s)
const hist = new Array(10).fill(0), want = new Array(10).fill(0)
for (let i = 0; i < 100000; i++) { const [v] = e.draw(Float64Array.of(Math.random(), Math.random())); hist[Math.min(9, Math.floor((Number(v)+5)/1.5))]++ }
for (let i = 0; i < 10000; i++) want[Math.floor(i/1000)] += Math.exp(e.logDensity([-5 + 15*(i+.5)/10000]))/10000
console.log(hist.map(h=>(h/100000).toFixed(3)).join(' ')); console.log(want.map(h=>h.toFixed(3)).join(' '))
