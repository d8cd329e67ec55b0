import type {Folders} from '@ome/sdk/context'
import {writeAtomic} from '@ome/sdk/disk/atomic-file'
import {OmeError} from '@ome/sdk/errors'
import type {Document} from 'yaml'
import {nearest} from '../help/nearest.ts'
import {secretFix, secretReason} from './config-problems.ts'
import {expected, isSecretKey, parseSetting, settingRules} from './schema.ts'
import {parseUserFile, readIfPresent, userFilePath} from './user-file.ts'

/** Changes config.yaml and keeps its comments. The result is checked before it replaces the file. True: it changed. */
export async function editUserFile(folders: Folders, change: (document: Document) => void): Promise<boolean> {
  const {isMap, parseDocument} = await import('yaml')
  const path = userFilePath(folders)
  const before = readIfPresent(path) ?? ''
  await parseUserFile(path, before)
  const document: Document = parseDocument(before)
  if (!isMap(document.contents) || document.contents.items.length === 0) {
    const map = document.createNode({})
    map.flow = false
    document.contents = map
  }
  change(document)
  const after =
    isMap(document.contents) && document.contents.items.length === 0
      ? commentsOf(before)
      : document.toString({lineWidth: 0})
  if (after === before) return false
  await parseUserFile(path, after)
  writeAtomic(path, after, 0o600)
  return true
}

/** What stays of a file whose last setting was removed. */
const commentsOf = (text: string): string => (text.match(/^#.*\n?/gm) ?? []).join('')

/** Sets one key from the text of a command line. Throws `usage` for unknown keys, wrong values and secrets. */
export async function setSetting(folders: Folders, key: string, text: string): Promise<boolean> {
  const path = key.split('.')
  const value = key.startsWith('aliases.') ? text : settingValue(key, text)
  return editUserFile(folders, (document) => document.setIn(path, value))
}

/** Removes one key, and the section it leaves empty. True: it was there. */
export async function unsetSetting(folders: Folders, key: string): Promise<boolean> {
  const path = key.split('.')
  return editUserFile(folders, (document) => {
    if (!document.hasIn(path)) return
    document.deleteIn(path)
    const section = path.slice(0, -1)
    if (section.length === 0) return
    const left = document.getIn(section)
    if (
      typeof left === 'object' &&
      left !== null &&
      'items' in left &&
      Array.isArray(left.items) &&
      left.items.length === 0
    )
      document.deleteIn(section)
  })
}

function settingValue(key: string, text: string): string | boolean {
  if (isSecretKey(key)) throw new OmeError('usage', `${key} is not set: ${secretReason}`, [secretFix])
  const rule = settingRules[key]
  if (!rule) throw unknownKey(key)
  const value = parseSetting(rule, text)
  if (value === undefined) throw new OmeError('usage', `${key} must be ${expected(rule)}, not "${text}"`)
  return value
}

const elsewhere: Readonly<Record<string, string>> = {
  contexts: 'register contexts: ome cluster connect',
  plugins: 'switch a plugin on or off: ome plugin enable NAME, ome plugin disable NAME',
  registries: 'add a registry: ome registry add ID URL --root FILE',
  aliases: 'name the alias: ome config set aliases.NAME WORDS',
}

/** The refusal of a key that is no single setting, with the nearest one or the command that manages it. */
export function unknownKey(key: string): OmeError {
  const managed = elsewhere[key.split('.', 1)[0] ?? '']
  if (managed) return new OmeError('usage', `${key} is not a single value`, [managed])
  const near = nearest(key, Object.keys(settingRules))
  return new OmeError('usage', `unknown setting "${key}"`, [
    ...near.map((name) => `did you mean ${name}?`),
    'see all of them: ome config view',
  ])
}
