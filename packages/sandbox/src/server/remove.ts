import type {Cel} from '@ome/kinds/validation/cel/engine'
import {asObject, asText, isList, type JsonObject, withField} from '@ome/kinds/validation/json'
import type {Admission, ApiMeta, ApiObject, LocalApi} from '../api.ts'
import {checkRemoval} from './admission/chain.ts'
import {checkPolicies, removalOf} from './admission/policies.ts'
import {treeOf} from './codec/json.ts'
import {inStorageVersion, presented, sealed} from './codec/present.ts'
import {cleanupFinalizer} from './definitions/crd-names.ts'
import {preconditionFailed} from './errors.ts'
import {type ResourceType, storageKey} from './resource-type.ts'
import {keyOf, type Store} from './store.ts'
import type {WriteOptions} from './write.ts'

export interface RemoveOptions {
  readonly propagation?: 'Background' | 'Foreground' | 'Orphan'
  readonly gracePeriodSeconds?: number
  readonly uid?: string
  readonly resourceVersion?: string
}

export interface Removal {
  readonly target: {readonly type: ResourceType; readonly namespace: string; readonly name: string}
  readonly old: ApiObject
  readonly removal: RemoveOptions
  readonly options: WriteOptions
  readonly world: {
    readonly store: Store
    nowMs(): number
    admissions(): readonly Admission[]
    api(): LocalApi
    cel(): Cel | undefined
    committed(type: ResourceType, object: ApiObject): void
  }
}

/** Deletes an object, or marks it as terminating when finalizers or a grace period keep it. */
export function removeObject(work: Removal): {object: ApiObject; left: boolean} {
  const {target, old, removal, options, world} = work
  checkPreconditions(work)
  refuse(work)
  const finalizers = finalizersAfter(old.metadata.finalizers ?? [], removal.propagation)
  if (isDefinition(old) && !old.metadata.deletionTimestamp && !finalizers.includes(cleanupFinalizer))
    finalizers.push(cleanupFinalizer)
  const grace = gracePeriod(target.type, old, removal)
  const waits = finalizers.length > 0 || grace > 0 || hasSpecFinalizers(target.type, old)
  const key = keyOf(target.namespace, target.name)
  if (!waits) {
    if (options.dryRun) return {object: old, left: false}
    const object = world.store.remove(storageKey(target.type), key, (revision) =>
      sealed(inStorageVersion(treeOf(old), target.type), revision, target.type),
    )
    world.committed(target.type, object)
    return {object: presented(object, target.type), left: false}
  }
  const marked = terminating(old, finalizers, grace, world.nowMs())
  if (marked === old || options.dryRun) return {object: marked, left: true}
  const object = world.store.put(storageKey(target.type), key, (revision) =>
    sealed(inStorageVersion(treeOf(marked), target.type), revision, target.type),
  )
  world.committed(target.type, object)
  return {object: presented(object, target.type), left: true}
}

function checkPreconditions({target, old, removal}: Removal): void {
  const {uid, resourceVersion} = old.metadata
  if (removal.uid && removal.uid !== uid)
    throw preconditionFailed(
      target.type,
      target.name,
      `the UID in the precondition (${removal.uid}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
    )
  if (removal.resourceVersion && removal.resourceVersion !== resourceVersion)
    throw preconditionFailed(
      target.type,
      target.name,
      `the ResourceVersion in the precondition (${removal.resourceVersion}) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`,
    )
}

function refuse({target, old, options, world}: Removal): void {
  const {type, name} = target
  checkRemoval(type, name)
  for (const admission of world.admissions())
    if (
      admission.operations.includes('DELETE') &&
      admission.resources.some(({group, plural}) => group === type.group && plural === type.plural)
    )
      options.warnings.push(...(admission.validate?.(old, old, world.api()) ?? []))
  const cel = world.cel()
  if (cel) checkPolicies(cel, world.store, removalOf(target, old), options)
}

const isDefinition = ({kind, apiVersion}: ApiObject): boolean =>
  kind === 'CustomResourceDefinition' && apiVersion === 'apiextensions.k8s.io/v1'

function pendingDeletion(crd: ApiObject, now: string): JsonObject {
  const status = asObject(treeOf(crd)['status'])
  const terminating = {
    lastTransitionTime: now,
    message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
    reason: 'InstanceDeletionPending',
    status: 'True',
    type: 'Terminating',
  }
  return {...status, conditions: [...(isList(status['conditions']) ? status['conditions'] : []), terminating]}
}

const collectorFinalizers = new Set(['foregroundDeletion', 'orphan'])

function finalizersAfter(finalizers: readonly string[], propagation: RemoveOptions['propagation']): string[] {
  if (!propagation) return [...finalizers]
  const others = finalizers.filter((one) => !collectorFinalizers.has(one))
  if (propagation === 'Background') return others
  return [...others, propagation === 'Foreground' ? 'foregroundDeletion' : 'orphan']
}

const hasSpecFinalizers = ({group, plural}: ResourceType, object: ApiObject): boolean => {
  const finalizers = asObject(treeOf(object)['spec'])['finalizers']
  return group === '' && plural === 'namespaces' && Array.isArray(finalizers) && finalizers.length > 0
}

/** Seconds a pod may go on running: only a pod on a node that has not ended waits for its kubelet. */
function gracePeriod({group, plural}: ResourceType, object: ApiObject, {gracePeriodSeconds}: RemoveOptions): number {
  if (group !== '' || plural !== 'pods') return 0
  const pod = treeOf(object)
  const spec = asObject(pod['spec'])
  const phase = asText(asObject(pod['status'])['phase'])
  if (!spec['nodeName'] || phase === 'Succeeded' || phase === 'Failed') return 0
  const own = spec['terminationGracePeriodSeconds']
  return Math.max(0, gracePeriodSeconds ?? (typeof own === 'number' ? own : 30))
}

function terminating(old: ApiObject, finalizers: string[], grace: number, nowMs: number): ApiObject {
  const {metadata} = old
  const since = metadata.deletionTimestamp
  const shortens = since !== undefined && grace < (metadata.deletionGracePeriodSeconds ?? 0)
  const sameFinalizers = finalizers.join() === (metadata.finalizers ?? []).join()
  if (since && !shortens && sameFinalizers) return old
  const end = new Date(nowMs + grace * 1000).toISOString().replace(/\.\d+Z$/, 'Z')
  const meta: ApiMeta = {
    ...metadata,
    deletionTimestamp: since && !shortens ? since : end,
    deletionGracePeriodSeconds: since && !shortens ? (metadata.deletionGracePeriodSeconds ?? 0) : grace,
  }
  if (finalizers.length > 0) meta.finalizers = finalizers
  else delete meta.finalizers
  if (metadata.generation !== undefined && !since) meta.generation = metadata.generation + 1
  const marked: ApiObject = {...old, metadata: meta}
  if (isDefinition(old) && !since) return {...marked, status: pendingDeletion(old, end)}
  if (old.kind !== 'Namespace' || old.apiVersion !== 'v1') return marked
  return {...marked, status: withField(asObject(treeOf(old)['status']), 'phase', 'Terminating')}
}
