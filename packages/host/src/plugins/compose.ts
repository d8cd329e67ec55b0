import {existsSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {hostApi} from '@ome/installer/install/host-api'
import type {Workbench} from '@ome/installer/install/workbench'
import {embeddedRegistries, trustedRegistries} from '@ome/installer/registry/source'
import type {Context} from '@ome/sdk/context'
import {localDisk} from '@ome/sdk/disk/disk'
import {plain} from '@ome/sdk/text'
import {doubledCommands} from './doubled-commands.ts'

/** The workbench of a running command. */
export function workbench(context: Context, hostFolder = ownFolder()): Workbench {
  const {folders, env, io, signal, settings, now} = context
  const embedded = embeddedRegistries(hostFolder)
  return {
    data: folders.data,
    hostFolder,
    doubledCommands: (plugin, ids) => doubledCommands({hostFolder, data: folders.data}, plugin, ids),
    registries: trustedRegistries({
      embedded,
      setting: settings.get('registries'),
      folder: folders.config,
      data: folders.data,
    }),
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
