/** A config file read, run and checked; every mistake in it is told with file and line. */
import { createHash } from 'node:crypto'
import { registerHooks } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { readBytes } from '@regimen/node'
import { nearestName, RegimenError } from 'regimen'
import { type CliError, failure } from '../errors.ts'
import { configFields, isRecord } from './config-fields.ts'
import type { TrainConfig } from './define-config.ts'
import { lineOfError, lineOfField, lineOfJsonError, lineOfQuoted } from './locate.ts'

/** A config with what is needed to talk about it. */
export interface LoadedConfig {
  readonly config: TrainConfig
  /** As it was given. */
  readonly file: string
  /** SHA-256 of the file: a resumed run must find the same. */
  readonly digest: string
  /** What goes wrong in functions of the config, said of its file. @returns `undefined` for other errors. */
  blame(error: unknown, field: keyof TrainConfig): CliError | undefined
}

/** What the name of a config file ends in. */
export const configEndings: readonly string[] = ['.ts', '.mts', '.js', '.mjs', '.json']

/**
 * Reads a config: TypeScript and JavaScript export it by default, JSON holds it.
 * @throws CliError `config-ending`, `config-broken`, `config-field`, `config-unknown-field`, `config-export`;
 * RegimenError `file-missing`, `file-unreadable`
 */
export async function loadConfig(file: string): Promise<LoadedConfig> {
  const ending = path.extname(file).toLowerCase()
  if (!configEndings.includes(ending)) throw failure('config-ending', { file, choices: configEndings })
  const bytes = await readBytes(file)
  const source = new TextDecoder().decode(bytes)
  const url = pathToFileURL(path.resolve(file)).href
  const broken = (error: unknown, line: number | undefined) =>
    failure('config-broken', { file: placed(file, line), reason: reasonOf(error) })
  const value = ending === '.json' ? parseJson(source, broken) : await runModule(url, file, source, broken)
  return {
    config: check(value, source, file),
    file,
    digest: createHash('sha256').update(bytes).digest('hex'),
    blame: (error, field) => {
      const inside = lineOfError(error, url, path.resolve(file))
      const about = inside ?? (error instanceof RegimenError ? lineOfField(source, field) : undefined)
      return about === undefined ? undefined : broken(error, about)
    },
  }
}

type Broken = (error: unknown, line: number | undefined) => CliError

function parseJson(source: string, broken: Broken): unknown {
  try {
    return JSON.parse(source)
  } catch (error) {
    throw broken(error, lineOfJsonError(source))
  }
}

async function runModule(url: string, file: string, source: string, broken: Broken): Promise<unknown> {
  const hooks = registerHooks({
    // The config's library must be the command's own: it may lie where none is installed, or another one.
    resolve: (specifier, context, next) =>
      /^(@regimen\/(node|cli)|regimen(\/datasets)?)$/.test(specifier)
        ? next(specifier, { ...context, parentURL: import.meta.url })
        : next(specifier, context),
  })
  try {
    const loaded: unknown = await import(url)
    if (isRecord(loaded) && 'default' in loaded) return loaded.default
  } catch (error) {
    const line = lineOfError(error, url, path.resolve(file)) ?? lineOfQuoted(source, reasonOf(error))
    throw broken(error, line)
  } finally {
    hooks.deregister()
  }
  throw failure('config-export', { file })
}

/** Every value here has been looked at, so the type holds. */
function isConfig(
  value: Readonly<Record<string, unknown>>,
): value is Readonly<Record<string, unknown>> & TrainConfig {
  return Object.entries(configFields).every(
    ([name, { holds }]) => value[name] === undefined || holds(value[name]),
  )
}

function check(value: unknown, source: string, file: string): TrainConfig {
  if (!isRecord(value) || Object.keys(value).length === 0) throw failure('config-export', { file })
  const known = Object.keys(configFields)
  const unknown = Object.keys(value).find((name) => !known.includes(name))
  if (unknown !== undefined) {
    const nearest = nearestName(unknown, known)
    const place = placed(file, lineOfField(source, unknown))
    throw failure('config-unknown-field', { file: place, field: unknown, nearest, choices: known })
  }
  if (isConfig(value)) return value
  for (const [name, { expected, holds, names = [] }] of Object.entries(configFields)) {
    const given = value[name]
    if (given === undefined || holds(given)) continue
    throw failure('config-field', {
      file: placed(file, lineOfField(source, name)),
      field: name,
      value: show(given),
      expected,
      nearest: nearestOf(given, names),
    })
  }
  throw failure('config-export', { file })
}

/** Of a text that is none of the names, or of the first one in a list. */
function nearestOf(given: unknown, names: readonly string[]): string | undefined {
  const items: readonly unknown[] = Array.isArray(given) ? given : [given]
  const texts = items.map((item) => (isRecord(item) ? item.name : item))
  const wrong = texts.find((text) => typeof text === 'string' && !names.includes(text))
  return typeof wrong === 'string' ? nearestName(wrong, names) : undefined
}

const placed = (file: string, line: number | undefined) => (line === undefined ? file : `${file}:${line}`)

/** The first sentence: what follows in Node's messages are hints for programmers of modules. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.replaceAll(/\s*\n\s*/g, ' ').replace(/\.$/, '')
}

function show(value: unknown): string {
  const text = typeof value === 'function' ? 'a function' : (JSON.stringify(value) ?? String(value))
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
