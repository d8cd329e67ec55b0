import {type Cause, forbiddenField} from '@ome/kinds/validation/cause'
import {asObject, equalJson, isList, isObject, type JsonObject} from '@ome/kinds/validation/json'
import {podSpecCauses} from './pod-spec-rules.ts'

const mutablePodSpec = new Set([
  'activeDeadlineSeconds',
  'terminationGracePeriodSeconds',
  'tolerations',
  'nodeName',
  'ephemeralContainers',
  'schedulingGates',
])

/** A pod needs a spec that makes sense; once created, only images and a few more fields of its spec may change. */
export function podCauses(pod: JsonObject, old: JsonObject | undefined): Cause[] {
  const spec = asObject(pod['spec'])
  if (!old) return podSpecCauses(spec, 'spec', true)
  const before = asObject(old['spec'])
  if (spec === before || equalJson(fixedPart(spec), fixedPart(before))) return []
  return [
    forbiddenField(
      'spec',
      'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
    ),
  ]
}

function fixedPart(spec: JsonObject): JsonObject {
  const fixed = Object.fromEntries(Object.entries(spec).filter(([key]) => !mutablePodSpec.has(key)))
  const withoutImages = (list: unknown) =>
    isList(list) ? list.map((one) => (isObject(one) ? {...one, image: null, resources: null} : one)) : null
  return {
    ...fixed,
    containers: withoutImages(spec['containers']),
    initContainers: withoutImages(spec['initContainers']),
  }
}
