/** How the lab book looks: on a phone, on a wide screen, in the dark, on paper. */
export const style = `
:root { color-scheme: light dark; --ink: #1d2530; --soft: #5b6675; --paper: #fff; --card: #f4f6f8; --line: #d8dde3; --link: #0058a3; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ecf1; --soft: #a3adba; --paper: #14181d; --card: #1f252c; --line: #39424d; --link: #7cc0ff; } }
* { box-sizing: border-box; }
html { font: 16px/1.55 system-ui, 'Apple SD Gothic Neo', 'Noto Sans KR', sans-serif; color: var(--ink); background: var(--paper); }
body { margin: 0 auto; padding: 1rem; max-width: 1100px; overflow-wrap: break-word; }
:lang(ko) { word-break: keep-all; overflow-wrap: anywhere; }
body:has(#language-en:checked) .ko, body:has(#language-ko:checked) .en { display: none; }
a { color: var(--link); }
h1 { font-size: 1.7rem; margin: .5rem 0; }
h2 { font-size: 1.35rem; margin: 2.5rem 0 .5rem; border-bottom: 2px solid var(--line); }
h3 { font-size: 1.12rem; margin: 0; }
h4 { font-size: 1rem; margin: 1rem 0 .25rem; }
.languages { display: flex; gap: 1rem; justify-content: flex-end; }
.soft, figcaption, .languages, footer { color: var(--soft); font-size: .92rem; }
.tiles { display: flex; flex-wrap: wrap; gap: .6rem; padding: 0; list-style: none; }
.tiles li { background: var(--card); border-radius: 8px; padding: .4rem .8rem; }
.tiles b { font-size: 1.3rem; margin-right: .4rem; }
.glance { list-style: none; padding: 0; margin: .3rem 0 1rem; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 330px), 1fr)); gap: .15rem 1.2rem; }
.glance a { text-decoration: none; display: flex; gap: .5rem; }
.sign { flex: none; width: 1.35em; height: 1.35em; line-height: 1.3em; text-align: center; border-radius: 50%; border: 1.5px solid currentColor; font-weight: 700; font-size: .85em; margin-top: .2em; }
.holds { color: #00734f; } .holds-with-correction { color: #8a5a00; } .fails { color: #b3400a; } .inconclusive, .none { color: var(--soft); }
@media (prefers-color-scheme: dark) { .holds { color: #4fd6a8; } .holds-with-correction { color: #f0b94d; } .fails { color: #ff9563; } }
article { border: 1px solid var(--line); border-radius: 10px; padding: 1rem; margin: 1.2rem 0; }
article > header { display: flex; flex-wrap: wrap; gap: .3rem 1rem; align-items: baseline; justify-content: space-between; }
.verdict { font-weight: 700; display: flex; gap: .4rem; white-space: nowrap; }
.note { border-left: 4px solid currentColor; background: var(--card); padding: .5rem .9rem; margin: .6rem 0; }
.note p { margin: 0; color: var(--ink); }
.figures { display: flex; flex-wrap: wrap; gap: 1rem; }
figure { margin: .6rem 0; flex: 1 1 min(100%, 420px); max-width: 760px; min-width: 0; }
figure:has(svg + svg) { flex-basis: 100%; max-width: none; } figcaption { max-width: 760px; }
.panels { display: flex; flex-wrap: wrap; align-items: flex-start; gap: .3rem; }
svg { max-width: 100%; height: auto; display: block; }
svg svg { max-width: none; overflow: hidden; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .93rem; }
th, td { text-align: left; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th:last-child, th:nth-last-child(2), td:last-child, td:nth-last-child(2) { white-space: nowrap; }
pre { background: var(--card); padding: .7rem; overflow-x: auto; font-size: .85rem; border-radius: 6px; }
summary { cursor: pointer; color: var(--link); }
details { margin: .4rem 0; }
footer { margin: 3rem 0 1rem; }
@media (max-width: 480px) {
  body { padding: .5rem; } article { padding: .7rem .55rem; } table { font-size: .86rem; } th, td { padding-right: .4rem; }
  figure { margin: .6rem 0; } .panels { justify-content: center; }
}
@media print {
  body { max-width: none; padding: 0; } .languages { display: none; }
  article { border: 0; padding: 0; } figure, tr, header { break-inside: avoid; } h2, h3, h4 { break-after: avoid; }
  details::details-content { content-visibility: visible; block-size: auto; } pre { white-space: pre-wrap; }
}
`
