/** Work in small pieces, for those who have something more urgent to do in between. */

/** Each `next` is a piece; the last one gives the result. */
export type Gradually<T> = Generator<undefined, T, undefined>

/** All at once. */
export function finish<T>(work: Gradually<T>): T {
  for (;;) {
    const piece = work.next()
    if (piece.done) return piece.value
  }
}
