/** `npm run docs`: the pictures of the guides, and the part of each guide that is made of rows. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { techniques } from 'regimen'
import { docs, guideFile, guideNames, guideText, languages, wordsOf } from './guides.ts'
import { pictureFamilies } from './pictures.ts'

/** Default: all. `npm run docs -- layers data` draws those alone. */
const chosen = process.argv.slice(2)
for (const [family, draw] of Object.entries(pictureFamilies)) {
  if (chosen.length > 0 && !chosen.includes(family)) continue
  const folder = path.join(docs, 'pictures', family)
  rmSync(folder, { recursive: true, force: true })
  for (const [name, picture] of await draw()) {
    const file = path.join(docs, 'pictures', `${name}.svg`)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, picture)
  }
}

for (const guide of guideNames) {
  for (const language of languages) writeFileSync(guideFile(guide, language), guideText(guide, language))
}

const silent = techniques.filter((technique) => !wordsOf(technique))
if (silent.length > 0) {
  const names = silent.map(({ kind, name }) => `${kind} ${name}`)
  console.error(`Nothing is said about ${names.join(', ')}: see scripts/docs/words.`)
  process.exitCode = 1
}
