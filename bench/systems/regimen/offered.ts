/** Functions that a library may or may not have, looked up by name. */

export type UnknownFunction = (...parameters: readonly unknown[]) => unknown

/** @param from a module's namespace. */
export function functionNamed(from: object, name: string): UnknownFunction | undefined {
  const found: unknown = Reflect.get(from, name)
  if (typeof found !== 'function') return undefined
  return (...parameters) => Reflect.apply(found, undefined, parameters)
}
