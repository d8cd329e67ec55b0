import {at, list, text} from '@ome/capacity/fields'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import type {Change, Plan} from '@ome/sdk/plan'
import type {SetTemplate} from '../../domain/grove-objects.ts'
import {templateDigest} from '../../domain/template-digest.ts'
import {type ApplyProbe, controllersAmong, type Probe} from '../domain/apply-probe.ts'
import type {UpdateWorld} from '../domain/change-world.ts'
import {gitOwner, operatorWarning, questionOf, refuseWhereHeld} from '../domain/guard.ts'
import {lintSet} from '../domain/lint-set.ts'
import {recordRevision} from '../domain/record-revision.ts'
import {type FoundSet, findSet} from './find-set.ts'

export interface ApplyWish {
  readonly manifests: readonly {readonly object: KubeObject; readonly source: string}[]
  readonly namespace: string
  /** `-n` was typed: objects of another namespace are refused. */
  readonly isNamed: boolean
  readonly forceConflicts?: boolean | undefined
  readonly cause: string
}

export interface ApplyWorld extends UpdateWorld {
  readonly probe: ApplyProbe
}

export interface ApplyPlan extends Plan {
  /** The objects alone, for a difference. */
  readonly objects: readonly Change[]
  readonly sets: readonly KubeObject[]
}

/** Server-side apply of sets and topologies, with what it changes in their history. */
export async function planApply(world: ApplyWorld, wish: ApplyWish): Promise<ApplyPlan> {
  const objects = wish.manifests.map(({object, source}) => cleaned(object, source, wish))
  const parts = await Promise.all(objects.map((object) => applyOne(world, object, wish)))
  return {
    changes: parts.flatMap(({changes}) => changes),
    objects: parts.map(({own}) => own),
    sets: objects.filter(({kind}) => kind === 'PodCliqueSet'),
    notes: parts.flatMap(({notes}) => notes),
    ...questionOf(
      parts.flatMap(({risks}) => risks),
      world.canAsk,
    ),
  }
}

/** The object as a person would have written it. */
function cleaned(object: KubeObject, source: string, wish: ApplyWish): KubeObject {
  const {kind, metadata} = object
  if (kind !== 'PodCliqueSet' && kind !== 'ClusterTopologyBinding') {
    throw new OmeError('usage', `${source}: ${kind ?? 'an object'} is none of Grove's kinds that are applied here`, [
      `apply it with: ome apply -f ${source}`,
    ])
  }
  const isOther = metadata.namespace !== undefined && metadata.namespace !== wish.namespace && wish.isNamed
  if (kind === 'PodCliqueSet' && isOther) {
    throw new OmeError(
      'usage',
      `${source}: ${metadata.name} is of namespace "${metadata.namespace}", not "${wish.namespace}"`,
      [`leave -n out, or say -n ${metadata.namespace}`],
    )
  }
  const {status: _status, ...rest} = object
  const {name, labels, annotations} = metadata
  const namespace = kind === 'PodCliqueSet' ? (metadata.namespace ?? wish.namespace) : undefined
  return {
    ...rest,
    metadata: {
      name,
      ...(namespace === undefined ? {} : {namespace}),
      ...(labels ? {labels} : {}),
      ...(annotations ? {annotations} : {}),
    },
  }
}

interface Part {
  readonly changes: readonly Change[]
  readonly own: Change
  readonly notes: readonly string[]
  readonly risks: readonly string[]
}

async function applyOne(world: ApplyWorld, object: KubeObject, wish: ApplyWish): Promise<Part> {
  const {kind, metadata} = object
  const probe = await world.probe.probe(object)
  const name = {kind, name: metadata.name, ...(metadata.namespace === undefined ? {} : {namespace: metadata.namespace})}
  const own: Change = {
    action: probe.live ? 'update' : 'create',
    object: name,
    opens: true,
    write: world.writer.applyObject(object, true),
  }
  const taken = takenOver(probe, object, wish)
  if (kind !== 'PodCliqueSet') return {changes: [own], own, notes: taken, risks: []}
  const address = {namespace: metadata.namespace ?? wish.namespace, name: metadata.name}
  const found = probe.live ? await findSet(world, address, ['operators', 'state']) : undefined
  if (found) refuseWhereHeld(found.set, {})
  const recording = found && (await recorded(world, found, probe, wish))
  const git = found && gitOwner(found.set)
  return {
    own,
    changes: [...(recording?.before ?? []), own, ...(recording?.after ?? [])],
    notes: [
      ...(found ? operatorWarning(found.operator) : []),
      ...taken,
      ...lintSet(object, found?.set).map((line) => `warning: ${line}`),
    ],
    risks: git ? [`${git} owns ${metadata.name} and may put its fields back`] : [],
  }
}

async function recorded(world: ApplyWorld, {set, objects}: FoundSet, {object}: Probe, {cause}: ApplyWish) {
  const target = at(object, 'spec', 'template') as SetTemplate
  if (templateDigest(target, world.sha256) === set.digest) return undefined
  const note = {cause, by: await world.person(), at: world.now().toISOString()}
  return recordRevision(world, set, objects.state, target, note)
}

/** Throws `conflict` for fields that a controller owns; tells what is taken from people's tools. */
function takenOver({managers, live}: Probe, object: KubeObject, {forceConflicts}: ApplyWish): readonly string[] {
  const creator = text(at(list(live?.metadata.managedFields)[0], 'manager'))
  const controllers = controllersAmong(managers, creator)
  if (controllers.length > 0 && !forceConflicts) {
    throw new OmeError(
      'conflict',
      `${controllers.join(', ')} owns fields of ${object.metadata.name} that the file changes`,
      ['change them where that controller takes them from', 'take them over all the same: --force-conflicts'],
    )
  }
  return managers.length === 0 ? [] : [`fields of ${managers.join(', ')} are taken over`]
}
