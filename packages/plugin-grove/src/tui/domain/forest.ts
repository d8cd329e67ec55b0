import type {Gang, GroveSet, GroveTree, Worker} from '../../domain/grove-tree.ts'
import {podLabel} from '../../domain/pod-label.ts'
import {badgeOf} from '../../domain/role.ts'
import type {GangTwig, NodeTwig, PodTwig, ReplicaTwig, RoleTwig, SetTwig, Twig, WorkerTwig} from './twig.ts'

/** Where one is: a place in the tree, by the uids on the way, or a flat list of all gangs, pods or nodes. */
export type Route =
  | {readonly type: 'tree'; readonly path: readonly string[]}
  | {readonly type: 'list'; readonly of: 'gangs' | 'pods' | 'nodes'}

export const forestRoute: Route = {type: 'tree', path: []}

export const setTwigs = ({sets}: GroveTree): readonly SetTwig[] =>
  sets.map((set) => ({level: 'set', uid: setUid(set), label: set.name, set}))

const setUid = ({uid, namespace, name}: GroveSet): string => (uid === '' ? `${namespace}/${name}` : uid)

/** What is under a twig, level by level; a set of one replica has its gangs under it. */
export function childrenOf(twig: Twig): readonly Twig[] {
  switch (twig.level) {
    case 'set':
      return twig.set.replicas.length > 1 ? replicaTwigs(twig.set) : gangTwigs(twig.set, twig.set.gangs)
    case 'replica':
      return gangTwigs(twig.set, twig.replica.gangs)
    case 'gang':
      return roleTwigs(twig)
    case 'role':
      return twig.role.podsPerWorker > 1
        ? workerTwigs(twig)
        : twig.workers.flatMap((worker) => podTwigs(twig.set, worker))
    case 'worker':
      return podTwigs(twig.set, twig.worker)
    case 'node':
      return twig.pods
    case 'pod':
      return []
  }
}

const replicaTwigs = (set: GroveSet): readonly ReplicaTwig[] =>
  set.replicas.map((replica) => ({
    level: 'replica',
    uid: `${setUid(set)}/replica/${replica.index}`,
    label: `replica-${replica.index}`,
    set,
    replica,
  }))

const gangTwigs = (set: GroveSet, gangs: readonly Gang[]): readonly GangTwig[] =>
  gangs.map((gang) => ({
    level: 'gang',
    uid: `${setUid(set)}/gang/${gang.name}`,
    label: gang.name.startsWith(`${set.name}-`) ? `gang-${gang.name.slice(set.name.length + 1)}` : gang.name,
    set,
    gang,
  }))

function roleTwigs({uid, set, gang}: GangTwig): readonly RoleTwig[] {
  const workers = Map.groupBy(gang.workers, ({role}) => role)
  const cliques = Map.groupBy(gang.cliques, ({role}) => role)
  return set.roles.flatMap((role) => {
    const own = workers.get(role.name) ?? []
    const parts = cliques.get(role.name) ?? []
    if (own.length === 0 && parts.length === 0) return []
    const label = `${role.name} [${badgeOf(role)}]`
    return [
      {level: 'role' as const, uid: `${uid}/role/${role.name}`, label, set, gang, role, cliques: parts, workers: own},
    ]
  })
}

const workerTwigs = ({set, workers}: RoleTwig): readonly WorkerTwig[] =>
  workers.map((worker) => ({
    level: 'worker',
    uid: `${setUid(set)}/worker/${worker.id}`,
    label: worker.label,
    set,
    worker,
  }))

function podTwigs(set: GroveSet, worker: Worker): readonly PodTwig[] {
  const role = set.roles.find(({name}) => name === worker.role)
  return worker.pods.map((pod) => ({
    level: 'pod',
    uid: pod.uid === '' ? `${pod.namespace}/${pod.name}` : pod.uid,
    label: role ? podLabel(role, worker.label, pod, worker.pods) : pod.name,
    set,
    pod,
  }))
}

const allPods = (set: GroveSet): readonly PodTwig[] =>
  set.replicas.flatMap(({roles}) => roles.flatMap(({workers}) => workers.flatMap((worker) => podTwigs(set, worker))))

/** Rows of a route, in the order of the tree, with the twigs on the way to them. Ends where the way ends. */
export function visit(tree: GroveTree, route: Route): {readonly way: readonly Twig[]; readonly twigs: readonly Twig[]} {
  if (route.type === 'list') return {way: [], twigs: flat(tree, route.of)}
  let twigs: readonly Twig[] = setTwigs(tree)
  const way: Twig[] = []
  for (const uid of route.path) {
    const next = twigs.find((twig) => twig.uid === uid)
    if (!next) break
    way.push(next)
    twigs = childrenOf(next)
  }
  return {way, twigs}
}

function flat({sets}: GroveTree, of: 'gangs' | 'pods' | 'nodes'): readonly Twig[] {
  if (of === 'gangs') return sets.flatMap((set) => gangTwigs(set, set.gangs))
  const pods = sets.flatMap(allPods)
  if (of === 'pods') return pods
  const nodes = Map.groupBy(
    pods.filter(({pod}) => pod.node !== undefined),
    ({pod}) => pod.node ?? '',
  )
  return [...nodes]
    .map(([name, own]): NodeTwig => ({level: 'node', uid: `node/${name}`, label: name, pods: own}))
    .sort((a, b) => (a.label < b.label ? -1 : 1))
}

/** The way down to a twig, past levels that have nothing to choose from. */
export function pathInto(path: readonly string[], twig: Twig): readonly string[] {
  const below = childrenOf(twig)
  const next = [...path, twig.uid]
  const [only] = below
  return below.length === 1 && only && only.level !== 'pod' ? pathInto(next, only) : next
}

/** The way up from a path, past the same levels; undefined at the top. */
export function pathOutOf(tree: GroveTree, path: readonly string[]): readonly string[] | undefined {
  for (let length = path.length - 1; length >= 0; length--) {
    const up = path.slice(0, length)
    if (visit(tree, {type: 'tree', path: up}).twigs.length > 1) return up
  }
  return undefined
}

/** The way to a twig that was found in a flat list. */
export function pathTo(tree: GroveTree, uid: string): readonly string[] | undefined {
  const search = (path: readonly string[], twigs: readonly Twig[]): readonly string[] | undefined => {
    for (const twig of twigs) {
      if (twig.uid === uid) return [...path, uid]
      const below = twig.level === 'pod' ? undefined : search([...path, twig.uid], childrenOf(twig))
      if (below) return below
    }
    return undefined
  }
  return search([], setTwigs(tree))
}
