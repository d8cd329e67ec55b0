import {mkdir, readFile, writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import type {WorkingFile, WorkingFolder} from '../domain/working-files.ts'
import {isMissing} from './sandbox-folder.ts'

/** A folder on disk. */
export const workingFolder = (root: string): WorkingFolder => ({
  async conflicts(files) {
    const different = await Promise.all(files.map((file) => isDifferent(join(root, file.path), file)))
    return files.filter((_, index) => different[index]).map((file) => file.path)
  },
  async write(files) {
    for (const file of files) {
      const path = join(root, file.path)
      await mkdir(dirname(path), {recursive: true})
      await writeFile(path, bytesOf(file), {mode: file.isPrivate ? 0o600 : 0o644})
    }
  },
})

async function isDifferent(path: string, file: WorkingFile): Promise<boolean> {
  try {
    return !(await readFile(path)).equals(bytesOf(file))
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

const bytesOf = ({text, isBase64}: WorkingFile): Buffer => Buffer.from(text, isBase64 ? 'base64' : 'utf8')
