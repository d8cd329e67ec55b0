import {type BindingStore, type Caller, type Identity, roleOfTier, strongest} from '../domain/identity.ts'
import type {Kfam} from '../domain/project.ts'

export interface SeeIdentity {
  readonly person: Caller
  readonly namespace: string
  /** The setting `gateway.user`. */
  readonly setting?: string | undefined
}

/** Who a person is for the cluster and for Kubeflow; what may not be read is told from what can be known. */
export async function seeIdentity(
  {bindings, kfam}: {readonly bindings: BindingStore; readonly kfam: Kfam},
  {person, namespace, setting}: SeeIdentity,
): Promise<Identity> {
  const kubeflowId = setting ?? person.user
  const names = [...new Set([kubeflowId, person.user])]
  const [bound, owns, isAdmin] = await Promise.all([
    bindings.roles(namespace, names),
    bindings.owned(names),
    kfam.isClusterAdmin(kubeflowId),
  ])
  const told = bound ?? (isAdmin === undefined ? undefined : await kfam.roles(kubeflowId, namespace))
  const {user, groups, tier} = person
  return {
    user,
    groups,
    tier,
    namespace,
    kubeflowId,
    idFrom: setting !== undefined ? 'setting' : owns?.length ? 'profile' : 'cluster',
    role: told === undefined ? (roleOfTier[tier] ?? 'none') : (strongest(told) ?? 'none'),
    roleFrom: bound ? 'bindings' : told ? 'access management' : 'your rights',
    owns: owns ?? [],
    ...(isAdmin !== undefined && {isAdmin}),
  }
}
