import {at, list, text} from '@ome/capacity/fields'
import type {KubeObject} from '@ome/sdk/kube'
import type {Change} from '@ome/sdk/plan'
import type {SetTemplate, Sha256} from '../../domain/grove-objects.ts'
import type {GroveSet} from '../../domain/grove-tree.ts'
import {labelOf, ours} from '../../domain/labels.ts'
import {parsed, revisionKind, revisionName} from '../../domain/revision.ts'
import {rolesOf} from '../../domain/role.ts'
import {normalTemplate, templateDigest} from '../../domain/template-digest.ts'
import type {SetWriter} from './set-writer.ts'

const kept = 10

/** What a revision says about itself. */
export interface RevisionNote {
  readonly cause: string
  readonly by: string
  readonly at: string
  /** The revision it brings back. */
  readonly from?: number
}

/** Changes around a write: what is live and what comes are recorded before it, and confirmed after it. */
export interface Recording {
  readonly before: readonly Change[]
  readonly after: readonly Change[]
  readonly fromRevision: number
  readonly toRevision: number
  readonly toDigest: string
}

export interface RecordingWorld {
  readonly writer: SetWriter
  readonly sha256: Sha256
}

/** ConfigMaps of the set's revisions, those that are pending included. */
export const revisionMaps = (set: GroveSet, state: readonly KubeObject[] | undefined): readonly KubeObject[] =>
  (state ?? []).filter(
    (object) =>
      object.metadata.namespace === set.namespace &&
      labelOf(object, ours.kind) === revisionKind &&
      labelOf(object, ours.set) === set.name,
  )

const numberOf = (object: KubeObject): number => Number(labelOf(object, ours.revision)) || 0

/** Plans the revisions of a change from the live template to another one. */
export function recordRevision(
  {writer, sha256}: RecordingWorld,
  set: GroveSet,
  state: readonly KubeObject[] | undefined,
  target: SetTemplate,
  note: RevisionNote,
): Recording {
  const maps = revisionMaps(set, state)
  const next = Math.max(0, ...maps.map(numberOf)) + 1
  const live = set.revision?.number
  const fromRevision = live ?? next
  const toRevision = live === undefined ? next + 1 : next
  const toDigest = templateDigest(target, sha256)
  const create = (number: number, template: SetTemplate, about: RevisionNote & {readonly pending: boolean}): Change => {
    const digest = templateDigest(template, sha256)
    const object = revisionMap(set, number, template, {...about, digest})
    return {
      action: 'create',
      object: {kind: 'ConfigMap', name: object.metadata.name, namespace: set.namespace},
      reason: `revision ${number}${about.pending ? '' : ', as it is now'}`,
      opens: true,
      write: writer.createConfigMap(object),
    }
  }
  const asItIs = {cause: 'recorded before a change', by: note.by, at: note.at, pending: false}
  const name = revisionName(set.name, toRevision)
  const meta = metaOf(set, target, {...note, digest: toDigest, pending: false})
  return {
    before: [
      ...(live === undefined ? [create(fromRevision, set.object.spec.template, asItIs)] : []),
      create(toRevision, target, {...note, pending: true}),
    ],
    after: [
      {
        action: 'update',
        object: {kind: 'ConfigMap', name, namespace: set.namespace},
        reason: `revision ${toRevision} is live`,
        untried: true,
        seals: true,
        write: writer.patchConfigMap(set.namespace, name, {'meta.json': JSON.stringify(meta)}),
      },
      ...surplus(writer, set, maps),
    ],
    fromRevision,
    toRevision,
    toDigest,
  }
}

function surplus(writer: SetWriter, set: GroveSet, maps: readonly KubeObject[]): readonly Change[] {
  const named = new Set([set.rollout?.fromRevision, set.rollout?.toRevision, set.revision?.number])
  // What was never live, as of a canary that was aborted, must not push out what can be gone back to.
  const wasNever = (object: KubeObject): boolean => {
    const meta = parsed(text(at(object, 'data', 'meta.json')))
    return meta['pending'] === true && meta['digest'] !== set.digest
  }
  const byUse = (a: KubeObject, b: KubeObject): number =>
    Number(wasNever(a)) - Number(wasNever(b)) || numberOf(b) - numberOf(a)
  const old = [...maps].sort(byUse).slice(kept - 1)
  return old
    .filter((object) => !named.has(numberOf(object)))
    .map(({metadata}) => ({
      action: 'delete',
      object: {kind: 'ConfigMap', name: metadata.name, namespace: set.namespace},
      reason: `the newest ${kept} revisions are kept`,
      write: writer.deleteConfigMap(set.namespace, metadata.name),
    }))
}

type Meta = RevisionNote & {readonly digest: string; readonly pending: boolean}

function metaOf(set: GroveSet, template: SetTemplate, {digest, cause, by, at: time, from, pending}: Meta): object {
  const generationHash = digest === set.digest ? text(at(set.object, 'status', 'currentGenerationHash')) : undefined
  return {
    version: 1,
    digest,
    ...(generationHash === undefined ? {} : {generationHash}),
    images: imagesByRole(template),
    cause,
    by,
    at: time,
    ...(from === undefined ? {} : {from}),
    pending,
  }
}

export function revisionMap(set: GroveSet, number: number, template: SetTemplate, meta: Meta): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: revisionName(set.name, number),
      namespace: set.namespace,
      labels: {
        ...ours.managedBy,
        [ours.kind]: revisionKind,
        [ours.set]: set.name,
        [ours.revision]: String(number),
      },
      ownerReferences: [ownerOf(set)],
    },
    data: {
      'template.json': JSON.stringify(normalTemplate(template)),
      'meta.json': JSON.stringify(metaOf(set, template, meta)),
    },
  }
}

export const ownerOf = ({name, uid}: Pick<GroveSet, 'name' | 'uid'>) => ({
  apiVersion: 'grove.io/v1alpha1',
  kind: 'PodCliqueSet',
  name,
  uid,
})

/** Image of the main container of each role. */
export function imagesByRole(template: SetTemplate): Readonly<Record<string, string>> {
  const entries = rolesOf(template).flatMap((role) => {
    const clique = template.cliques.find(({name}) => name === role.cliques[0])
    const containers = list(at(clique, 'spec', 'podSpec', 'containers'))
    const main = containers.find((container) => at(container, 'name') === 'main') ?? containers[0]
    const image = text(at(main, 'image'))
    return image === undefined ? [] : [[role.name, image]]
  })
  return Object.fromEntries(entries)
}
