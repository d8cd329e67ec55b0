import {existsSync, readFileSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {releaseEntry} from '@ome/installer/artifact/release-entry'
import {makeFolder} from '@ome/sdk/disk/make-folder'
import {OmeError} from '@ome/sdk/errors'
import {parseYaml} from '@ome/sdk/yaml'
import {dumpYaml} from '@ome/sdk/yaml-dump'
import type {PackedPlugin} from './pack-plugin.ts'

export interface Draft {
  /** Below the plugin's folder. */
  readonly path: string
  readonly text: string
  /** What the text says. */
  readonly release: object
}

/** The release file of a packed plugin, for people to review: nobody has approved it. */
export function draftOf({packed, facts}: PackedPlugin, publishedAt: string): Draft {
  const {commands: _commands, ...release} = releaseEntry(packed, facts, publishedAt)
  return {path: `releases/${facts.version}.yaml`, text: dumpYaml(release), release}
}

/** Writes the draft. A release that somebody approved stays as it is: other bytes need another version. */
export async function writeDraft(
  folder: string,
  {path, text}: Pick<Draft, 'path' | 'text'>,
  sha512: string,
): Promise<void> {
  const file = join(folder, path)
  const [old] = existsSync(file) ? await parseYaml(readFileSync(file, 'utf8'), {source: file}) : []
  const {approvedBy = [], artifact}: {approvedBy?: readonly unknown[]; artifact?: {sha512?: string}} = Object(old)
  if (approvedBy.length > 0 && artifact?.sha512 === sha512) return
  if (approvedBy.length > 0)
    throw new OmeError('conflict', `${path} was approved for other bytes`, ['raise the version in package.json'], {
      object: file,
    })
  makeFolder(dirname(file))
  writeFileSync(file, text)
}
