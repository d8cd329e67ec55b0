import {byApplyOrder} from '@ome/inference-model/manifests/apply-order'
import {locateManifests} from '@ome/inference-model/manifests/locate-manifests'
import {type ApplyPlan, planApply} from '@ome/inference-model/manifests/plan-apply'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import type {Manifest} from '@ome/sdk/manifest'
import type {Change} from '@ome/sdk/plan'
import type {Comparison} from '../domain/comparison.ts'
import {type Binding, bindingName, bindingObject, type GitopsPorts, type Repository} from '../domain/gitops.ts'
import {boundTo, configMaps, refuseOtherKeepers} from './bind-repository.ts'
import {compareManifests} from './compare-manifests.ts'

interface Opened {
  readonly binding: Binding
  readonly repository: Repository
}

async function open({objects, repositories}: GitopsPorts, namespace: string): Promise<Opened> {
  const binding = await boundTo(objects, namespace)
  return {binding, repository: await repositories.open(binding.repo, binding.branch)}
}

/** What the newest commit changes: applied, what it no longer holds deleted, what others changed left to them. */
export async function planSync(ports: GitopsPorts, namespace: string): Promise<ApplyPlan> {
  const {binding, repository} = await open(ports, namespace)
  const head = await repository.head()
  if (head === undefined) throw new OmeError('not-found', `${binding.repo} has no branch "${binding.branch}" any more`)
  const manifests = await repository.manifestsAt(head, binding.path)
  await refuseKept(ports, manifests, namespace)
  const plan = await planApply(ports, {manifests, namespace, conflicts: 'leave'})
  const gone = await removed(ports, {binding, repository}, {manifests, namespace})
  const noted = binding.commit === head ? [] : [await noteCommit(ports, namespace, {...binding, commit: head})]
  const asks = gone.length > 0 ? {asks: `Delete ${gone.length} of what the repository no longer holds?`} : {}
  return {...plan, changes: [...plan.changes, ...gone, ...noted], notes: [`commit ${head.slice(0, 12)}`], ...asks}
}

async function refuseKept({objects}: GitopsPorts, manifests: readonly Manifest[], namespace: string): Promise<void> {
  const wanted = await locateManifests(objects, manifests, namespace)
  const live = await Promise.all(
    wanted.map(({resource, object: {metadata}}) => objects.find(resource, metadata.name, metadata.namespace)),
  )
  refuseOtherKeepers(live.filter((object) => object !== undefined))
}

/** Objects of the last synced commit that the newest does not hold. */
async function removed(
  {objects, writer}: GitopsPorts,
  {binding, repository}: Opened,
  {manifests, namespace}: {readonly manifests: readonly Manifest[]; readonly namespace: string},
): Promise<readonly Change[]> {
  if (binding.commit === undefined) return []
  const before = await locateManifests(objects, await repository.manifestsAt(binding.commit, binding.path), namespace)
  const kept = new Set((await locateManifests(objects, manifests, namespace)).map(({object}) => keyOf(object)))
  const gone = before.filter(({object}) => !kept.has(keyOf(object)))
  const live = await Promise.all(
    gone.map(async ({resource, object: {metadata}}) => ({
      resource,
      object: await objects.find(resource, metadata.name, metadata.namespace),
    })),
  )
  const doomed = live.flatMap(({resource, object}) => (object ? [{resource, object}] : []))
  return byApplyOrder(doomed, ({object}) => object.kind)
    .reverse()
    .map(({resource, object}) => ({
      action: 'delete',
      object: nameOf(object),
      reason: 'not in the repository any more',
      write: writer.delete(resource, object),
    }))
}

const keyOf = ({apiVersion, kind, metadata: {name, namespace = ''}}: KubeObject): string =>
  [apiVersion.replace(/\/.*/, ''), kind, namespace, name].join('/')

const nameOf = ({kind, metadata: {name, namespace}}: KubeObject): Change['object'] => ({
  kind,
  name,
  ...(namespace === undefined ? {} : {namespace}),
})

async function noteCommit({objects, writer}: GitopsPorts, namespace: string, binding: Binding): Promise<Change> {
  return {
    action: 'update',
    object: {kind: 'ConfigMap', name: bindingName, namespace},
    reason: `synced to ${binding.commit?.slice(0, 12)}`,
    write: writer.apply(await configMaps(objects), bindingObject(namespace, binding), {force: true}),
  }
}

/** The manifests of the commit that was synced last. Throws `usage` before the first sync. */
async function synced(ports: GitopsPorts, namespace: string): Promise<readonly Manifest[]> {
  const {binding, repository} = await open(ports, namespace)
  if (binding.commit === undefined)
    throw new OmeError('usage', 'nothing was synced yet', [
      `apply what the repository holds: ome gitops sync -n ${namespace}`,
    ])
  return await repository.manifestsAt(binding.commit, binding.path)
}

/** How the cluster differs from the commit that was synced last. */
export async function findDrift(ports: GitopsPorts, namespace: string): Promise<readonly Comparison[]> {
  const compared = await compareManifests(ports.objects, {manifests: await synced(ports, namespace), namespace})
  return compared.filter(({state}) => state !== 'same')
}

/** Puts what drifted back; asked first, since somebody changed it for a reason. */
export async function planReconcile(ports: GitopsPorts, namespace: string): Promise<ApplyPlan> {
  const manifests = await synced(ports, namespace)
  await refuseKept(ports, manifests, namespace)
  const plan = await planApply(ports, {manifests, namespace, conflicts: 'take'})
  const changing = plan.changes.filter(({action}) => action !== 'unchanged').length
  return changing === 0 ? plan : {...plan, asks: `Put ${changing} of them back to the repository's state?`}
}
