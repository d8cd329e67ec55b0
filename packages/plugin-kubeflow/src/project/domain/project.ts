import {at, fields} from '@ome/capacity/fields'
import {parseQuantity} from '@ome/capacity/quantity'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import type {FieldChange, Write} from '@ome/sdk/plan'

/** A person's place to work in: a namespace, and where Kubeflow Profiles are there the profile that owns it. */
export interface Project {
  readonly name: string
  /** The profile, where one of the name is there and may be read. */
  readonly profile?: KubeObject
  readonly namespace?: KubeObject
  /** Not all of it may be looked at. */
  readonly isHidden?: boolean
}

/** What a project is made of. */
export interface ProjectWish {
  readonly name: string
  readonly owner: string
  /** Limits of the namespace, such as `requests.nvidia.com/gpu: "4"`. */
  readonly quota: Readonly<Record<string, string>>
}

export interface ProjectStore {
  find(name: string): Promise<Project>
  /** Whether its owner has been let in: the binding is there, or may not be looked at. */
  isFurnished(name: string): Promise<boolean>
  /** Names of claims with what they hold. */
  claims(name: string): Promise<readonly string[]>
}

export interface ProjectWriter {
  createProfile(wish: ProjectWish): Write
  createNamespace(name: string): Write
  /** Limits that are not named stay as they are. */
  setQuota(profile: KubeObject, quota: ProjectWish['quota']): Write
  remove(object: KubeObject): Write
}

/** Whether the access management answers; who may not ask is not told whether it is there. */
export type KfamReach = 'open' | 'denied' | 'absent'

/** Kubeflow's access management: for whoever may not write profiles, it does so on their behalf. */
export interface Kfam {
  reach(user: string): Promise<KfamReach>
  createProfile(wish: ProjectWish): Promise<void>
  deleteProfile(name: string, user: string): Promise<void>
  isClusterAdmin(user: string): Promise<boolean | undefined>
  /** Roles of a person in a namespace: admin, edit, view. */
  roles(user: string, namespace: string): Promise<readonly string[] | undefined>
}

const nameRule = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/

/** Whether a namespace may be called so. */
export const isName = (name: string): boolean => nameRule.test(name)

/** Throws `usage` for what cannot be the name of a namespace. */
export function checkedName(name: string): string {
  if (nameRule.test(name)) return name
  const near = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
  throw new OmeError('usage', `"${name}" cannot be the name of a namespace`, [
    'lower-case letters, digits and - between them, 63 at most',
    ...(nameRule.test(near) ? [`for example ${near}`] : []),
  ])
}

const isOfSystem = (name: string): boolean => name === 'default' || /^(kube-|kubeflow)/.test(name)

/** Throws `usage` for a new project that nobody could delete again, see {@link refuseSystem}. */
export function refuseReserved(name: string): void {
  if (!isOfSystem(name)) return
  throw new OmeError('usage', `"${name}" cannot be a project: the cluster and Kubeflow itself have such names`, [
    'choose one that does not begin with kube- or kubeflow',
  ])
}

/** Throws `usage` for limits that are no quantities. */
export function checkQuota(quota: ProjectWish['quota']): void {
  for (const [limit, value] of Object.entries(quota))
    if (parseQuantity(value) === undefined)
      throw new OmeError('usage', `quota ${limit}: "${value}" is no amount`, ['write it as 4, 500m or 64Gi'])
}

/** Limits of a profile that are to be others. */
export function quotaChanges(profile: KubeObject, quota: ProjectWish['quota']): readonly FieldChange[] {
  const hard = fields(at(profile['spec'], 'resourceQuotaSpec', 'hard'))
  return Object.entries(quota)
    .filter(([limit, value]) => hard[limit] !== value)
    .map(([limit, to]) => ({path: `spec.resourceQuotaSpec.hard[${JSON.stringify(limit)}]`, from: hard[limit], to}))
}

/** Throws `denied` for namespaces that belong to the cluster or to Kubeflow itself. */
export function refuseSystem(name: string): void {
  if (!isOfSystem(name)) return
  throw new OmeError('denied', `namespace ${name} is no project: it belongs to the cluster or to Kubeflow itself`, [
    'your projects: ome kf status profiles',
  ])
}

const ownerIn = (profile: KubeObject): string => String(profile['spec']?.owner?.name ?? '')

/** Throws `conflict` where the name is taken by somebody else. */
export function refuseForeign({name, profile, namespace}: Project, owner: string): void {
  const other = profile ? ownerIn(profile) : namespace && (namespace.metadata.annotations?.['owner'] ?? '')
  if (other === undefined || other === owner) return
  const whose = other === '' ? 'is there without an owner' : `belongs to ${other}`
  throw new OmeError('conflict', `namespace ${name} ${whose}`, [
    'choose another name',
    ...(other === '' ? [`work in it all the same: ome kf use ${name}`] : [`ask ${other} for access`]),
  ])
}

/** Ready: the namespace is there and is its owner's (Kubeflow 1.10 says so nowhere, its parts do). */
export function isReady({profile, namespace}: Project, owner: string): boolean {
  if (namespace === undefined || namespace['status']?.phase !== 'Active') return false
  return profile === undefined || namespace.metadata.annotations?.['owner'] === owner
}
