/** Where in a config's text something stands, for messages. */

const tokens =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|[\w$]+|[^\s\w]/g

/**
 * The line of a field, counted from 1: the least nested place where its name stands before a colon, a comma, a
 * bracket, as object literals, shorthands and methods have it. Comments and texts do not count.
 */
export function lineOfField(source: string, field: string): number | undefined {
  const found = [...source.matchAll(tokens)]
    .map(({ 0: text, index }) => ({ text, index }))
    .filter(({ text }) => !text.startsWith('//') && !text.startsWith('/*'))
  let depth = 0
  let best: { readonly depth: number; readonly index: number } | undefined
  found.forEach(({ text, index }, place) => {
    if ('({['.includes(text)) depth++
    if (')}]'.includes(text)) depth--
    const bare = /^['"]/.test(text) ? text.slice(1, -1) : text
    const [before, after] = [found[place - 1]?.text ?? '', found[place + 1]?.text ?? '']
    const isField = bare === field && '{,'.includes(before) && before !== '' && ':,}('.includes(after)
    if (isField && (best === undefined || depth < best.depth)) best = { depth, index }
  })
  return best && lineAt(source, best.index)
}

function lineAt(source: string, index: number): number {
  return source.slice(0, index).split('\n').length
}

/** The line at which the code of a file threw: the innermost place of the file in the stack. */
export function lineOfError(error: unknown, url: string, file: string): number | undefined {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  for (const name of [url, file]) {
    const at = stack.indexOf(`${name}:`)
    const line = at < 0 ? undefined : /^:(\d+)/.exec(stack.slice(at + name.length))?.[1]
    if (line !== undefined) return Number(line)
  }
  return undefined
}

/** The line of a name that a message has in quotes, where the text has it in quotes too: a module that is missing. */
export function lineOfQuoted(source: string, message: string): number | undefined {
  const named = /'([^']+)'/.exec(message)?.[1]
  const index =
    named === undefined ? -1 : Math.max(source.indexOf(`'${named}'`), source.indexOf(`"${named}"`))
  return index < 0 ? undefined : lineAt(source, index)
}

/** The line at which a text stops being JSON. */
export function lineOfJsonError(source: string): number {
  // What stands before the mistake is JSON that ends too early; with the mistake it is none.
  let [sound, wrong] = [0, source.length]
  while (wrong - sound > 1) {
    const middle = Math.floor((sound + wrong) / 2)
    if (endsTooEarly(source.slice(0, middle))) sound = middle
    else wrong = middle
  }
  return lineAt(source, wrong - 1)
}

function endsTooEarly(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch (error) {
    const message = error instanceof Error ? error.message : ''
    return /end of JSON|Unterminated/.test(message) || reachesEnd(message, text)
  }
}

/** V8 names the position of what it expected; at the end of the text nothing is wrong yet. */
function reachesEnd(message: string, text: string): boolean {
  const position = /position (\d+)/.exec(message)?.[1]
  return position !== undefined && Number(position) >= text.length
}
