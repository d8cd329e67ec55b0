import type {Context, Io} from '@ome/sdk/context'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {WriteFlags} from '@ome/sdk/flags'
import {isForPeople} from '@ome/sdk/format'
import {twins} from '@ome/sdk/output'
import type {Plan} from '@ome/sdk/plan'
import {plain} from '@ome/sdk/text'

export function refuseOfflineWrite(flags: WriteFlags & {readonly offline: boolean}): void {
  if (flags.offline && flags['dry-run'] !== 'client')
    throw new OmeError('usage', '--offline asks no cluster, so nothing can be deployed', [
      'add --dry-run=client -o yaml',
    ])
}

/** The namespace of the current context; `default` where that is not needed and no kubeconfig says one. */
export async function namespaceFor(context: Context, isOffline: boolean): Promise<string> {
  try {
    return await context.namespace()
  } catch (error) {
    if (isOffline && isOmeError(error)) return 'default'
    throw error
  }
}

/** With `-o yaml` the manifest alone goes to stdout: what explains it is told beside. */
export function sayNotesBeside(io: Io, {notes = []}: Plan, {output, 'dry-run': dryRun}: WriteFlags): void {
  if (dryRun === undefined || dryRun === 'none' || isForPeople(output) || output === 'json') return
  io.err(notes.map((line) => `${twins(io, plain(line))}\n`).join(''))
}
