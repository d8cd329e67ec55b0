import {readdirSync, statSync} from 'node:fs'
import {join} from 'node:path'

/** Where what is known of a person's rights at one server is kept. */
export const callerFolder = (cache: string, caller: string): string => join(accessFolder(cache), caller)

export const accessFolder = (cache: string): string => join(cache, 'access')

/** How long what is known of a person's rights counts. */
export const accessFreshMs = 5 * 60_000

/** Whether anything that still counts is known of anybody; a look at the disk, for starts that ask for nothing else. */
export function hasFreshAccess(cache: string, now: number): boolean {
  const folder = accessFolder(cache)
  if (!statSync(folder, {throwIfNoEntry: false})?.isDirectory()) return false
  return readdirSync(folder).some((name) => {
    const found = statSync(join(folder, name), {throwIfNoEntry: false})
    return found !== undefined && now - found.mtimeMs < accessFreshMs
  })
}
