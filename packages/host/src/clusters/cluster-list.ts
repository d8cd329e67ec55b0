import type {View} from '@ome/sdk/view'

/** A context a person can choose. */
export interface KnownContext {
  readonly name: string
  readonly cluster: string
  readonly namespace?: string
  readonly current: boolean
  /** In config.yaml; otherwise only in the kubeconfig. */
  readonly registered: boolean
  readonly kubeconfig?: string
}

export const clusterList: View<KnownContext[]> = {
  kind: 'ContextList',
  columns: [
    {header: 'CURRENT', value: ({current}) => (current ? '*' : ' ')},
    {header: 'NAME', value: ({name}) => name},
    {header: 'CLUSTER', value: ({cluster}) => cluster},
    {header: 'NAMESPACE', value: ({namespace}) => namespace ?? '<none>'},
    {header: 'REGISTERED', value: ({registered}) => (registered ? 'yes' : 'no'), wide: true},
    {header: 'KUBECONFIG', value: ({kubeconfig}) => kubeconfig ?? '<none>', wide: true},
  ],
  json: ({name, cluster, namespace, current, registered, kubeconfig}) => ({
    name,
    cluster,
    namespace: namespace ?? null,
    current,
    registered,
    kubeconfig: kubeconfig ?? null,
  }),
  name: ({name}) => `context/${name}`,
  empty: 'no contexts: register those of a kubeconfig with ome cluster connect',
}

/** Result of `cluster connect` for one context. */
export interface ConnectedContext {
  readonly name: string
  readonly server: string
  /** Version of the API server, when it answered. */
  readonly version?: string
  readonly problem?: string
}

export const connectedList: View<ConnectedContext[]> = {
  kind: 'ConnectedContextList',
  columns: [
    {header: 'NAME', value: ({name}) => name},
    {header: 'SERVER', value: ({server}) => server},
    {
      header: 'VERSION',
      value: ({version, problem}) => version ?? problem,
      tone: ({version}) => (version ? undefined : 'warn'),
    },
  ],
  json: ({name, server, version, problem}) => ({name, server, version: version ?? null, problem: problem ?? null}),
  name: ({name}) => `context/${name}`,
  empty: 'the kubeconfig has no contexts',
}
