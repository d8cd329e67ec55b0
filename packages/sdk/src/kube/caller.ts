import type {Connection} from '../kubeconfig.ts'

/**
 * A name for whom a connection acts as and where: hex SHA-256 of server, credentials and impersonation, so that what is
 * remembered of one person is never used for another. Undefined where nothing names a cluster.
 */
export function callerOf({source, cluster, user}: Connection): string | undefined {
  if (source === 'default') return undefined
  const {createHash} = process.getBuiltinModule('node:crypto')
  return createHash('sha256')
    .update(JSON.stringify([cluster.server, user]))
    .digest('hex')
}
