#!/usr/bin/env node
// Plain JavaScript of 2020, so that an old Node can still say what is wrong.
const needed = [22, 18]
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < needed[0] || (major === needed[0] && minor < needed[1])) {
  console.error(
    'regimen needs Node ' +
      needed.join('.') +
      ' or newer; this is ' +
      process.versions.node +
      '. Install a current one from nodejs.org.',
  )
  process.exitCode = 1
} else {
  import('../dist/main.js').catch((error) => {
    console.error(
      error.code === 'ERR_MODULE_NOT_FOUND'
        ? `regimen is not built, or not installed whole. Run: npm run build (${error.message})`
        : error.message,
    )
    process.exitCode = 1
  })
}
