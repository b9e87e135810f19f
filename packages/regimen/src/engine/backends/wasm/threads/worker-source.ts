/**
 * The program of a worker thread, as text: self-contained, so that it starts from a string in Node and from
 * a Blob in browsers, whatever a bundler did to the library. It keeps plans by number, sleeps on its state
 * (see control.ts) and runs its share of a plan when the host says so.
 */
import type { ExternalProduct } from '../external-product.ts'
import { barrierWords } from './barrier-words.ts'
import { states, words } from './control.ts'

/**
 * For so long a worker looks at its state before it sleeps: between two steps of a training run the host
 * prepares a batch, and waking a sleeping thread takes some 50 microseconds.
 */
const spinMilliseconds = 0.4

/** What the host sends: first the control block, then plans and their release. */
export type WorkerMessage =
  | { readonly control: Int32Array<SharedArrayBuffer> }
  | {
      readonly number: number
      readonly module: WebAssembly.Module
      readonly memory: WebAssembly.Memory
      readonly product?: ExternalProduct['worker']
    }
  | { readonly release: number }

/**
 * In scope must be `listen(handle)`, which calls `handle` with the content of each message, and `atExit(handle)`, which
 * calls it when the thread ends by itself, whatever it is doing.
 */
export const workerSource = `
const words = ${JSON.stringify(words)}
const states = ${JSON.stringify(states)}
const barrier = ${JSON.stringify(barrierWords)}
const plans = new Map()
let control
let earlier = Promise.resolve()
// What this thread owes the others, while it computes.
let share

// The host sees only after the step that a thread has ended: it may be waiting for just that one.
atExit(() => {
  if (share) giveUp('it has ended')
})

// One after the other, also where one has to wait for a module. A failure ends the thread.
listen((message) => {
  earlier = earlier.then(() => receive(message)).catch(fail)
})

// Browsers do not report what a promise is rejected with.
function fail(error) {
  setTimeout(() => {
    throw error
  })
}

async function receive(message) {
  if (message.control) control = message.control
  else if (message.module) plans.set(message.number, await prepare(message))
  else plans.delete(message.release)
  Atomics.add(control, words.received, 1)
  serve()
}

async function prepare({ module, memory, product }) {
  const engine = { memory, attend() {} }
  if (product) engine.product = (await import(product.module)).connect(product.settings)(memory)
  const { run } = new WebAssembly.Instance(module, { engine }).exports
  return { run, barrierBlock: new Int32Array(memory.buffer, 0, ${barrierWords.size}) }
}

// Returns to the event loop when messages wait there.
function serve() {
  become(states.idle)
  for (;;) {
    const mail = Atomics.load(control, words.posted) !== Atomics.load(control, words.received)
    if (mail && change(states.idle, states.away)) return
    if (leave(states.idle) === states.mail) {
      // It may have been dealt with meanwhile: whoever went for it then would wait for mail that never comes.
      become(states.idle)
      continue
    }
    if (!change(states.called, states.joined)) continue
    Atomics.notify(control, words.state)
    if (leave(states.joined) === states.running) take()
  }
}

function take() {
  const { run, barrierBlock } = plans.get(control[words.plan])
  share = { rank: control[words.rank], barrierBlock }
  try {
    run(share.rank, control[words.threads])
    become(states.idle)
    Atomics.notify(control, words.state)
  } catch (error) {
    giveUp(String(error))
  }
  share = undefined
  if (Atomics.load(control, words.state) === states.failed) leave(states.failed)
}

// Frees those who wait for this thread: they find the culprit's mark and stop, too.
function giveUp(reason) {
  const { rank, barrierBlock } = share
  Atomics.compareExchange(barrierBlock, barrier.poison, 0, rank + 1)
  Atomics.add(barrierBlock, barrier.phase, 1)
  Atomics.notify(barrierBlock, barrier.phase)
  report(reason)
  become(states.failed)
  Atomics.notify(control, words.state)
}

function report(text) {
  const length = Math.min(text.length, control.length - words.text)
  for (let index = 0; index < length; index++) control[words.text + index] = text.charCodeAt(index)
  control[words.length] = length
}

function become(state) {
  Atomics.store(control, words.state, state)
}

function change(from, to) {
  return Atomics.compareExchange(control, words.state, from, to) === from
}

// The state that follows this one.
function leave(state) {
  const end = performance.now() + ${spinMilliseconds}
  do {
    for (let round = 0; round < 64; round++) {
      const next = Atomics.load(control, words.state)
      if (next !== state) return next
    }
  } while (performance.now() < end)
  for (;;) {
    const next = Atomics.load(control, words.state)
    if (next !== state) return next
    Atomics.wait(control, words.state, state)
  }
}
`
