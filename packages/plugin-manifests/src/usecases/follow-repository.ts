import {fieldIn} from '@ome/inference-model/manifests/conflict'
import {locateManifests} from '@ome/inference-model/manifests/locate-manifests'
import {inParallel} from '@ome/inference-model/manifests/parallel'
import {type ApplyPlan, type MayTake, planApply} from '@ome/inference-model/manifests/plan-apply'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import {authored, type Manifest} from '@ome/sdk/manifest'
import type {Change} from '@ome/sdk/plan'
import type {Comparison} from '../domain/comparison.ts'
import {type Binding, bindingName, bindingObject, type GitopsPorts, type Repository} from '../domain/gitops.ts'
import {boundTo, configMaps, refuseOtherKeepers} from './bind-repository.ts'
import {compareManifests} from './compare-manifests.ts'
import {heldBefore, keyOf, releasedObjects} from './released-objects.ts'

const atOnce = 10

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
  const held = await heldBefore(ports, {binding, repository}, namespace)
  const mayTake: MayTake = (live, field) => isAsHeld(live, held.get(keyOf(authored(live)))?.object, field)
  // Who bound the namespace said that the repository decides: a field nobody has changed since is not asked about.
  const {asks: _asks, ...plan} = await planApply(ports, {manifests, namespace, conflicts: 'leave', mayTake})
  const {gone, stripped, notes} = await releasedObjects(ports, held, {manifests, namespace})
  const doing = [...plan.changes, ...stripped, ...gone]
  const [opening, sealing] = await records(ports, namespace, {binding, head, doing})
  const asks = gone.length > 0 ? {asks: `Delete ${gone.length} of what the repository no longer holds?`} : {}
  return {
    ...plan,
    changes: [...opening, ...doing, ...sealing],
    notes: [`commit ${head.slice(0, 12)}`, ...notes],
    ...asks,
  }
}

/** Whoever owns a field that still is what the repository said of it did not change it. */
function isAsHeld(live: KubeObject, before: KubeObject | undefined, field: string): boolean {
  const value = before && fieldIn(before, field)
  return value !== undefined && JSON.stringify(value) === JSON.stringify(fieldIn(live, field))
}

/**
 * The binding says which commit is being applied before anything is, so that of two syncs at once one stops and so that
 * what an interrupted one made is known; and that it was applied when everything succeeded.
 */
async function records(
  {objects, writer}: GitopsPorts,
  namespace: string,
  {binding, head, doing}: {readonly binding: Binding; readonly head: string; readonly doing: readonly Change[]},
): Promise<readonly [readonly Change[], readonly Change[]]> {
  const isChanging = doing.some(({action}) => action !== 'unchanged')
  if (!isChanging && binding.commit === head && binding.pending === undefined) return [[], []]
  const resource = await configMaps(objects)
  const {pending: _pending, version, ...base} = binding
  const record = (reason: string, next: Binding): Change => ({
    action: 'update',
    object: {kind: 'ConfigMap', name: bindingName, namespace},
    reason: `${reason} ${head.slice(0, 12)}`,
    write: writer.apply(resource, bindingObject(namespace, next), {force: true}),
  })
  const known = version === undefined ? {} : {version}
  if (!isChanging) return [[], [{...record('synced to', {...base, ...known, commit: head}), seals: true}]]
  return [
    [{...record('syncing to', {...base, ...known, pending: head}), opens: true}],
    [{...record('synced to', {...base, commit: head}), seals: true}],
  ]
}

async function refuseKept({objects}: GitopsPorts, manifests: readonly Manifest[], namespace: string): Promise<void> {
  const wanted = await locateManifests(objects, manifests, namespace)
  const live = await inParallel(wanted, atOnce, ({resource, object: {metadata}}) =>
    objects.find(resource, metadata.name, metadata.namespace),
  )
  refuseOtherKeepers(live.filter((object) => object !== undefined))
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
