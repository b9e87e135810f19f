/** Prints as JSON what `hashes` gives on so many threads: node node.js <threads> */
import * as regimen from '../../packages/regimen/dist/node/index.js'
import { hashes } from './train.js'

console.log(JSON.stringify(await hashes(regimen, Number(process.argv[2]))))
