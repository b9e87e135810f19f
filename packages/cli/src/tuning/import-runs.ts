/** Brings the folders that `regimen train` has left into the store. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { type RunStore, recordRun, type TrainingControl, type TrainingEvent } from 'regimen'
import { runFiles } from '../training/run-folder.ts'

/** Finished runs in a folder that the store does not have; its name there is that of the run's folder. */
export async function importRuns(folder: string, store: RunStore): Promise<void> {
  if (!existsSync(folder)) return
  const known = new Set((await store.list()).map(({ notes }) => notes.folder))
  for (const name of readdirSync(folder).sort()) {
    const own = path.join(folder, name)
    const files = [runFiles.config, runFiles.events, runFiles.result].map((file) => path.join(own, file))
    if (known.has(own) || !files.every((file) => existsSync(file))) continue
    await importRun(name, own, store)
  }
}

async function importRun(name: string, folder: string, store: RunStore): Promise<void> {
  const config = path.join(folder, runFiles.config)
  const createdAt = statSync(config).mtimeMs
  const taken = (await store.find(name)) !== undefined
  const unique = taken ? folder : name
  const settings: { readonly settings?: Record<string, never> } = JSON.parse(readFileSync(config, 'utf8'))
  const notes = { folder }
  await store.create({
    name: unique,
    createdAt,
    settings: settings.settings ?? {},
    notes,
    tags: [],
    archived: false,
  })
  const recorder = recordRun(store, unique)
  for (const line of readFileSync(path.join(folder, runFiles.events), 'utf8').split('\n')) {
    if (line !== '') await recorder.onEvent?.(JSON.parse(line) as TrainingEvent, noControl)
  }
  await store.saveArtifact(unique, runFiles.result, readFileSync(path.join(folder, runFiles.result)))
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
