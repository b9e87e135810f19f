/**
 * The words through which a host thread and one of its workers agree on a step without messages. Each
 * worker has a block of its own; the host changes it and the worker answers.
 *
 *     away ──▶ idle ──▶ called ──▶ joined ──▶ running ──▶ idle, or failed
 *      ▲         │         │
 *      └─ mail ◀─┘         └──▶ idle: the worker did not come in time and is not needed any more
 *
 * A worker sleeps on its state, not in its event loop, so messages are announced: `posted` counts those
 * sent, `received` those dealt with, and the state `mail` has an idle worker look at both: it goes to its event loop
 * (`away`) when one is missing. The message may have come before its announcement.
 */

/** Where in the block; those that one side polls while the other writes lie in different cache lines. */
export const words = {
  state: 0,
  posted: 16,
  received: 17,
  plan: 32,
  rank: 33,
  threads: 34,
  /** Characters of the message of a failure, and then the characters. */
  length: 47,
  text: 48,
} as const

const maximumText = 208

/** The first is what a fresh block says. */
export const states = { away: 0, idle: 1, mail: 2, called: 3, joined: 4, running: 5, failed: 6 } as const

export function makeControl(): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer((words.text + maximumText) * Int32Array.BYTES_PER_ELEMENT))
}

/** The message that a worker left with its state `failed`. */
export function failureText(control: Int32Array): string {
  const length = control[words.length] ?? 0
  return String.fromCharCode(...control.subarray(words.text, words.text + length))
}
