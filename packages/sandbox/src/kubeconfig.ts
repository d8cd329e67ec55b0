import type {ApiServer} from './server/create-server.ts'

/** A kubeconfig with everything inside it: no file beside it is needed. */
export interface SandboxKubeconfig {
  readonly apiVersion: 'v1'
  readonly kind: 'Config'
  readonly clusters: readonly {name: string; cluster: {server: string; 'certificate-authority-data': string}}[]
  readonly users: readonly {name: string; user: {'client-certificate-data': string; 'client-key-data': string}}[]
  readonly contexts: readonly {name: string; context: {cluster: string; user: string; namespace: string}}[]
  readonly 'current-context': string
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')

/** An administrator's kubeconfig for a sandbox; `contexts` maps names to namespaces, the first is current. */
export function sandboxKubeconfig(
  server: ApiServer,
  url: string,
  contexts: Readonly<Record<string, string>>,
): SandboxKubeconfig {
  const admin = server.clientCertificate({commonName: 'sandbox-admin', organizations: ['system:masters']})
  const cluster = 'ome-sandbox'
  const user = 'sandbox-admin'
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: cluster,
        cluster: {server: url, 'certificate-authority-data': base64(server.certificates.authority.certificate)},
      },
    ],
    users: [
      {name: user, user: {'client-certificate-data': base64(admin.certificate), 'client-key-data': base64(admin.key)}},
    ],
    contexts: Object.entries(contexts).map(([name, namespace]) => ({name, context: {cluster, user, namespace}})),
    'current-context': Object.keys(contexts)[0] ?? '',
  }
}
