import {OmeError} from '../errors.ts'
import type {ClusterEntry} from '../kubeconfig.ts'
import {type ClientCertificate, material} from './credentials.ts'

/** What node's TLS needs to reach a cluster, and nothing that belongs to one request. */
export interface TlsOptions {
  readonly rejectUnauthorized: boolean
  readonly ca?: (string | Buffer)[]
  readonly cert?: string | Buffer
  readonly key?: string | Buffer
  readonly servername?: string
}

/** The cluster's trust and the user's certificate. Without an own authority the machine's and node's roots count. */
export function tlsOptions(cluster: ClusterEntry, certificate: ClientCertificate | undefined): TlsOptions {
  const authority = material('certificate authority', cluster.certificateAuthorityData, cluster.certificateAuthority)
  if (authority && !authority.includes('-----BEGIN')) {
    throw new OmeError('usage', 'the certificate authority holds no PEM certificate', [
      'correct --certificate-authority, or certificate-authority-data in the kubeconfig',
    ])
  }
  const ca = authority ? [authority] : cluster.insecureSkipTlsVerify ? undefined : systemAuthorities()
  return {
    rejectUnauthorized: !cluster.insecureSkipTlsVerify,
    ...(ca ? {ca} : {}),
    ...(certificate ? {cert: certificate.cert, key: certificate.key} : {}),
    ...(cluster.tlsServerName ? {servername: cluster.tlsServerName} : {}),
  }
}

/** Node's own roots, `NODE_EXTRA_CA_CERTS` and the machine's store, which kubectl uses. */
function systemAuthorities(): string[] {
  const tls = process.getBuiltinModule('node:tls')
  return [...new Set([...tls.getCACertificates('default'), ...tls.getCACertificates('system')])]
}
