/** Brings the folders that `regimen train` has left into the store. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { SqliteRunStore } from '@regimen/node'
import { type RunStore, recordRun, type TrainingControl, type TrainingEvent } from 'regimen'
import type { Terminal } from '../terminal/terminal.ts'
import { makeFolders, runFiles } from '../training/run-folder.ts'

/** Finished runs in a folder that the store does not have; its name there is that of the run's folder. */
export async function importRuns(folder: string, store: RunStore): Promise<void> {
  if (!existsSync(folder)) return
  const known = new Set((await store.list()).map(({ notes }) => path.resolve(notes.folder ?? '')))
  for (const name of readdirSync(folder).sort()) {
    const own = path.join(folder, name)
    const files = [runFiles.config, runFiles.events, runFiles.result].map((file) => path.join(own, file))
    if (known.has(path.resolve(own)) || !files.every((file) => existsSync(file))) continue
    await importRun(own, store)
  }
}

/**
 * Keeps a run that has just ended, wherever its folder is. The run is whole without it: where the store cannot be
 * written, that is said and nothing else happens.
 */
export async function keepRun(folder: string, file: string, { note, words }: Terminal): Promise<void> {
  try {
    makeFolders(path.dirname(path.resolve(file)))
    const store = new SqliteRunStore(file)
    try {
      await importRun(folder, store)
    } finally {
      store.close()
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    note(words.train.notKept({ file, reason: reason.replaceAll(/\s*\n\s*/g, ' ') }))
  }
}

async function importRun(folder: string, store: RunStore): Promise<void> {
  const config = path.join(folder, runFiles.config)
  const createdAt = statSync(config).mtimeMs
  const name = await freeName(path.basename(path.resolve(folder)), store)
  const settings: { readonly settings?: Record<string, never> } = JSON.parse(readFileSync(config, 'utf8'))
  const notes = { folder: path.resolve(folder) }
  await store.create({
    name,
    createdAt,
    settings: settings.settings ?? {},
    notes,
    tags: [],
    archived: false,
  })
  const recorder = recordRun(store, name)
  for (const line of readFileSync(path.join(folder, runFiles.events), 'utf8').split('\n')) {
    if (line !== '') await recorder.onEvent?.(JSON.parse(line) as TrainingEvent, noControl)
  }
  await store.saveArtifact(name, runFiles.result, readFileSync(path.join(folder, runFiles.result)))
}

/** The name, or with a number behind it: a folder may have been used before. */
async function freeName(name: string, store: RunStore): Promise<string> {
  const taken = new Set((await store.list()).map((run) => run.name))
  let free = name
  for (let count = 2; taken.has(free); count++) free = `${name}-${count}`
  return free
}

const refuse = () => {
  throw new Error('a run of the past cannot be steered')
}
const noControl: TrainingControl = {
  stop: refuse,
  readState: refuse,
  writeState: refuse,
  checkpoint: refuse,
  subject: refuse,
  better: refuse,
  emit: refuse,
}
