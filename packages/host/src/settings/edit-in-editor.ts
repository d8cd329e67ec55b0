import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {readFileSync, rmSync, writeFileSync} from 'node:fs'
import type {Context, Folders} from '@ome/sdk/context'
import {writeAtomic} from '@ome/sdk/disk/atomic-file'
import {makeFolder} from '@ome/sdk/disk/make-folder'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import {settingRules} from './schema.ts'
import {parseUserFile, readIfPresent, userFilePath} from './user-file.ts'

/** Lets a person edit a draft of config.yaml; a valid draft replaces the file. True: it changed. */
export async function editInEditor(folders: Folders, env: Context['env']): Promise<boolean> {
  const path = userFilePath(folders)
  const draft = `${path}.draft.yaml`
  const before = readIfPresent(path) ?? template()
  makeFolder(folders.config)
  // A draft that was not valid last time is what the person wants to go on with.
  if (readIfPresent(draft) === undefined) writeFileSync(draft, before, {mode: 0o600})

  await runEditor(env['VISUAL'] || env['EDITOR'] || 'vi', draft)
  const after = readFileSync(draft, 'utf8')
  try {
    await parseUserFile(draft, after)
  } catch (error) {
    if (!isOmeError(error)) throw error
    throw new OmeError(
      'usage',
      error.message,
      ['go on with this text: ome config edit', `throw it away: rm ${draft}`],
      {cause: error},
    )
  }
  if (after !== before) writeAtomic(path, after, 0o600)
  rmSync(draft)
  return after !== before
}

/** The variable may hold arguments (`code --wait`), so a shell reads it, as it does for git and kubectl. */
async function runEditor(editor: string, file: string): Promise<void> {
  const quoted = process.platform === 'win32' ? `"${file}"` : `'${file.replaceAll("'", `'\\''`)}'`
  const child = spawn(`${editor} ${quoted}`, {stdio: 'inherit', shell: true})
  const [code] = await once(child, 'exit')
  if (code !== 0)
    throw new OmeError('failed', `the editor "${editor}" ended with code ${code}; nothing was changed`, [
      'choose another one: EDITOR=nano ome config edit',
    ])
}

const template = (): string =>
  `# Settings of ome.\n${Object.entries(settingRules)
    .map(([key, {text}]) => `# ${key}: ${text}\n`)
    .join('')}`
