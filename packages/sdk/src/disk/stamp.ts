import {statSync} from 'node:fs'

/** Size, time of change and inode of a file: differs when the file is another one. */
export const stampOf = (path: string): string => {
  const found = statSync(path, {throwIfNoEntry: false})
  return found ? `${found.size}:${found.mtimeMs}:${found.ino}` : 'absent'
}
