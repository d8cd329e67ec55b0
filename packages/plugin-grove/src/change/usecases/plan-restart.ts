import {at} from '@ome/capacity/fields'
import type {Change, Plan} from '@ome/sdk/plan'
import type {GroveSet} from '../../domain/grove-tree.ts'
import {restartedAt} from '../../domain/labels.ts'
import {findRole} from '../../domain/role.ts'
import type {PatchOperation} from '../../driver/domain/template-patch.ts'
import {humanSeconds} from '../domain/amounts.ts'
import type {UpdateWorld} from '../domain/change-world.ts'
import {allParts, rollSeconds, workersOf} from '../domain/estimate.ts'
import {operatorWarning, questionOf, refuseWhereHeld} from '../domain/guard.ts'
import type {FoundSet} from './find-set.ts'
import {findSet} from './find-set.ts'

export interface RestartWish {
  readonly namespace: string
  readonly name: string
  /** Words of roles; empty: all. */
  readonly roles: readonly string[]
  /** All at once, whatever that does to the set. */
  readonly force?: boolean | undefined
  /** Time that pods which are deleted get to end. */
  readonly graceSeconds?: number | undefined
}

/** A restart that the operator rolls: the template is marked with the time. With force, pods are deleted at once. */
export async function planRestart(world: UpdateWorld, wish: RestartWish): Promise<Plan & {readonly found: FoundSet}> {
  const found = await findSet(world, wish, ['operators', 'state'])
  const {set} = found
  refuseWhereHeld(set, {force: wish.force})
  const chosen = wish.roles.map((word) => findRole(set.roles, word, set.name))
  const roles = (chosen.length > 0 ? chosen : set.roles).map(({name}) => name)
  const seconds = rollSeconds(set, roles)
  const notes = [
    ...operatorWarning(found.operator),
    `Restarting ${set.name} (namespace: ${set.namespace})`,
    `  ${roles.map((role) => `${workersOf(set, role)} ${role}`).join(', ')}${wish.force ? ', all at once' : ''}`,
    ...(wish.force || seconds === undefined ? [] : [`  about ${humanSeconds(seconds)} (estimate)`]),
  ]
  const changes = wish.force ? deletions(world, set, roles, wish.graceSeconds) : [mark(world, set, roles)]
  return {found, changes, notes, ...questionOf([], world.canAsk)}
}

function mark({writer, now}: UpdateWorld, set: GroveSet, roles: readonly string[]): Change {
  const time = now().toISOString()
  const {cliques} = set.object.spec.template
  const names = set.roles.filter(({name}) => roles.includes(name)).flatMap((role) => role.cliques)
  const operations = cliques.flatMap((clique, index): readonly PatchOperation[] => {
    if (!names.includes(clique.name)) return []
    const path = `/spec/template/cliques/${index}`
    const key = restartedAt.replace('/', '~1')
    return [
      {op: 'test', path: `${path}/name`, value: clique.name},
      ...(at(clique, 'annotations') === undefined
        ? [{op: 'add', path: `${path}/annotations`, value: {}} as const]
        : []),
      {op: 'add', path: `${path}/annotations/${key}`, value: time},
    ]
  })
  return {
    action: 'restart',
    object: {kind: 'PodCliqueSet', name: set.name, namespace: set.namespace},
    reason: 'the operator rolls one worker at a time in each role',
    write: writer.patchSet(set, operations),
  }
}

const deletions = (
  {writer}: UpdateWorld,
  set: GroveSet,
  roles: readonly string[],
  graceSeconds: number | undefined,
): readonly Change[] =>
  allParts(set)
    .filter(({role}) => roles.includes(role.name))
    .flatMap(({workers}) => workers.flatMap(({pods}) => pods))
    .filter(({state}) => state !== 'going')
    .map(({name, uid, namespace}) => ({
      action: 'delete',
      object: {kind: 'Pod', name, namespace},
      write: writer.deletePod({name, namespace, uid}, graceSeconds),
    }))
