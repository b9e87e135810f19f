/**
 * The threads' own code. Node has it from the start (`node.ts` brings it); elsewhere it is fetched when the first
 * plan asks for it, which only cross-origin isolated pages do. Until it is there, the calling thread runs alone.
 */
type Threading = typeof import('./together.ts')

let brought: Threading | undefined
let isAskedFor = false

export function bringThreads(threading: Threading): void {
  brought = threading
}

/** `undefined` as long as it is not there. Where it cannot be fetched, it never is. */
export function broughtThreads(): Threading | undefined {
  if (!brought && !isAskedFor) {
    isAskedFor = true
    import('./together.ts').then(bringThreads, () => undefined)
  }
  return brought
}
