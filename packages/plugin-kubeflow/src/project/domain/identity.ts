/** Who the cluster takes a person for. */
export interface Caller {
  readonly user: string
  readonly groups: readonly string[]
  readonly tier: string
}

/** Who a person is, in the cluster and for Kubeflow. */
export interface Identity extends Caller {
  readonly namespace: string
  /** What Kubeflow calls the person: its pages go by the name that the gateway gives them. */
  readonly kubeflowId: string
  /** Where that name comes from. */
  readonly idFrom: 'setting' | 'profile' | 'cluster'
  readonly role: string
  readonly roleFrom: 'bindings' | 'access management' | 'your rights'
  readonly owns: readonly string[]
  /** Undefined where the access management cannot be asked. */
  readonly isAdmin?: boolean
}

export interface BindingStore {
  /** Roles that bindings of the namespace give these names; undefined when they may not be read. */
  roles(namespace: string, names: readonly string[]): Promise<readonly string[] | undefined>
  /** Profiles these names own; undefined when they may not be read. */
  owned(names: readonly string[]): Promise<readonly string[] | undefined>
}

const strength = ['view', 'edit', 'admin']

/** The strongest of several roles. */
export const strongest = (roles: readonly string[]): string | undefined =>
  [...roles].sort((left, right) => strength.indexOf(right) - strength.indexOf(left))[0]

/** The role that rights amount to: tiers are of ome, roles of Kubeflow. */
export const roleOfTier: Readonly<Record<string, string>> = {
  viewer: 'view',
  'data-scientist': 'edit',
  operator: 'admin',
  'cluster-admin': 'admin',
}
