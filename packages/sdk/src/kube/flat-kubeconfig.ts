import type {Connection} from '../kubeconfig.ts'
import {identityOf} from './credentials.ts'
import type {ExecSurroundings} from './exec-credential.ts'
import {material} from './material.ts'

const name = 'ome'

/**
 * A kubeconfig of one context that needs no other file and no credentials program: certificates and keys are inside,
 * and what an exec plugin or a token file gives is there as it is now. `contextName` is that of the connection. Throws
 * what reading the files and running the plugin throws.
 */
export async function flatKubeconfig(
  connection: Connection,
  around: ExecSurroundings,
  namespace: string,
): Promise<{readonly contextName: string; readonly text: string}> {
  const {contextName = name, cluster} = connection
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': contextName,
    contexts: [{name: contextName, context: {cluster: name, user: name, namespace}}],
    clusters: [
      {
        name,
        cluster: {
          server: cluster.server,
          'certificate-authority-data': material(
            'certificate authority',
            cluster.certificateAuthorityData,
            cluster.certificateAuthority,
          )?.toString('base64'),
          'insecure-skip-tls-verify': cluster.insecureSkipTlsVerify,
          'tls-server-name': cluster.tlsServerName,
          'proxy-url': cluster.proxyUrl,
          'disable-compression': cluster.disableCompression,
        },
      },
    ],
    users: [{name, user: await userOf(connection, around)}],
  }
  return {contextName, text: `${JSON.stringify(config, undefined, 2)}\n`}
}

async function userOf(connection: Connection, around: ExecSurroundings): Promise<Record<string, unknown>> {
  const {user} = connection
  const {headers, certificate} = await identityOf(connection, around).current()
  const authorization = headers['authorization']
  const bearer = typeof authorization === 'string' ? /^Bearer (.*)$/.exec(authorization)?.[1] : undefined
  return {
    token: bearer,
    'client-certificate-data': certificate && Buffer.from(certificate.cert).toString('base64'),
    'client-key-data': certificate && Buffer.from(certificate.key).toString('base64'),
    ...(user.username ? {username: user.username, password: user.password} : {}),
    as: user.as,
    'as-uid': user.asUid,
    'as-groups': user.asGroups,
    'as-user-extra': user.asUserExtra,
  }
}
