import type {ApiObject} from '../api.ts'
import {controlledBy, dependants} from './ownership.ts'
import {controllerRevisions} from './resources.ts'
import type {World} from './world.ts'

/** What a revision of an object keeps, and how it is named. */
export interface RevisionContent {
  readonly hash: string
  readonly labels: Readonly<Record<string, string>>
  /** The part of the object that counts as a revision, as a patch that brings it back. */
  readonly data: Readonly<Record<string, unknown>>
}

/** Name of the ControllerRevision with this hash. */
export const nameOfRevision = (owner: ApiObject, hash: string): string => `${owner.metadata.name}-${hash}`

/** The revisions of an object, oldest first; the present content is the last. One is added, or renumbered, when it is not. */
export function syncRevisions(world: World, owner: ApiObject, content: RevisionContent): ApiObject[] {
  const known = sorted(dependants(world, controllerRevisions, owner))
  const newest = known.at(-1)
  const name = nameOfRevision(owner, content.hash)
  const number = (newest?.['revision'] ?? 0) + 1
  const same = known.find(({metadata}) => metadata.name === name)
  if (same && same === newest) return known
  if (same) {
    world.api.patch(controllerRevisions, name, owner.metadata.namespace, {revision: number})
    return sorted(dependants(world, controllerRevisions, owner))
  }
  const made = world.api.create(controllerRevisions, {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name,
      ...(owner.metadata.namespace === undefined ? {} : {namespace: owner.metadata.namespace}),
      labels: {...content.labels},
      ownerReferences: [controlledBy(owner)],
    },
    data: content.data,
    revision: number,
  })
  return [...known, made]
}

const sorted = (revisions: ApiObject[]): ApiObject[] => revisions.sort((a, b) => a['revision'] - b['revision'])

/** Removes the oldest revisions that nothing uses, beyond the limit. */
export function removeOldRevisions(
  world: World,
  revisions: readonly ApiObject[],
  used: ReadonlySet<string>,
  limit: number,
): void {
  const idle = revisions.slice(0, -1).filter(({metadata}) => !used.has(metadata.name))
  for (const {metadata} of idle.slice(0, Math.max(0, idle.length - limit)))
    world.api.delete(controllerRevisions, metadata.name, metadata.namespace)
}

/** The pod template as the revisions of StatefulSets and DaemonSets keep it: kubectl sends it back as a patch. */
export const templateData = (template: ApiObject['spec']): Record<string, unknown> => ({
  spec: {template: {...template, $patch: 'replace'}},
})

/** The template that a revision keeps. */
export function templateOf(revision: ApiObject): ApiObject['spec'] {
  const {$patch: _patch, ...template} = revision['data']?.spec?.template ?? {}
  return template
}
