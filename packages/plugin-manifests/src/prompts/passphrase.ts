import {readFile} from 'node:fs/promises'
import {resolve} from 'node:path'
import type {Context} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import {secret} from '@ome/sdk/prompt'

const shortest = 8
const variable = 'OME_BACKUP_PASSPHRASE'

/** The passphrase of a file, of OME_BACKUP_PASSPHRASE, or as typed; a new one is typed twice. */
export async function passphrase(context: Context, file: string | undefined, kind: 'new' | 'known'): Promise<string> {
  const {env, cwd} = context
  const given = file === undefined ? env[variable] : await firstLine(resolve(cwd, file), file)
  const word = given || (await typed(context, kind))
  if (kind === 'known' || word.length >= shortest) return word
  throw new OmeError('usage', `a passphrase needs at least ${shortest} characters`)
}

async function typed({io, signal}: Context, kind: 'new' | 'known'): Promise<string> {
  const options = {io, signal, instead: `--passphrase-file FILE or ${variable}`}
  const word = await secret('Passphrase for the secrets', options)
  if (kind === 'known' || (await secret('The same again', options)) === word) return word
  throw new OmeError('usage', 'the two passphrases differ, nothing was written')
}

async function firstLine(path: string, shown: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).split(/\r?\n/, 1)[0] ?? ''
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    throw new OmeError(
      error.code === 'ENOENT' ? 'not-found' : 'usage',
      `passphrase file "${shown}" cannot be read`,
      [],
      {
        cause: error,
      },
    )
  }
}
