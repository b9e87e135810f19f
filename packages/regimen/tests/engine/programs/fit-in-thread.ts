/** A fit on two threads inside a thread of its own: posts the bits of the weights, and how many steps were shared. */
import { parentPort } from 'node:worker_threads'
import { trainTogether } from '../wasm/threads/network.ts'

parentPort?.postMessage(await trainTogether(2))
