/** Choosing parameters by their paths. */

/**
 * Paths of parameters, or of the layers that hold them; `*` stands for any characters. `layers.0` is all of
 * that layer, `*.bias` every bias. A function of the path does the same in code.
 */
export type PathSelection = readonly string[] | ((path: string) => boolean)

/** A selection as a function of the path. */
export function selects(selection: PathSelection): (path: string) => boolean {
  if (typeof selection === 'function') return selection
  const patterns = selection.map(toPattern)
  return (path) => patterns.some((pattern) => pattern.test(path))
}

function toPattern(text: string): RegExp {
  const escaped = text.replace(/[\\^$.+?()[\]{}|]/g, String.raw`\$&`).replaceAll('*', '.*')
  return new RegExp(`^${escaped}(\\..*)?$`)
}

/** @internal */
export function isPathSelection(value: unknown): value is PathSelection {
  return (
    typeof value === 'function' || (Array.isArray(value) && value.every((path) => typeof path === 'string'))
  )
}
