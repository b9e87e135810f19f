/** The `regimen` command. */
import { readFileSync } from 'node:fs'
import { run } from './run.ts'

// A reader such as `head` that closes the pipe early is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if ('code' in error && error.code === 'EPIPE') process.exit(0)
    throw error
  })
}

const manifest: { version: string } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
)

process.exitCode = await run(process.argv.slice(2), manifest.version)
