import {readdirSync, rmSync} from 'node:fs'
import {join} from 'node:path'

/** Removes what installations on their way have unpacked. */
export const sweepStaging = (data: string): void => rmSync(join(data, 'staging'), {recursive: true, force: true})

/** A file that {@link writeAtomic} had begun when its process was killed. */
const draft = /\.[0-9a-f]{8}\.tmp$/

/** Removes what killed processes have left half-written in the files that only the holder of the data folder writes. */
export function sweep(data: string): void {
  sweepStaging(data)
  const ours = (name: string): boolean => name.startsWith('plugins.lock.json.') || name.startsWith('package.json.')
  removeDrafts(data, ours)
  for (const top of ['store', 'registries'])
    for (const id of namesIn(join(data, top))) {
      const folder = join(data, top, id)
      removeDrafts(folder)
      for (const inner of namesIn(folder)) removeDrafts(join(folder, inner))
    }
}

function removeDrafts(folder: string, mayGo: (name: string) => boolean = () => true): void {
  for (const name of namesIn(folder)) if (draft.test(name) && mayGo(name)) rmSync(join(folder, name), {force: true})
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return []
    throw error
  }
}
