import {existsSync, mkdirSync} from 'node:fs'
import {dirname} from 'node:path'

/**
 * Makes a folder and those above it. Node's own recursive way never returns where a folder cannot hold another one
 * although it is there, as in `/proc`; here each is made once and the system's error is thrown.
 */
export function makeFolder(path: string, mode = 0o777): void {
  const missing: string[] = []
  for (let folder = path; !existsSync(folder) && folder !== dirname(folder); folder = dirname(folder))
    missing.push(folder)
  for (const folder of missing.reverse()) makeOne(folder, mode)
  // A file in its place is told as such.
  if (missing.length === 0) mkdirSync(path, {recursive: true, mode})
}

function makeOne(folder: string, mode: number): void {
  try {
    mkdirSync(folder, {mode})
  } catch (error) {
    // Another process was faster.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}
