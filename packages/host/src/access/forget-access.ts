import {existsSync, readdirSync, rmSync} from 'node:fs'
import {accessFolder} from './caller-folder.ts'

/** Removes all that is remembered of rights and cluster policies; how many people at how many servers it was about. */
export function forgetAccess(cache: string): number {
  const folder = accessFolder(cache)
  if (!existsSync(folder)) return 0
  const {length} = readdirSync(folder)
  rmSync(folder, {recursive: true, force: true})
  return length
}
