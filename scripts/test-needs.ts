/**
 * What the tests need beyond npm: a Chromium for the browser test, and the data folder with MNIST. Says in one
 * line each what is missing and how to get it. In CI a missing Chromium is installed where that is possible.
 */
import { execFileSync } from 'node:child_process'
import { chromiumPath } from '../tests/support/needs.ts'

const inCi = Boolean(process.env.CI)

if (!chromiumPath() && inCi && process.getuid?.() === 0) {
  execFileSync('apt-get', ['update'], { stdio: 'ignore' })
  execFileSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { stdio: 'ignore' })
}
if (!chromiumPath()) {
  console.warn(
    'SKIPPING the browser test: no Chromium found. Install it (Debian: apt-get install chromium) or set REGIMEN_CHROMIUM to its path.',
  )
}
if (!process.env.REGIMEN_DATA) {
  console.warn(
    'SKIPPING the MNIST tests: set REGIMEN_DATA to a folder that holds mnist/t10k-images-idx3-ubyte.gz and mnist/t10k-labels-idx1-ubyte.gz.',
  )
}
