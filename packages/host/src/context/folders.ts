import {isAbsolute, join, resolve} from 'node:path'
import type {Context, Folders} from '@ome/sdk/context'
import {homeFolder} from '@ome/sdk/disk/home-folder'

/**
 * `OME_*_DIR`, else the XDG variable's folder, else `~/.ome`; always absolute. A relative `OME_*_DIR` is below the folder
 * the program was started in; a relative XDG folder is ignored, as its specification demands. `bin/ome` knows the rule for
 * the cache as well.
 */
export function foldersOf(env: Context['env']): Folders {
  const own = (name: string): string | undefined => (env[name] ? resolve(env[name]) : undefined)
  const xdg = (name: string): string | undefined =>
    isAbsolute(env[name] ?? '') ? join(env[name] ?? '', 'ome') : undefined
  const home = join(homeOf(env), '.ome')
  const data = own('OME_DATA_DIR') ?? xdg('XDG_DATA_HOME') ?? home
  return {
    config: own('OME_CONFIG_DIR') ?? xdg('XDG_CONFIG_HOME') ?? home,
    data,
    cache:
      own('OME_CACHE_DIR') ??
      (env['OME_DATA_DIR'] ? join(data, 'cache') : (xdg('XDG_CACHE_HOME') ?? join(home, 'cache'))),
  }
}

export const homeOf: (env: Context['env']) => string = homeFolder

/** The path as a person would write it: `~/.ome/config.yaml`. */
export function shortPath(path: string, env: Context['env']): string {
  const home = homeOf(env)
  return path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path
}
