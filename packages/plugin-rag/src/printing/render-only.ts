import type {Context} from '@ome/sdk/context'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {WriteFlags} from '@ome/sdk/flags'

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
