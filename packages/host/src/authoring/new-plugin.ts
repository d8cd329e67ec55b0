import {existsSync, readdirSync, writeFileSync} from 'node:fs'
import {basename, dirname, join} from 'node:path'
import {makeFolder} from '@ome/sdk/disk/make-folder'
import {OmeError} from '@ome/sdk/errors'
import {nameProblem} from './names.ts'
import {type NewPlugin, pluginFiles} from './plugin-files.ts'

/** Names of a plugin from its folder: `ome-quota-report` and `quota-report` both give the topic `quota-report`. */
export function namesOf(folder: string, given: {readonly name?: string | undefined}): Omit<NewPlugin, 'sdk'> {
  const word = (given.name ?? basename(folder)).replace(/^@[^/]+\//, '')
  const topic = word.replace(/^(ome-plugin-|ome-|plugin-)/, '')
  const problem = nameProblem(topic)
  if (problem !== undefined) throw new OmeError('usage', problem, ['name it by its topic: ome plugin new quota-report'])
  return {name: given.name ?? `ome-${topic}`, topic}
}

/** Writes the files of a new plugin into an empty or absent folder, and names them. */
export function writePlugin(folder: string, plugin: NewPlugin): readonly string[] {
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new OmeError('conflict', `${folder} is not empty; nothing was written`, ['choose another folder'], {
      object: folder,
    })
  const files = pluginFiles(plugin)
  for (const [path, text] of files) {
    makeFolder(dirname(join(folder, path)))
    writeFileSync(join(folder, path), text)
  }
  return [...files.keys()]
}
