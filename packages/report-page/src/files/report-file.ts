import {accessSync, constants, existsSync, statSync} from 'node:fs'
import {dirname, extname, resolve} from 'node:path'
import {writeAtomic} from '@ome/sdk/disk/atomic-file'
import {OmeError} from '@ome/sdk/errors'
import {shellWord} from '@ome/sdk/text'

/** Whole, or not at all. Throws `failed`. */
export function writeReport(cwd: string, path: string, text: string): void {
  try {
    writeAtomic(resolve(cwd, path), text)
  } catch (error) {
    throw unwritable(path, error)
  }
}

/** Whether a page of HTML may be called so. Throws `usage`, with the way to print for whoever wants paper. */
export function requirePageName(path: string): void {
  const suffix = extname(path).toLowerCase()
  if (suffix === '.html' || suffix === '.htm') return
  const name = shellWord(`${path.slice(0, path.length - suffix.length) || 'report'}.html`)
  throw new OmeError('usage', `a report is a page of HTML, and "${path}" is named as something else`, [
    `name it so: --report ${name}`,
    ...(suffix === '.pdf' ? [`then print it: chromium --headless --print-to-pdf=${shellWord(path)} ${name}`] : []),
  ])
}

/** Whether a report can go there, before anything is done; nothing is made. Throws `usage` and `failed`. */
export function requireWritable(cwd: string, path: string): void {
  const target = resolve(cwd, path)
  const found = existsSync(target) ? statSync(target) : undefined
  if (found?.isDirectory()) throw new OmeError('usage', `${path} is a folder, not a file`, ['name a file in it'])
  // A file is replaced as a whole, and a device or a pipe must not be.
  if (found && !found.isFile()) throw new OmeError('usage', `${path} is no plain file`, ['name another'])
  let folder = dirname(target)
  while (!existsSync(folder)) folder = dirname(folder)
  if (!statSync(folder).isDirectory())
    throw new OmeError('usage', `${path} cannot be written: ${folder} is no folder`, ['name another'])
  try {
    accessSync(folder, constants.W_OK | constants.X_OK)
  } catch (error) {
    throw unwritable(path, error)
  }
}

function unwritable(path: string, cause: unknown): OmeError {
  const why = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  return new OmeError('failed', `${path} cannot be written (${why})`, ['name a file in a folder that can be written'], {
    cause,
    object: path,
  })
}
