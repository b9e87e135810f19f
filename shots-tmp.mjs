// usage: node shots.mjs book.html outdir lang width mode(cols)
import { chromium } from 'playwright-core'
import { mkdirSync, writeFileSync } from 'node:fs'
const [book, out, lang, width, media] = process.argv.slice(2)
mkdirSync(out, { recursive: true })
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
const page = await browser.newPage({ viewport: { width: Number(width), height: 900 } })
await page.goto('file://' + book)
await page.click(`#language-${lang}`)
const grey = media === 'grey'
if (grey) await page.addStyleTag({ content: 'body{filter:grayscale(1)}' })
if (media === 'print') await page.emulateMedia({ media: 'print' })
const figures = await page.$$('figure')
let n = 0
const over = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
console.log('scroll', over.join(' of '))
for (const f of figures) {
  if (!(await f.isVisible())) continue
  const id = await f.evaluate((e) => e.closest('article')?.id ?? '')
  await f.screenshot({ path: `${out}/${String(n).padStart(3, '0')}-${id.slice(0, 40)}.png` })
  n++
}
console.log(n, 'figures')
await browser.close()
