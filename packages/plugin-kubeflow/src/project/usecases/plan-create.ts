import {ifAllowed} from '@ome/inference-model/if-allowed'
import {fieldChanges} from '@ome/inference-model/manifests/field-changes'
import {locateManifests} from '@ome/inference-model/manifests/locate-manifests'
import type {ClusterObjects, Wanted} from '@ome/inference-model/manifests/manifest'
import {label} from '@ome/inference-model/manifests/manifest'
import type {ManifestWriter} from '@ome/inference-model/manifests/writer'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import type {Manifest} from '@ome/sdk/manifest'
import type {Change, Plan} from '@ome/sdk/plan'
import {type Detection, kindsOf} from '../../domain/served.ts'
import {
  checkQuota,
  type Project,
  type ProjectStore,
  type ProjectWish,
  type ProjectWriter,
  quotaChanges,
  refuseForeign,
  refuseReserved,
} from '../domain/project.ts'

export interface CreatePorts {
  readonly detection: Detection
  readonly projects: ProjectStore
  readonly writer: ProjectWriter
  readonly objects: ClusterObjects
  readonly manifests: ManifestWriter
}

export interface CreatePlan extends Plan {
  /** The project itself; the objects of its repository come when it is there. */
  readonly project: Change
  readonly objects: readonly Change[]
  readonly hasProfile: boolean
}

/**
 * A project and what its repository holds. All that can be refused is refused here, before anything is written: a name
 * that is taken, kustomizations, objects of the whole cluster or of another namespace.
 */
export async function planCreate(
  ports: CreatePorts,
  wish: ProjectWish,
  manifests: readonly Manifest[] | undefined,
): Promise<CreatePlan> {
  checkQuota(wish.quota)
  const hasProfile = kindsOf(await ports.detection.served(), 'profiles').length > 0
  if (!hasProfile && Object.keys(wish.quota).length > 0)
    throw new OmeError('usage', 'a namespace alone has no quota, and the cluster has no profiles', [
      'leave --quota out',
    ])
  const [found, wanted] = await Promise.all([
    ports.projects.find(wish.name),
    manifests === undefined ? [] : locateManifests(ports.objects, inside(manifests), wish.name),
  ])
  for (const each of wanted) refuseOutside(each, wish.name)
  if (hasProfile) refuseForeign(found, wish.owner)
  if (!found.profile && !found.namespace) refuseReserved(wish.name)
  const project = projectChange(found, wish, {hasProfile, writer: ports.writer})
  const objects = await Promise.all(
    wanted.map(async (each) => objectChange(each, found.namespace && (await liveOf(ports, each)), ports.manifests)),
  )
  return {
    project,
    objects,
    hasProfile,
    changes: [project, ...objects],
    notes: hasProfile ? [`owner ${wish.owner}`] : [],
  }
}

function projectChange(
  {profile, namespace}: Project,
  wish: ProjectWish,
  {hasProfile, writer}: {readonly hasProfile: boolean; readonly writer: ProjectWriter},
): Change {
  const object = {kind: hasProfile ? 'Profile' : 'Namespace', name: wish.name}
  const quota = hasProfile && profile ? quotaChanges(profile, wish.quota) : []
  if (profile && quota.length > 0)
    return {action: 'update', object, fields: quota, opens: true, write: writer.setQuota(profile, wish.quota)}
  if (hasProfile ? profile : namespace) return {action: 'unchanged', object}
  const write = hasProfile ? writer.createProfile(wish) : writer.createNamespace(wish.name)
  return {action: 'create', object, opens: true, write}
}

/** What is there of an object; who may not look writes it all the same. */
const liveOf = ({objects}: CreatePorts, {object, resource}: Wanted): Promise<KubeObject | undefined> =>
  ifAllowed(objects.find(resource, object.metadata.name, object.metadata.namespace))

function objectChange({object, resource}: Wanted, live: KubeObject | undefined, writer: ManifestWriter): Change {
  const {name, namespace = ''} = object.metadata
  const target = {kind: object.kind, name, namespace}
  const write = writer.apply(resource, object, {force: false})
  if (live === undefined) return {action: 'create', object: target, untried: true, write}
  // What defaults and controllers added is theirs.
  const changed = fieldChanges(live, object).filter(({to}) => to !== undefined)
  return changed.length === 0
    ? {action: 'unchanged', object: target}
    : {action: 'update', object: target, fields: changed, write}
}

function inside(manifests: readonly Manifest[]): readonly Manifest[] {
  const built = manifests.find(({object}) => object.apiVersion.startsWith('kustomize.config.k8s.io/'))
  if (built)
    throw new OmeError('usage', `${built.source} is a kustomization, which has to be built first`, [
      'build it, and name the folder of what comes out: kubectl kustomize DIR',
    ])
  return manifests
}

function refuseOutside({object, resource, source}: Wanted, name: string): void {
  if (!resource.namespaced)
    throw new OmeError('usage', `${source}: ${label(object)} is of the whole cluster, and a project is a namespace`, [
      'ask an administrator to apply it, and leave it out here',
    ])
  if (object.metadata.namespace === name) return
  throw new OmeError('usage', `${source}: ${label(object)} is not of namespace ${name}`, [
    'leave metadata.namespace out: everything goes into the project',
  ])
}
