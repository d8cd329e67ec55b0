import {OmeError} from '@ome/sdk/errors'
import type {Change, Plan} from '@ome/sdk/plan'
import type {Sha256} from '../../domain/grove-objects.ts'
import type {GroveReader} from '../../domain/grove-reader.ts'
import type {ReplicaRole} from '../../domain/grove-tree.ts'
import {findRole} from '../../domain/role.ts'
import {allParts} from '../domain/estimate.ts'
import {fitOf} from '../domain/fit.ts'
import {gitOwner, operatorWarning, questionOf, refuseWhereHeld} from '../domain/guard.ts'
import {scaleLines} from '../domain/scale-lines.ts'
import type {ScaleTarget, SetWriter} from '../domain/set-writer.ts'
import {largestRemainder} from '../domain/share.ts'
import {type FoundSet, findSet} from './find-set.ts'

export interface ScaleWish {
  readonly namespace: string
  readonly name: string
  /** Workers of roles in each replica of the set, by the role's word. */
  readonly roles: Readonly<Record<string, number>>
  readonly replicas?: number | undefined
  readonly workers?: number | undefined
  readonly replicaIndex?: number | undefined
  /** Replicas of the set that come later begin with what the template had. */
  readonly keepsTemplate?: boolean | undefined
  readonly force?: boolean | undefined
}

export interface ScaleWorld {
  readonly reader: GroveReader
  readonly writer: SetWriter
  readonly sha256: Sha256
  readonly canAsk: boolean
}

export interface RoleTarget {
  readonly part: ReplicaRole
  readonly to: number
}

export interface ScalePlan extends Plan {
  readonly found: FoundSet
  readonly targets: readonly RoleTarget[]
}

/** What a scale changes, object by object, with where new workers would go. */
export async function planScale(world: ScaleWorld, wish: ScaleWish): Promise<ScalePlan> {
  checkWish(wish)
  const found = await findSet(world, wish, ['clusterPods', 'autoscalers', 'operators', 'state'])
  const {set, objects} = found
  refuseWhereHeld(set, {force: wish.force, duringRoll: false})
  const targets = targetsOf(found, wish)
  const to = wish.replicas
  if (to === undefined) refuseBelowMinimum(targets, wish)
  const changed = targets.filter(({part, to: number}) => part.desired !== number)
  const growths =
    to === undefined ? changed.map((one) => ({part: one.part, more: one.to - one.part.desired})) : grown(found, to)
  const fit = fitOf(set, objects, {
    growths: growths.filter(({more}) => more > 0),
    replicas: to === undefined ? undefined : Math.max(0, to - set.wanted),
  })
  const notes = [
    ...operatorWarning(found.operator),
    ...scaleLines({set, targets: to === undefined ? targets : [], replicas: to, growths, ...(fit ? {fit} : {})}),
  ]
  const stops = to === 0 && set.wanted > 0 ? [`all of ${set.name} stops: no replica is left`] : []
  const risks = [...stops, ...risksOf(found, changed)]
  const changes = to === undefined ? roleChanges(world, found, wish, targets) : [replicaChange(world, found, to)]
  return {found, targets, changes, notes, ...questionOf(risks, world.canAsk)}
}

function checkWish({roles, replicas, workers, name}: ScaleWish): void {
  const named = Object.keys(roles).length
  const ways = [named > 0, replicas !== undefined, workers !== undefined].filter(Boolean).length
  if (ways === 0) {
    throw new OmeError('usage', `say what ${name} shall be scaled to`, [
      `ome grove scale ${name} --prefill 4 --decode 8`,
      `or all of it: ome grove scale ${name} --replicas 2`,
    ])
  }
  if (ways > 1) {
    throw new OmeError('usage', '--replicas, --workers and numbers of roles exclude each other', [
      '--replicas multiplies the whole set; --prefill, --decode and --set change roles inside it',
    ])
  }
}

function targetsOf({set}: FoundSet, {roles, workers, replicaIndex}: ScaleWish): readonly RoleTarget[] {
  const parts = allParts(set).filter(({replica}) => replicaIndex === undefined || replica === replicaIndex)
  if (parts.length === 0) {
    const there = set.replicas.map(({index}) => index).join(', ')
    throw new OmeError('not-found', `${set.name} has no replica ${replicaIndex}`, [`its replicas: ${there}`])
  }
  if (workers !== undefined) {
    const shares = largestRemainder(
      workers,
      parts.map(({desired, minimum}) => ({weight: desired, minimum})),
    )
    return parts.map((part, index) => ({part, to: shares[index] ?? part.desired}))
  }
  const wanted = new Map(Object.entries(roles).map(([word, to]) => [findRole(set.roles, word, set.name).name, to]))
  return parts.map((part) => ({part, to: wanted.get(part.role.name) ?? part.desired}))
}

