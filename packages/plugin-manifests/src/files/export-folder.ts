import {existsSync} from 'node:fs'
import {readFile, rm, stat} from 'node:fs/promises'
import {join} from 'node:path'
import {writeAtomic} from '@ome/sdk/disk/atomic-file'
import {diskTrouble} from '@ome/sdk/disk/disk-trouble'
import {OmeError} from '@ome/sdk/errors'
import {dumpYaml} from '@ome/sdk/yaml-dump'
import type {ExportFolder, ExportReport} from '../domain/export-files.ts'

const schema = 'ome-export/1'
/** Which files of the folder are ours. */
const listName = '.ome-export'

/** A folder with one file per object, and a list of the files that are ours. */
export const exportFolder = (folder: string, shown: string): ExportFolder => ({
  async write(files, prune) {
    if (existsSync(folder) && !(await stat(folder)).isDirectory())
      throw new OmeError('usage', `"${shown}" is no folder`, ['one file: ome backup --output FILE'])
    const known = await ownFiles(folder, shown)
    const texts = files.map(({name, object}) => ({name, text: dumpYaml(object)}))
    const found = await Promise.all(
      texts.map(async (file) => ({...file, before: await textOf(join(folder, file.name))})),
    )
    const foreign = found.filter(({name, text, before}) => before !== undefined && before !== text && !known.has(name))
    if (foreign.length > 0)
      throw new OmeError(
        'conflict',
        foreign.map(({name}) => `${join(shown, name)} is there and no export made it`).join('\n'),
        ['nothing was written; choose another folder'],
      )
    const names = new Set(texts.map(({name}) => name))
    const gone = [...known].filter((name) => !names.has(name) && prune(name) && existsSync(join(folder, name))).sort()
    const changed = found.filter(({text, before}) => before !== text)
    try {
      // Ended early, the next export still knows which files are ours.
      writeList(folder, [...known, ...names])
      for (const {name, text} of changed) writeAtomic(join(folder, name), text, 0o600)
      for (const name of gone) await rm(join(folder, name), {force: true})
      if (gone.length > 0)
        writeList(
          folder,
          [...known, ...names].filter((name) => !gone.includes(name)),
        )
    } catch (error) {
      throw diskTrouble(error, folder, 'for the export') ?? error
    }
    return report(changed, found, gone)
  },
})

const report = (
  changed: readonly {readonly name: string}[],
  found: readonly {readonly name: string; readonly text: string; readonly before: string | undefined}[],
  removed: readonly string[],
): ExportReport => ({
  written: changed.map(({name}) => name),
  unchanged: found.filter(({text, before}) => before === text).map(({name}) => name),
  removed,
})

function writeList(folder: string, names: readonly string[]): void {
  const files = [...new Set(names)].sort()
  writeAtomic(join(folder, listName), `${JSON.stringify({schema, files}, undefined, 2)}\n`)
}

async function textOf(path: string): Promise<string | undefined> {
  return existsSync(path) ? await readFile(path, 'utf8') : undefined
}

/** The names an earlier export noted; only plain names of this folder count. */
async function ownFiles(folder: string, shown: string): Promise<ReadonlySet<string>> {
  const text = await textOf(join(folder, listName))
  if (text === undefined) return new Set()
  try {
    const list: unknown = JSON.parse(text)
    const {schema: found, files} = (list ?? {}) as {readonly schema?: unknown; readonly files?: unknown}
    if (found === schema && Array.isArray(files)) return new Set(files.filter(isPlainName))
  } catch (cause) {
    throw broken(shown, cause)
  }
  throw broken(shown)
}

const isPlainName = (name: unknown): name is string => typeof name === 'string' && /^\w[\w.-]*\.yaml$/.test(name)

const broken = (shown: string, cause?: unknown): OmeError =>
  new OmeError('failed', `${join(shown, listName)} is no list of an export`, ['choose another folder'], {cause})
