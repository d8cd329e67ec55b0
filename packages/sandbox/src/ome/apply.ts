import type {ApiObject, ResourceName} from '../api.ts'
import type {World} from '../controllers/world.ts'

/**
 * Creates a child, or brings its labels, annotations and spec to what is wanted; parts of the spec that others set (replicas,
 * cluster IP) and annotations of others stay. The server writes nothing when nothing differs.
 */
export function applyChild(world: World, resource: ResourceName, wanted: ApiObject): ApiObject {
  const {name, namespace} = wanted.metadata
  const current = world.api.get(resource, name, namespace)
  if (!current) return world.api.create(resource, wanted)
  const {metadata, spec, ...content} = wanted
  return world.api.update(resource, {
    ...current,
    ...content,
    metadata: {
      ...current.metadata,
      labels: metadata.labels ?? {},
      annotations: {...current.metadata.annotations, ...metadata.annotations},
    },
    ...(spec === undefined ? {} : {spec: {...current.spec, ...spec}}),
  })
}
