import type {Scenario, ScenarioContext} from './scenario.ts'
import type {ApiServer} from './server/create-server.ts'

/** A kubeconfig with everything inside it: no file beside it is needed. */
export interface SandboxKubeconfig {
  readonly apiVersion: 'v1'
  readonly kind: 'Config'
  readonly clusters: readonly {name: string; cluster: {server: string; 'certificate-authority-data': string}}[]
  readonly users: readonly {name: string; user: KubeconfigUser}[]
  readonly contexts: readonly {name: string; context: {cluster: string; user: string; namespace: string}}[]
  readonly 'current-context': string
}

export type KubeconfigUser =
  | {readonly 'client-certificate-data': string; readonly 'client-key-data': string}
  | {readonly token: string}

/** One API server of a sandbox: under `main` the first, under their own names the others. */
export interface ServedCluster {
  readonly name: string
  readonly url: string
  readonly server: ApiServer
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')

const nameOf = (cluster: string | undefined): string =>
  cluster === undefined ? 'ome-sandbox' : `ome-sandbox-${cluster}`

interface Entry {
  readonly context: string
  readonly cluster: string
  readonly namespace: string
  readonly user: string
  readonly as: KubeconfigUser
}

/** A kubeconfig with the contexts of a scenario; the first is current. `further` are its other clusters. */
export function sandboxKubeconfig(
  scenario: Pick<Scenario, 'contexts'>,
  first: Omit<ServedCluster, 'name'>,
  further: readonly ServedCluster[],
): SandboxKubeconfig {
  const serving = (name: string | undefined): Omit<ServedCluster, 'name'> =>
    further.find((one) => one.name === name) ?? first
  const entries = Object.entries(scenario.contexts).map(([context, given]): Entry => {
    const {user, as} = credentials(given, serving(given.cluster).server)
    return {context, cluster: nameOf(given.cluster), namespace: given.namespace, user, as}
  })
  const served = [{...first, name: undefined}, ...further]
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: served.map(({name, url, server}) => ({
      name: nameOf(name),
      cluster: {server: url, 'certificate-authority-data': base64(server.certificates.authority.certificate)},
    })),
    users: [...new Map(entries.map(({user, as}) => [user, {name: user, user: as}])).values()],
    contexts: entries.map(({context, cluster, user, namespace}) => ({
      name: context,
      context: {cluster, user, namespace},
    })),
    'current-context': entries[0]?.context ?? '',
  }
}

/** A name for the entry and what it holds. Credentials that have expired are a token that no server knows. */
function credentials({user, expired, cluster}: ScenarioContext, server: ApiServer): {user: string; as: KubeconfigUser} {
  const at = cluster === undefined ? '' : `@${cluster}`
  if (expired) return {user: `${user?.name ?? 'sandbox-admin'}-expired${at}`, as: {token: 'expired'}}
  const subject = user
    ? {commonName: user.name, organizations: user.groups ?? []}
    : {commonName: 'sandbox-admin', organizations: ['system:masters']}
  const {certificate, key} = server.clientCertificate(subject)
  return {
    user: `${subject.commonName}${at}`,
    as: {'client-certificate-data': base64(certificate), 'client-key-data': base64(key)},
  }
}
