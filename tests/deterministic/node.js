/** Prints as JSON what `hashes` gives on so many threads: node node.js <threads> <names as JSON> */
import * as regimen from '../../packages/regimen/dist/node/index.js'
import { hashes } from './train.js'

const [threads, names] = process.argv.slice(2)
console.log(JSON.stringify(await hashes(regimen, Number(threads), JSON.parse(names))))
