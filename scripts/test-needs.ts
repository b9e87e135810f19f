/**
 * What the tests need beyond npm: a Chromium for the browser test, a BLAS for the native backend, Node 22 and 24 beside
 * the one at hand, and the data folder with MNIST, Omniglot and the UCI tables. Says in one line each what is missing and
 * how to get it. In CI a missing Chromium or BLAS is installed where that is possible; what is still missing then fails
 * its tests.
 */
import { execFileSync } from 'node:child_process'
import { findBlas } from '../packages/node/src/native/find-blas.ts'
import { chromiumPath, dataFolder, otherNode } from '../tests/support/needs.ts'

const mayInstall = Boolean(process.env.CI) && process.getuid?.() === 0
const blasMissing = () => !('blas' in findBlas())

function install(debianPackage: string): void {
  execFileSync('apt-get', ['update'], { stdio: 'ignore' })
  execFileSync('apt-get', ['install', '-y', '--no-install-recommends', debianPackage], { stdio: 'ignore' })
}

if (mayInstall && !chromiumPath()) install('chromium')
if (mayInstall && blasMissing()) install('libopenblas0')
if (!chromiumPath()) {
  console.warn(
    'SKIPPING the browser test: no Chromium found. Install it (Debian: apt-get install chromium) or set REGIMEN_CHROMIUM to its path.',
  )
}
if (blasMissing()) {
  console.warn(
    'SKIPPING the tests of the native backend: no BLAS found. Install OpenBLAS (Debian: apt-get install libopenblas0) or set REGIMEN_BLAS to its path.',
  )
}
if (!otherNode(22) || !otherNode(24)) {
  console.warn(
    'SKIPPING the tests of equal bits on Node 22 and 24: their packages are for Linux on x64. There, npm ci installs them.',
  )
}

const dataFiles = {
  mnist: ['t10k-images-idx3-ubyte.gz', 't10k-labels-idx1-ubyte.gz'],
  omniglot: ['images_background_small1.zip', 'images_background_small2.zip'],
  uci: ['digits.csv.gz', 'iris.csv'],
}
for (const [folder, files] of Object.entries(dataFiles)) {
  if (dataFolder(folder)) continue
  const wanted = files.map((file) => `${folder}/${file}`).join(' and ')
  console.warn(`SKIPPING the tests that read ${folder}: set REGIMEN_DATA to a folder that holds ${wanted}.`)
}
