import {createHash} from 'node:crypto'
import type {ApiObject, ResourceName} from '../api.ts'
import {controlledBy, dependants} from '../controllers/ownership.ts'
import {stableText} from '../controllers/pod-template.ts'
import {controllerRevisions} from '../controllers/resources.ts'
import type {World} from '../controllers/world.ts'

const kept = 10

export interface Revised {
  readonly object: ApiObject
  /** Number of the revision, as text. */
  readonly revision: string
}

/**
 * Keeps a ControllerRevision for every content an object had and writes its hash and number on the object, under
 * `<prefix>/hash` and `<prefix>/revision`.
 */
export function withRevision(
  world: World,
  resource: ResourceName,
  object: ApiObject,
  prefix: string,
  content: Readonly<Record<string, unknown>>,
): Revised {
  const hash = createHash('sha256').update(stableText(content)).digest('hex')
  const {name, namespace, annotations = {}} = object.metadata
  const current = annotations[`${prefix}/revision`]
  if (annotations[`${prefix}/hash`] === hash && current !== undefined) return {object, revision: current}
  const all = dependants(world, controllerRevisions, object).sort((a, b) => a['revision'] - b['revision'])
  const revisionName = `${name}-${hash.slice(0, 5)}`
  const number = Number(all.at(-1)?.['revision'] ?? 0) + 1
  const known = all.find((one) => one.metadata.name === revisionName)
  if (known) world.api.patch(controllerRevisions, revisionName, namespace, {revision: number})
  else {
    world.api.create(controllerRevisions, {
      apiVersion: 'apps/v1',
      kind: 'ControllerRevision',
      metadata: {
        name: revisionName,
        ...(namespace === undefined ? {} : {namespace}),
        labels: {[`${prefix}/name`]: name},
        annotations: {[`${prefix}/hash`]: hash},
        ownerReferences: [controlledBy(object)],
      },
      revision: number,
      data: content,
    })
    const surplus = all.length + 1 - kept
    for (const old of all.slice(0, Math.max(0, surplus))) {
      world.api.delete(controllerRevisions, old.metadata.name, namespace)
    }
  }
  const revision = String(number)
  const patched = world.api.patch(resource, name, namespace, {
    metadata: {annotations: {[`${prefix}/hash`]: hash, [`${prefix}/revision`]: revision}},
  })
  return {object: patched, revision}
}
