import {ApiError, type ApiObject} from '../api.ts'
import {controlledBy} from './ownership.ts'
import {podFrom} from './pod-template.ts'
import {persistentVolumeClaims, pods} from './resources.ts'
import type {World} from './world.ts'

export const source = 'statefulset-controller'
export const revisionLabel = 'controller-revision-hash'

/** The number at the end of a pod's name. */
export const ordinal = (pod: ApiObject): number =>
  Number(pod.metadata.name.slice(pod.metadata.name.lastIndexOf('-') + 1))

interface ClaimTemplate {
  readonly metadata: {readonly name: string; readonly labels?: Record<string, string>}
  readonly spec: Record<string, unknown>
}

const claimTemplates = (set: ApiObject): readonly ClaimTemplate[] => set.spec.volumeClaimTemplates ?? []

/** Makes the pod of an ordinal, and before it the claims it mounts. */
export function createPod(
  world: World,
  set: ApiObject,
  index: number,
  revision: {readonly name: string; readonly template: ApiObject['spec']},
): void {
  const name = `${set.metadata.name}-${index}`
  const pod = podFrom(set, revision.template, name)
  const labels = {
    ...pod.metadata.labels,
    'apps.kubernetes.io/pod-index': String(index),
    [revisionLabel]: revision.name,
    'statefulset.kubernetes.io/pod-name': name,
  }
  const volumes = claimTemplates(set).map((template) => ({
    name: template.metadata.name,
    persistentVolumeClaim: {claimName: `${template.metadata.name}-${name}`},
  }))
  const own: {name: string}[] = (pod.spec.volumes ?? []).filter(
    (volume: {name: string}) => !volumes.some((claimed) => claimed.name === volume.name),
  )
  const spec = {
    ...pod.spec,
    hostname: name,
    ...(set.spec.serviceName ? {subdomain: set.spec.serviceName} : {}),
    ...(volumes.length + own.length > 0 ? {volumes: [...volumes, ...own]} : {}),
  }
  for (const template of claimTemplates(set)) createClaim(world, set, template, name)
  try {
    world.api.create(pods, {...pod, metadata: {...pod.metadata, labels}, spec})
  } catch (error) {
    if (error instanceof ApiError) {
      const refused = `create Pod ${name} in StatefulSet ${set.metadata.name} failed error: ${error.message}`
      world.api.event(set, 'Warning', 'FailedCreate', refused, source)
    }
    throw error
  }
  const message = `create Pod ${name} in StatefulSet ${set.metadata.name} successful`
  world.api.event(set, 'Normal', 'SuccessfulCreate', message, source)
}

function createClaim(world: World, set: ApiObject, template: ClaimTemplate, pod: string): void {
  const {namespace} = set.metadata
  const name = `${template.metadata.name}-${pod}`
  if (world.api.get(persistentVolumeClaims, name, namespace)) return
  const isDeletedWithSet = set.spec.persistentVolumeClaimRetentionPolicy?.whenDeleted === 'Delete'
  world.api.create(persistentVolumeClaims, {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name,
      ...(namespace === undefined ? {} : {namespace}),
      labels: {...template.metadata.labels, ...set.spec.selector?.matchLabels},
      ...(isDeletedWithSet ? {ownerReferences: [{...controlledBy(set), controller: false}]} : {}),
    },
    spec: template.spec,
  })
  const message = `create Claim ${name} Pod ${pod} in StatefulSet ${set.metadata.name} success`
  world.api.event(set, 'Normal', 'SuccessfulCreate', message, source)
}

/** Claims of a pod that is scaled away go with it when the set says so. */
export function releaseClaims(world: World, set: ApiObject, pod: ApiObject): void {
  if (set.spec.persistentVolumeClaimRetentionPolicy?.whenScaled !== 'Delete') return
  for (const template of claimTemplates(set)) {
    const name = `${template.metadata.name}-${pod.metadata.name}`
    const claim = world.api.get(persistentVolumeClaims, name, set.metadata.namespace)
    if (!claim || claim.metadata.ownerReferences?.some(({uid}) => uid === pod.metadata.uid)) continue
    const ownerReferences = [{...controlledBy({...pod, apiVersion: 'v1', kind: 'Pod'}), controller: false}]
    world.api.patch(persistentVolumeClaims, name, set.metadata.namespace, {metadata: {ownerReferences}})
  }
}

/** Removes a pod of the set. */
export function removePod(world: World, set: ApiObject, pod: ApiObject): void {
  if (pod.metadata.deletionTimestamp) return
  world.api.delete(pods, pod.metadata.name, pod.metadata.namespace)
  const message = `delete Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name} successful`
  world.api.event(set, 'Normal', 'SuccessfulDelete', message, source)
}
