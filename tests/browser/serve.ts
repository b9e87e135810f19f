/** Serves the published bundle, the scripts of these tests and an empty page. */
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'

const bundle = path.join(import.meta.dirname, '..', '..', 'packages', 'regimen', 'dist')
const page = '<!doctype html><title>Regimen</title>'

/** With these headers a page is cross-origin isolated and may share memory between threads. */
const isolation = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
}

/** The bundle is under /regimen/, every other script is one of the folder, by default this one. */
export function serve({ isolated = false, scripts = import.meta.dirname } = {}): Promise<Server> {
  const server = createServer(async (request, response) => {
    const url = request.url ?? '/'
    const script = url.endsWith('.js')
    const file = url.startsWith('/regimen/')
      ? path.join(bundle, url.slice('/regimen/'.length))
      : path.join(scripts, path.basename(url))
    const body = script ? await readFile(file).catch(() => undefined) : page
    response.writeHead(body === undefined ? 404 : 200, {
      'content-type': script ? 'text/javascript' : 'text/html',
      ...(isolated ? isolation : {}),
    })
    response.end(body)
  })
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}

export function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}
