import {createReadStream, statSync} from 'node:fs'
import type {IncomingMessage, ServerResponse} from 'node:http'
import {join} from 'node:path'

/** The signed files of a published tree. Archives are the npm side's, which knows who may have them. */
const published = /^(?:(?:root|index)\/\d{1,15}|timestamp)\.json(?:\.sig)?$/

/** Answers a request below `/ome/`. */
export function serveSigned(tree: string, request: IncomingMessage, response: ServerResponse): void {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return void response.writeHead(405, {allow: 'GET, HEAD'}).end()
  const path = (request.url ?? '').split('?', 1)[0]?.slice('/ome/'.length) ?? ''
  const found = published.test(path) ? statSync(join(tree, path), {throwIfNoEntry: false}) : undefined
  if (!found?.isFile()) return void response.writeHead(404).end()
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': found.size,
    'cache-control': path.startsWith('timestamp') ? 'no-cache' : 'public, max-age=300',
    'x-content-type-options': 'nosniff',
  })
  if (request.method === 'HEAD') return void response.end()
  createReadStream(join(tree, path))
    .on('error', () => response.destroy())
    .pipe(response)
}
