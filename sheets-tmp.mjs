import { chromium } from 'playwright-core'
import { readdirSync, writeFileSync } from 'node:fs'
const [dir, out, cols, cell, per] = process.argv.slice(2)
const files = readdirSync(dir).filter((f) => f.endsWith('.png')).sort()
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
const page = await browser.newPage({ viewport: { width: Number(cols) * (Number(cell) + 8), height: 900 } })
for (let k = 0; k < files.length; k += Number(per)) {
  const html = `<body style="margin:0;display:grid;grid-template-columns:repeat(${cols},${cell}px);gap:8px;align-items:start;font:11px sans-serif">${files.slice(k, k + Number(per)).map((f) => `<div><b style="color:red">${f.slice(0, -4)}</b><br><img src="${dir}/${f}" style="max-width:${cell}px"></div>`).join('')}</body>`
  writeFileSync(`${out}.html`, html)
  await page.goto(`file://${out}.html`)
  await page.screenshot({ path: `${out}-${String(k / Number(per)).padStart(2, '0')}.png`, fullPage: true })
}
console.log(files.length)
await browser.close()
