import {existsSync} from 'node:fs'
import {readdir, readFile, rm} from 'node:fs/promises'
import {join} from 'node:path'
import {writeAtomic} from '@ome/sdk/disk/atomic-file'
import {OmeError} from '@ome/sdk/errors'
import {parseYaml} from '@ome/sdk/yaml'
import {dumpYaml} from '@ome/sdk/yaml-dump'
import {type Template, type TemplateStore, toDocument, toTemplate} from '../domain/template.ts'

export interface LocalTemplates extends TemplateStore {
  /** Throws `conflict` when there is one of that name. */
  add(template: Template): Promise<string>
  /** False: there is none. */
  remove(name: string): Promise<boolean>
}

/** Templates of this machine, a file each. One that cannot be read is named and passed over. */
export const localTemplates = (folder: string, say: (line: string) => void): LocalTemplates => {
  const pathOf = (name: string): string => join(folder, `${name}.yaml`)
  return {
    async list() {
      const names = existsSync(folder) ? (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort() : []
      const read = await Promise.all(
        names.map(async (name) => {
          const source = join(folder, name)
          try {
            const [document] = await parseYaml(await readFile(source, 'utf8'), {source})
            return {template: toTemplate(document, source), source: 'local' as const}
          } catch (error) {
            if (!(error instanceof OmeError)) throw error
            say(error.message)
            return undefined
          }
        }),
      )
      return read.filter((each) => each !== undefined)
    },
    async add(template) {
      const path = pathOf(template.name)
      if (existsSync(path))
        throw new OmeError('conflict', `template "${template.name}" exists in ${path}`, [
          `delete it first: ome template delete ${template.name}`,
        ])
      writeAtomic(path, dumpYaml(toDocument(template)))
      return path
    },
    async remove(name) {
      if (!existsSync(pathOf(name))) return false
      await rm(pathOf(name))
      return true
    },
  }
}
