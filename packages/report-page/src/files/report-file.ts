import {accessSync, constants, existsSync, statSync} from 'node:fs'
import {dirname, resolve} from 'node:path'
import {writeAtomic} from '@ome/sdk/disk/atomic-file'
import {OmeError} from '@ome/sdk/errors'

/** Whole, or not at all. Throws `failed`. */
export function writeReport(cwd: string, path: string, text: string): void {
  try {
    writeAtomic(resolve(cwd, path), text)
  } catch (error) {
    throw unwritable(path, error)
  }
}

/** Whether a report can go there, before anything is done; nothing is made. Throws `usage` and `failed`. */
export function requireWritable(cwd: string, path: string): void {
  const target = resolve(cwd, path)
  if (existsSync(target) && statSync(target).isDirectory())
    throw new OmeError('usage', `${path} is a folder, not a file`, ['name a file in it'])
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
