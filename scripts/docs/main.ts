/** `npm run docs`: the pictures of the guides. */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { allPictures } from './pictures.ts'

const folder = path.join(import.meta.dirname, '..', '..', 'docs', 'pictures')
for (const [name, picture] of await allPictures()) {
  const file = path.join(folder, `${name}.svg`)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, picture)
}
