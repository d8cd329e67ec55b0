import {statSync} from 'node:fs'

/** Size, time of change and inode of a file: differs when the file is another one, comes, goes or may not be looked at. */
export const stampOf = (path: string): string => {
  try {
    const found = statSync(path, {throwIfNoEntry: false})
    return found ? `${found.size}:${found.mtimeMs}:${found.ino}` : 'absent'
  } catch (error) {
    if (error instanceof Error && 'code' in error) return String(error.code)
    throw error
  }
}
