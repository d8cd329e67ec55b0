import type {ApiObject, ResourceName} from '../api.ts'
import {stableText} from '../controllers/pod-template.ts'
import type {World} from '../controllers/world.ts'

/**
 * Creates a child, or brings its labels, annotations and spec to what is wanted; parts of the spec that others set (replicas,
 * cluster IP) and annotations of others stay.
 */
export type ApplyChild = (resource: ResourceName, wanted: ApiObject) => void

/** Remembers what was wanted last, so that a child that still has it costs a comparison and no write. */
export function childApplier(world: World): ApplyChild {
  const applied = new Map<string, string>()

  return (resource, wanted) => {
    const {name, namespace} = wanted.metadata
    const current = world.api.get(resource, name, namespace)
    const text = stableText(wanted)
    const id = `${resource.plural} ${namespace}/${name} ${current?.metadata.uid}`
    if (current && applied.get(id) === text && holds(current, wanted)) return
    const made = current ? world.api.update(resource, joined(current, wanted)) : world.api.create(resource, wanted)
    applied.delete(id)
    applied.set(`${resource.plural} ${namespace}/${name} ${made.metadata.uid}`, text)
  }
}

function joined(current: ApiObject, wanted: ApiObject): ApiObject {
  const {metadata, spec, ...content} = wanted
  return {
    ...current,
    ...content,
    metadata: {
      ...current.metadata,
      labels: metadata.labels ?? {},
      annotations: {...current.metadata.annotations, ...metadata.annotations},
    },
    ...(spec === undefined ? {} : {spec: {...current.spec, ...spec}}),
  }
}

/** True when everything that `wanted` says is so in `actual`, which may say more. */
function holds(actual: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(actual) &&
      actual.length === wanted.length &&
      wanted.every((item, index) => holds(actual[index], item))
    )
  }
  if (wanted === null || typeof wanted !== 'object') return actual === wanted
  if (actual === null || typeof actual !== 'object') return false
  return Object.entries(wanted).every(([key, value]) => value === undefined || holds(Reflect.get(actual, key), value))
}
