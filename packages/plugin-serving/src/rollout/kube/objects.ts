import {fields} from '@ome/capacity/fields'
import {inferenceServices} from '@ome/kinds/ome'
import {OmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject, OwnerReference} from '@ome/sdk/kube'
import type {Change} from '@ome/sdk/plan'
import {type FieldEdit, fieldPath, isSame, mergeBody} from '../../domain/field-edit.ts'
import type {Canary, CanaryState} from '../domain/canary.ts'
import {lasting, type Spec} from '../domain/revision.ts'
import {specEdits} from '../domain/spec-edits.ts'

export const ownerOf = ({service, uid}: Canary): OwnerReference => ({
  apiVersion: 'ome.io/v1beta1',
  kind: 'InferenceService',
  name: service,
  uid,
})

/** The service a canary is of. Throws `not-found`. */
export async function serviceOf(kube: KubeClient, {service, namespace}: Canary): Promise<KubeObject> {
  const found = await kube.get(inferenceServices, service, {namespace})
  if (found) return found
  throw new OmeError('not-found', `service "${service}" not found in namespace "${namespace}"`)
}

export const specOf = (object: KubeObject | undefined): Spec => fields(object?.['spec'])

/** Brings a service's spec to what is wanted; nothing where it is so. */
export function specChange(
  live: KubeObject,
  wanted: Spec,
  reason: string,
  more: readonly FieldEdit[] = [],
): readonly Change[] {
  const edits = [...specEdits(specOf(live), wanted), ...more]
  return edits.length === 0 ? [] : [serviceChange(live, edits, reason)]
}

export function serviceChange({metadata}: KubeObject, edits: readonly FieldEdit[], reason: string): Change {
  const {name, namespace = ''} = metadata
  return {
    action: 'update',
    object: {kind: 'inferenceservice', name, namespace},
    reason,
    fields: edits.map(({at, from, to}) => ({path: fieldPath(at), from, to})),
    write: {method: 'merge', resource: inferenceServices, name, namespace, body: mergeBody(edits)},
  }
}

/** Which of its two specs a service has; the plan of a rollout and replicas may differ. */
export function holds(live: KubeObject, {stable, target}: Canary): CanaryState['holds'] {
  const now = comparable(specOf(live))
  if (isSame(now, comparable(target))) return 'target'
  return stable && isSame(now, comparable(stable)) ? 'stable' : 'other'
}

function comparable(spec: Spec): unknown {
  const {rollout: _, engine, ...rest} = lasting(spec)
  const {minReplicas: __, maxReplicas: ___, ...pods} = fields(engine)
  return {...rest, engine: pods}
}
