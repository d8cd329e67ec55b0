import type {SecureContext} from 'node:tls'
import {OmeError} from '../errors.ts'
import type {ClusterEntry} from '../kubeconfig.ts'
import {type ClientCertificate, material} from './material.ts'

/** What node's TLS needs to reach a cluster, made once for all its connections. */
export interface TlsOptions {
  readonly rejectUnauthorized: boolean
  readonly secureContext: SecureContext
  readonly servername?: string
}

/** The cluster's trust and the user's certificate. Without an own authority the machine's and node's roots count. */
export function tlsOptions(cluster: ClusterEntry, certificate: ClientCertificate | undefined): TlsOptions {
  const authority = material('certificate authority', cluster.certificateAuthorityData, cluster.certificateAuthority)
  if (authority && !authority.includes('-----BEGIN')) {
    throw unusable('the certificate authority', 'it holds no PEM certificate', 'certificate-authority')
  }
  const {createSecureContext} = process.getBuiltinModule('node:tls')
  const ca = authority ?? (cluster.insecureSkipTlsVerify ? undefined : systemAuthorities())
  try {
    const secureContext = createSecureContext({
      ...(ca ? {ca} : {}),
      ...(certificate ? {cert: certificate.cert, key: certificate.key} : {}),
    })
    const {tlsServerName} = cluster
    return {
      rejectUnauthorized: !cluster.insecureSkipTlsVerify,
      secureContext,
      ...(tlsServerName ? {servername: tlsServerName} : {}),
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    if (certificate)
      throw unusable('the client certificate or its key', reason, 'client-certificate and client-key', error)
    throw unusable('the certificate authority', reason, 'certificate-authority', error)
  }
}

const unusable = (what: string, reason: string, field: string, cause?: unknown): OmeError =>
  new OmeError(
    'usage',
    `${what} cannot be used: ${reason}`,
    [`correct ${field} (or the same with -data) in the kubeconfig`],
    {cause},
  )

/** Node's own roots, `NODE_EXTRA_CA_CERTS` and the machine's store, which kubectl uses. */
function systemAuthorities(): string[] {
  const tls = process.getBuiltinModule('node:tls')
  return [...new Set([...tls.getCACertificates('default'), ...tls.getCACertificates('system')])]
}
