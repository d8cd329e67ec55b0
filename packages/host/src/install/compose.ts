import {existsSync} from 'node:fs'
import {dirname, join} from 'node:path'
import type {Context} from '@ome/sdk/context'
import {plain} from '@ome/sdk/text'
import {localDisk} from '../disk/disk.ts'
import {configuredRegistries, embeddedRegistries} from '../registry/source.ts'
import {hostApi} from './host-api.ts'
import type {Workbench} from './workbench.ts'

/** The workbench of a running command. */
export function workbench(context: Context, hostFolder = ownFolder()): Workbench {
  const {folders, env, io, signal, settings, now} = context
  const embedded = embeddedRegistries(hostFolder)
  return {
    data: folders.data,
    hostFolder,
    registries: configuredRegistries(embedded.registries, settings.get('registries'), folders.config),
    hostApi,
    development: embedded.build === 'development',
    now,
    signal,
    env,
    disk: localDisk,
    say: (line) => io.err(`${plain(line)}\n`),
    patienceMs: 30_000,
  }
}

/** The host's package folder, from its sources and from its bundle. */
export function ownFolder(): string {
  let folder = typeof __dirname === 'string' ? __dirname : import.meta.dirname
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder)
  return folder
}
