/** `npm run docs`: the pictures of the guides, and the part of each guide that is made of the techniques' rows. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { docs, guideFile, guideNames, guideText, languages, techniquesOf, wordsOf } from './guides.ts'
import { allPictures } from './pictures.ts'

const folder = path.join(docs, 'pictures')
rmSync(folder, { recursive: true, force: true })
for (const [name, picture] of await allPictures()) {
  const file = path.join(folder, `${name}.svg`)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, picture)
}

for (const guide of [...guideNames, 'other'] as const) {
  for (const language of languages) writeFileSync(guideFile(guide, language), guideText(guide, language))
}

const silent = guideNames.flatMap((guide) => techniquesOf(guide).filter((technique) => !wordsOf(technique)))
if (silent.length > 0) {
  const names = silent.map(({ kind, name }) => `${kind} ${name}`)
  console.error(`Nothing is said about ${names.join(', ')}: see scripts/docs/words.`)
  process.exitCode = 1
}
