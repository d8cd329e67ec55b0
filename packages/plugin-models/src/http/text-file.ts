import {OmeError} from '@ome/sdk/errors'

const mostBytes = 2 ** 20

/** A small text file of this machine; `-` is stdin. Throws `not-found` and `usage` (a folder, more than 1 MiB). */
export async function readTextFile(path: string, stdin: NodeJS.ReadableStream, folder: string): Promise<string> {
  if (path === '-') return await readAll(stdin)
  const {readFile, stat} = await import('node:fs/promises')
  const {resolve} = await import('node:path')
  const file = resolve(folder, path)
  try {
    const {size} = await stat(file)
    if (size > mostBytes) throw tooLarge(path)
    return await readFile(file, 'utf8')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    if (error.code === 'ENOENT') throw new OmeError('not-found', `file "${path}" not found`, [], {cause: error})
    throw new OmeError('usage', `file "${path}" cannot be read: ${error.message}`, [], {cause: error})
  }
}

async function readAll(stdin: NodeJS.ReadableStream): Promise<string> {
  let content = ''
  for await (const chunk of stdin) {
    content += String(chunk)
    if (content.length > mostBytes) throw tooLarge('-')
  }
  return content
}

const tooLarge = (path: string): OmeError =>
  new OmeError('usage', `"${path}" is larger than 1 MiB: it is no list of model ids`)