function refuseBelowMinimum(targets: readonly RoleTarget[], {force, name, namespace}: ScaleWish): void {
  const low = targets.find(({part, to}) => to < part.minimum)
  if (!low || force) return
  const {role, minimum} = low.part
  throw new OmeError('conflict', `${role.name} needs ${minimum} workers to be kept alive, ${low.to} are fewer`, [
    `the least is: ome grove scale ${name} -n ${namespace} --set ${role.name}=${minimum}`,
    'add --force to go below: the gang is terminated after its delay',
  ])
}

const grown = ({set}: FoundSet, to: number): readonly {part: ReplicaRole; more: number}[] => {
  const [first] = set.replicas
  const more = to - set.wanted
  return (first?.roles ?? []).map((part) => ({part, more: more * part.role.templateReplicas}))
}

function risksOf({set}: FoundSet, changed: readonly RoleTarget[]): readonly string[] {
  const scalers = changed.flatMap(({part}) =>
    part.autoscaler
      ? [
          `the autoscaler ${part.autoscaler.name} (${part.autoscaler.min} to ${part.autoscaler.max}) writes over ${part.role.name}`,
        ]
      : [],
  )
  const git = gitOwner(set)
  return [...scalers, ...(git ? [`${git} owns ${set.name} and may put its numbers back`] : [])]
}

function replicaChange({writer}: ScaleWorld, {set}: FoundSet, to: number): Change {
  const {name, namespace} = set
  const object = {kind: 'PodCliqueSet', name, namespace}
  if (set.wanted === to) return {action: 'unchanged', object}
  const resourceVersion = set.object.metadata.resourceVersion
  const target: ScaleTarget = {kind: 'PodCliqueSet', name, namespace, resourceVersion}
  return {
    action: 'scale',
    object,
    fields: [{path: 'spec.replicas', from: set.wanted, to}],
    write: writer.scale(target, to),
  }
}

function roleChanges(
  world: ScaleWorld,
  {set}: FoundSet,
  wish: ScaleWish,
  targets: readonly RoleTarget[],
): readonly Change[] {
  const {namespace} = set
  const named = targets.filter(({part, to}) => part.desired !== to || part.role.name in wish.roles)
  const live = named.map(({part, to}): Change => {
    const object = {kind: part.target.kind, name: part.target.name, namespace}
    if (part.desired === to) return {action: 'unchanged', object}
    return {
      action: 'scale',
      object,
      fields: [{path: 'spec.replicas', from: part.desired, to}],
      write: world.writer.scale({...part.target, namespace}, to),
    }
  })
  return [...live, ...templateChange(world, set, wish, targets)]
}

/** Later replicas of the set begin with the template's numbers: they follow when all replicas have the same. */
function templateChange(
  {writer}: ScaleWorld,
  set: FoundSet['set'],
  {keepsTemplate, replicaIndex}: ScaleWish,
  targets: readonly RoleTarget[],
): readonly Change[] {
  if (keepsTemplate || (replicaIndex !== undefined && set.replicas.length > 1)) return []
  const {cliques, podCliqueScalingGroups = []} = set.object.spec.template
  const fields = set.roles.flatMap((role) => {
    const wanted = new Set(targets.filter(({part}) => part.role === role).map((target) => target.to))
    const [one] = wanted
    const to = wanted.size === 1 && one !== undefined ? one : role.templateReplicas
    // A template below its minimum is refused by the webhook.
    if (to === role.templateReplicas || to < role.minAvailable) return []
    const isClique = role.kind === 'PodClique'
    const index = (isClique ? cliques : podCliqueScalingGroups).findIndex(({name}) => name === role.own)
    const at = isClique ? `/spec/template/cliques/${index}` : `/spec/template/podCliqueScalingGroups/${index}`
    const path = `${at}${isClique ? '/spec' : ''}/replicas`
    return [{role, at, path, to}]
  })
  if (fields.length === 0) return []
  const operations = fields.flatMap(({at, path, to, role}) => [
    {op: 'test' as const, path: `${at}/name`, value: role.own},
    {op: 'add' as const, path, value: to},
  ])
  return [
    {
      action: 'update',
      object: {kind: 'PodCliqueSet', name: set.name, namespace: set.namespace},
      reason: 'new replicas of the set begin with these numbers',
      fields: fields.map(({path, to, role}) => ({
        path: path.slice(1).replaceAll('/', '.'),
        from: role.templateReplicas,
        to,
      })),
      write: writer.patchSet(set, operations),
    },
  ]
}
