import {fieldChanges} from '@ome/inference-model/manifests/field-changes'
import type {KubeObject} from '@ome/sdk/kube'
import {authored} from '@ome/sdk/manifest'
import type {FieldChange} from '@ome/sdk/plan'

/** What the cluster holds beside what a manifest would make of it. */
export interface Comparison {
  readonly kind: string
  readonly name: string
  readonly namespace?: string
  readonly source: string
  readonly state: 'same' | 'changed' | 'missing'
  readonly live?: KubeObject
  readonly planned: KubeObject
  readonly fields: readonly FieldChange[]
}

export function comparison(source: string, live: KubeObject | undefined, planned: KubeObject): Comparison {
  const {name, namespace} = planned.metadata
  const settled = live ? withScaledReplicas(live, planned) : planned
  const fields = live ? fieldChanges(authored(live), authored(settled)) : []
  return {
    kind: planned.kind,
    name,
    ...(namespace === undefined ? {} : {namespace}),
    source,
    state: !live ? 'missing' : fields.length > 0 ? 'changed' : 'same',
    ...(live && {live}),
    planned: settled,
    fields,
  }
}

/** Replicas that an autoscaler set through the scale subresource are its own: that they differ is no drift. */
function withScaledReplicas(live: KubeObject, planned: KubeObject): KubeObject {
  const scaled = (live.metadata.managedFields ?? []).some(
    (entry) => (entry as {readonly subresource?: string}).subresource === 'scale',
  )
  if (!scaled || live['spec']?.replicas === undefined) return planned
  return {...planned, spec: {...planned['spec'], replicas: live['spec'].replicas}}
}
