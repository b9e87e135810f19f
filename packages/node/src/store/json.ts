/** JSON that keeps NaN and the infinities. */

const marked = '#number'

/** `NaN` becomes `{"#number":"NaN"}`. */
export function encodeJson(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'number' && !Number.isFinite(each) ? { [marked]: String(each) } : each,
  )
}

/** What was encoded was of the type that is asked for: the store reads nothing else than what it has written. */
export function decodeJson<T>(text: string): T {
  return JSON.parse(text, (_, each: unknown) =>
    typeof each === 'object' && each !== null && marked in each ? Number(each[marked]) : each,
  )
}
