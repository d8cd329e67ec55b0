import {closeSync, constants, createReadStream, fstatSync, openSync, realpathSync} from 'node:fs'
import type {IncomingMessage, ServerResponse} from 'node:http'
import {join, sep} from 'node:path'

/** The signed files of a published tree. Archives are the npm side's, which knows who may have them. */
const published = /^(?:(?:root|index)\/\d{1,15}|timestamp)\.json(?:\.sig)?$/

/** Answers a request below `/ome/`. */
export function serveSigned(tree: string, request: IncomingMessage, response: ServerResponse): void {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return void response.writeHead(405, {allow: 'GET, HEAD'}).end()
  const path = (request.url ?? '').split('?', 1)[0]?.slice('/ome/'.length) ?? ''
  const found = published.test(path) ? openInside(tree, path) : undefined
  if (found === undefined) return void response.writeHead(404).end()
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': found.size,
    'cache-control': path.startsWith('timestamp') ? 'no-cache' : 'public, max-age=300',
    'x-content-type-options': 'nosniff',
  })
  const stream = createReadStream('', {fd: found.file, end: Math.max(found.size - 1, 0)})
  if (request.method === 'HEAD') {
    stream.destroy()
    return void response.end()
  }
  stream.on('error', () => response.destroy()).pipe(response)
}

const {O_RDONLY, O_NONBLOCK = 0} = constants

/** A plain file of the tree, opened; the tree as a whole may lie behind a link, but no link in it leads out of it. */
function openInside(tree: string, path: string): {readonly file: number; readonly size: number} | undefined {
  let file: number | undefined
  try {
    const place = realpathSync(join(tree, path))
    if (!place.startsWith(`${realpathSync(tree)}${sep}`)) return undefined
    file = openSync(place, O_RDONLY | O_NONBLOCK)
    const found = fstatSync(file)
    if (found.isFile()) return {file, size: found.size}
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
  }
  if (file !== undefined) closeSync(file)
  return undefined
}
