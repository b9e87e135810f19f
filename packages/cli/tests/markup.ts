/** What holds of every page and picture. */
import { expect } from 'vitest'

/** Throws unless every element is closed in order and every attribute is quoted: what XML asks for. */
export function checkWellFormed(markup: string): void {
  const open: string[] = []
  const rest = markup
    .replace(/^<\?xml[^>]*\?>/, '')
    .replaceAll(/<!\[CDATA\[.*?\]\]>/gs, '')
    .replaceAll(/<(\/?)([\w:-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g, (_, close, name, __, empty) => {
      if (close) expect(open.pop()).toBe(name)
      else if (!empty) open.push(name)
      return ''
    })
  expect(open).toEqual([])
  expect(rest).not.toMatch(/[<>]|&(?!(amp|lt|gt|quot|#\d+);)/)
}

/** Nothing that a browser would fetch: SVG's name of its own language is no address to load from. */
export function checkSelfContained(html: string): void {
  expect(html).not.toMatch(/<(script|link|iframe|img|object|embed)\b/i)
  expect(html).not.toMatch(/(src|href|action|poster)\s*=\s*["']?\s*(https?:)?\/\//i)
  expect(html).not.toMatch(/@import|url\(\s*["']?(https?:)?\/\//i)
  expect(html).toContain("default-src 'none'")
  expect(html.replaceAll(/xmlns(:\w+)?="[^"]*"/g, '')).not.toMatch(/https?:\/\//)
}
