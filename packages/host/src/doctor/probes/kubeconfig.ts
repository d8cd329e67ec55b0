import {X509Certificate} from 'node:crypto'
import {accessSync, constants, readFileSync} from 'node:fs'
import type {ClusterEntry, Kubeconfig, UserEntry} from '@ome/sdk/kubeconfig'
import {knownContexts, kubeconfigOf} from '../../clusters/known-contexts.ts'
import {type Finding, fail, ok, type Probe, warn} from '../finding.ts'

const day = 24 * 3_600_000

/** Files, contexts and what the entries point at; nothing is sent anywhere. */
export const kubeconfigProbe: Probe = {
  title: 'kubeconfig',
  async run({context}) {
    const config = await kubeconfigOf(context)
    if (config.contexts.size === 0)
      return [warn('kubeconfig', 'no cluster is configured', 'ome cluster connect --kubeconfig FILE')]
    const contexts = knownContexts(context, config)
    const current = contexts.find((one) => one.current)
    const now = context.now()
    return [
      current
        ? ok('kubeconfig', `${config.files.join(', ')}: ${contexts.length} contexts, ${current.name} is current`)
        : warn('kubeconfig', `${config.files.join(', ')}: no context is current`, 'ome cluster use NAME'),
      ...danglingContexts(config),
      ...[...config.users].flatMap(([name, user]) => credentialFindings(name, user, now)),
      ...[...config.clusters].flatMap(([name, cluster]) => authorityFindings(name, cluster)),
    ]
  },
}

const danglingContexts = ({contexts, clusters, users}: Kubeconfig): Finding[] =>
  [...contexts].flatMap(([name, {cluster, user}]) => [
    ...(cluster !== undefined && !clusters.has(cluster)
      ? [
          warn(
            'kubeconfig',
            `context "${name}" names the cluster "${cluster}", which is not there`,
            `kubectl config delete-context ${name}`,
          ),
        ]
      : []),
    ...(user !== undefined && !users.has(user)
      ? [
          warn(
            'kubeconfig',
            `context "${name}" names the user "${user}", which is not there`,
            `kubectl config delete-context ${name}`,
          ),
        ]
      : []),
  ])

function credentialFindings(name: string, user: UserEntry, now: Date): Finding[] {
  const files = [user.clientCertificate, user.clientKey, user.tokenFile].filter((path) => path !== undefined)
  return [
    ...files.flatMap((path) =>
      isReadable(path) ? [] : [fail('credentials', `user "${name}": ${path} cannot be read`)],
    ),
    ...expiry(name, user, now),
  ]
}

function expiry(name: string, {clientCertificate, clientCertificateData}: UserEntry, now: Date): Finding[] {
  const pem = clientCertificateData
    ? Buffer.from(clientCertificateData, 'base64')
    : clientCertificate !== undefined && isReadable(clientCertificate)
      ? readFileSync(clientCertificate)
      : undefined
  if (pem === undefined) return []
  const certificate = parsed(pem)
  if (!certificate) return [fail('credentials', `user "${name}": its client certificate cannot be read`)]
  const ends = certificate.validToDate
  const left = ends.getTime() - now.getTime()
  const text = `user "${name}": its client certificate`
  if (left <= 0)
    return [
      fail(
        'credentials',
        `${text} expired on ${ends.toISOString().slice(0, 10)}`,
        'get a new one from who runs the cluster',
      ),
    ]
  if (left < 7 * day) return [warn('credentials', `${text} expires on ${ends.toISOString().slice(0, 10)}`)]
  return [ok('credentials', `${text} is valid until ${ends.toISOString().slice(0, 10)}`)]
}

function parsed(pem: Buffer): X509Certificate | undefined {
  try {
    return new X509Certificate(pem)
  } catch {
    // Whatever is wrong with it, it is no certificate.
    return undefined
  }
}

const authorityFindings = (
  name: string,
  {certificateAuthority: path, insecureSkipTlsVerify}: ClusterEntry,
): Finding[] => [
  ...(path === undefined || isReadable(path) ? [] : [fail('ca', `cluster "${name}": ${path} cannot be read`)]),
  ...(insecureSkipTlsVerify
    ? [warn('ca', `cluster "${name}": its certificate is not checked (insecure-skip-tls-verify)`)]
    : []),
]

export function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK)
    return true
  } catch {
    // Missing and forbidden are the same to who wants to read it.
    return false
  }
}
