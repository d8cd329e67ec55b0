import {homedir} from 'node:os'
import {join} from 'node:path'
import type {Context, Folders} from '@ome/sdk/context'

/** `OME_*_DIR`, else the XDG variable's folder, else `~/.ome`. `bin/ome` knows the rule for the cache as well. */
export function foldersOf(env: Context['env']): Folders {
  const home = join(homeOf(env), '.ome')
  const xdg = (name: string): string | undefined => (env[name] ? join(env[name], 'ome') : undefined)
  const data = env['OME_DATA_DIR'] || xdg('XDG_DATA_HOME') || home
  return {
    config: env['OME_CONFIG_DIR'] || xdg('XDG_CONFIG_HOME') || home,
    data,
    cache:
      env['OME_CACHE_DIR'] ||
      (env['OME_DATA_DIR'] ? join(data, 'cache') : xdg('XDG_CACHE_HOME')) ||
      join(home, 'cache'),
  }
}

export const homeOf = (env: Context['env']): string => env['HOME'] || homedir()

/** The path as a person would write it: `~/.ome/config.yaml`. */
export function shortPath(path: string, env: Context['env']): string {
  const home = homeOf(env)
  return path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path
}
