import {asObject, asText, equalJson, isList, isObject, type JsonObject} from '../codec/json.ts'
import {type Cause, duplicate, forbiddenField, invalidValue, required} from '../errors.ts'

function containerCauses(spec: JsonObject, path: string): Cause[] {
  const containers = isList(spec['containers']) ? spec['containers'].filter(isObject) : []
  if (containers.length === 0) return [required(`${path}.containers`)]
  const seen = new Set<string>()
  return containers.flatMap((container, i) => {
    const name = asText(container['name'])
    const at = `${path}.containers[${i}]`
    const causes: Cause[] = []
    if (!name) causes.push(required(`${at}.name`))
    else if (seen.has(name)) causes.push(duplicate(`${at}.name`, name))
    if (!container['image'] && path !== 'spec') causes.push(required(`${at}.image`))
    seen.add(name)
    return causes
  })
}

const mutablePodSpec = new Set([
  'activeDeadlineSeconds',
  'terminationGracePeriodSeconds',
  'tolerations',
  'nodeName',
  'ephemeralContainers',
  'schedulingGates',
])

/** A pod needs containers of different names; once created, only images and a few more fields of its spec may change. */
export function podCauses(pod: JsonObject, old: JsonObject | undefined): Cause[] {
  const spec = asObject(pod['spec'])
  if (!old) return containerCauses(spec, 'spec')
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

/** A workload's selector is required, cannot change, and must select its own template. */
export function deploymentCauses(workload: JsonObject, old: JsonObject | undefined): Cause[] {
  const spec = asObject(workload['spec'])
  const template = asObject(spec['template'])
  const selector = spec['selector']
  const causes = containerCauses(asObject(template['spec']), 'spec.template.spec')
  if (!isObject(selector) || Object.keys(selector).length === 0) return [required('spec.selector'), ...causes]
  const labels = asObject(asObject(template['metadata'])['labels'])
  const selects = Object.entries(asObject(selector['matchLabels'])).every(([key, value]) => labels[key] === value)
  if (!selects)
    causes.push(invalidValue('spec.template.metadata.labels', labels, '`selector` does not match template `labels`'))
  const before = asObject(old?.['spec'])['selector']
  if (before !== undefined && !equalJson(before, selector))
    causes.push(invalidValue('spec.selector', selector, 'field is immutable'))
  const replicas = spec['replicas']
  if (typeof replicas === 'number' && replicas < 0)
    causes.push(invalidValue('spec.replicas', replicas, 'must be greater than or equal to 0'))
  return causes
}
