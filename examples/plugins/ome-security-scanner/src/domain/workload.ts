/** What runs: the pods of one controller, or a pod of its own. */
export interface Workload {
  readonly namespace: string
  /** `deployment/chat-ui`. */
  readonly object: string
  readonly labels: Readonly<Record<string, string>>
  readonly containers: readonly Container[]
  /** Paths of the node that it sees. */
  readonly hostPaths: readonly string[]
  /** Of `hostNetwork`, `hostPID` and `hostIPC` those that are on. */
  readonly hostNamespaces: readonly string[]
}

export interface Container {
  readonly name: string
  readonly image: string
  readonly isPrivileged: boolean
  /** `image`: nothing says it, the image decides. */
  readonly user: 'root' | 'other' | 'image'
  /** Names of variables whose plain value is a credential. The values are never kept. */
  readonly tokens: readonly string[]
  readonly trustsRemoteCode: boolean
  readonly hostPorts: readonly number[]
}

/** A Service that can be reached from outside the cluster. */
export interface OpenService {
  readonly namespace: string
  readonly name: string
  readonly type: 'LoadBalancer' | 'NodePort'
  readonly ports: readonly number[]
}

/** What an audit looks at; an absent namespace means all. */
export interface Inventory {
  workloads(namespace: string | undefined): Promise<readonly Workload[]>
  openServices(namespace: string | undefined): Promise<readonly OpenService[]>
  /** Workloads that no NetworkPolicy selects; undefined when the person may not see policies. */
  uncovered(workloads: readonly Workload[], namespace: string | undefined): Promise<readonly Workload[] | undefined>
}
