import {Flags} from '@ome/sdk/command'
import {duration, output} from '@ome/sdk/flags'
import {reach, yes} from '../flags.ts'
import {backupModes} from './domain/backup.ts'

export const backupFlags = {
  ...reach,
  to: Flags.string({description: 'folder of this machine for documents, manifest and the object', helpValue: 'DIR'}),
  mode: Flags.option({options: backupModes})({
    description: 'snapshot: whole, on the claim of the engine; export: the documents; auto: what is possible',
    default: 'auto',
  }),
  ...yes,
  ...output,
}

export const restoreFlags = {
  ...reach,
  from: Flags.string({description: 'folder with a backup', helpValue: 'DIR', required: true}),
  replace: Flags.boolean({description: 'overwrite indexes that are there'}),
  create: Flags.boolean({
    description: 'make the engine again when it is gone, and wait until it serves',
    exclusive: ['url'],
  }),
  timeout: duration({
    description: 'with --create: how long to wait for the engine; 20m when not given',
    dependsOn: ['create'],
  }),
  ...yes,
  ...output,
}

export const folderCompletions = {flags: {to: {files: ['*/']}, from: {files: ['*/']}}} as const
