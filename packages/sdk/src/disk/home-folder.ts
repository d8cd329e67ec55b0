import {userInfo} from 'node:os'
import {isAbsolute, resolve} from 'node:path'
import {OmeError} from '../errors.ts'

/**
 * The home folder, always absolute: `HOME`, else the one of the account, else `OME_DATA_DIR`. An empty or relative `HOME`
 * counts as none: whoever owns the current folder must not thereby own the settings and plugins. Throws `usage` without
 * any.
 */
export function homeFolder(env: Readonly<Record<string, string | undefined>>): string {
  const named = env['HOME'] ?? ''
  const home = isAbsolute(named) ? named : accountHome()
  if (home !== undefined && isAbsolute(home)) return home
  const data = env['OME_DATA_DIR']
  if (data) return resolve(data)
  throw new OmeError('usage', 'there is no home folder: HOME names none and neither does the account', [
    'set HOME or OME_DATA_DIR to the full path of a folder',
  ])
}

/** Undefined for an account that the machine does not know, as in many containers. */
function accountHome(): string | undefined {
  try {
    return userInfo().homedir
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined
    throw error
  }
}
