import {createHash, randomBytes} from 'node:crypto'
import {readdir, rm, stat} from 'node:fs/promises'
import {join} from 'node:path'

const ending = '.tmp'
/** No run takes so long: what is older was left by one that was killed. */
const staleMs = 24 * 3600 * 1000

/** Where the copy of a repository lies. */
export const copyOf = (folder: string, repo: string): string =>
  join(folder, `${createHash('sha256').update(repo).digest('hex').slice(0, 16)}.git`)

/** A name for something that lasts as long as one run. */
export const draftIn = (folder: string): string => join(folder, `${randomBytes(8).toString('hex')}${ending}`)

/** Removes what runs that were killed have left. */
export async function removeStale(folder: string, now: Date): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(ending))
  await Promise.all(
    names.map(async (name) => {
      const found = await stat(join(folder, name)).catch(() => undefined)
      if (found && now.getTime() - found.mtimeMs > staleMs) await rm(join(folder, name), {recursive: true, force: true})
    }),
  )
}
