import {isDeepStrictEqual} from 'node:util'
import type {ApiObject, ResourceName} from '../api.ts'
import {type Condition, withCondition} from './conditions.ts'
import {kindsInUse} from './kinds-in-use.ts'
import {reconciler} from './reconciler.ts'
import {namespaces, serviceAccounts} from './resources.ts'
import type {Controller, World} from './world.ts'

const firstPauseMs = 200
const longestPauseMs = 30_000

/** Gives each namespace its service account, and empties namespaces that are being deleted. */
export const namespaceController: Controller = (world) => {
  const emptying = new Set<string>()

  function remove(name: string, pauseMs = firstPauseMs): void {
    const namespace = world.api.get(namespaces, name)
    const left = namespace?.metadata.deletionTimestamp ? empty(world, name) : []
    if (!namespace || left.length === 0) {
      emptying.delete(name)
      if (namespace) finalize(world, namespace)
      return
    }
    report(world, namespace, left)
    const next = Math.min(longestPauseMs, pauseMs * 1.5)
    world.clock.after(pauseMs, () => world.queue.add(`namespace-deletion ${name}`, () => remove(name, next)))
  }

  return reconciler(world, {
    name: 'namespace-controller',
    sources: [{resource: namespaces, keys: (object) => [object.metadata.name]}],
    reconcile(name) {
      const namespace = world.api.get(namespaces, name)
      if (!namespace || emptying.has(name)) return
      if (!namespace.metadata.deletionTimestamp) return furnish(world, name)
      emptying.add(name)
      remove(name)
    },
  })
}

function furnish(world: World, namespace: string): void {
  if (!world.api.get(serviceAccounts, 'default', namespace)) {
    world.api.create(serviceAccounts, {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: {name: 'default', namespace},
    })
  }
}

interface Left {
  readonly resource: ResourceName
  readonly object: ApiObject
}

/** Deletes the content of a namespace; gives what is still there. */
function empty(world: World, namespace: string): Left[] {
  const left: Left[] = []
  for (const {resource, namespaced} of kindsInUse(world)) {
    if (!namespaced) continue
    for (const object of world.api.list(resource, {namespace})) {
      if (!object.metadata.deletionTimestamp) {
        world.api.delete(resource, object.metadata.name, namespace, {propagation: 'Background'})
      }
      const current = world.api.get(resource, object.metadata.name, namespace)
      if (current) left.push({resource, object: current})
    }
  }
  return left
}

const noProblems: readonly [type: string, reason: string, message: string][] = [
  ['NamespaceDeletionDiscoveryFailure', 'ResourcesDiscovered', 'All resources successfully discovered'],
  ['NamespaceDeletionGroupVersionParsingFailure', 'ParsedGroupVersions', 'All legacy kube types successfully parsed'],
  [
    'NamespaceDeletionContentFailure',
    'ContentDeleted',
    'All content successfully deleted, may be waiting on finalization',
  ],
]

/** What is still there, by kind and by finalizer, in the words of the namespace controller. */
function report(world: World, namespace: ApiObject, left: readonly Left[]): void {
  const finalizers = new Map<string, number>()
  for (const name of left.flatMap(({object}) => object.metadata.finalizers ?? []))
    finalizers.set(name, (finalizers.get(name) ?? 0) + 1)
  const kinds = new Map<string, number>()
  for (const {resource} of left) {
    const name = resource.group ? `${resource.plural}.${resource.group}` : `${resource.plural}.`
    kinds.set(name, (kinds.get(name) ?? 0) + 1)
  }
  const list = (counts: ReadonlyMap<string, number>, text: (name: string, count: number) => string): string =>
    [...counts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, count]) => text(name, count))
      .join(', ')
  const remaining = list(kinds, (name, count) => `${name} has ${count} resource instances`)
  const held = list(finalizers, (name, count) => `${name} in ${count} resource instances`)
  const wanted: Condition[] = [
    ...noProblems.map(([type, reason, message]): Condition => ({type, status: 'False', reason, message})),
    remaining
      ? {
          type: 'NamespaceContentRemaining',
          status: 'True',
          reason: 'SomeResourcesRemain',
          message: `Some resources are remaining: ${remaining}`,
        }
      : {
          type: 'NamespaceContentRemaining',
          status: 'False',
          reason: 'ContentRemoved',
          message: 'All content successfully removed',
        },
    held
      ? {
          type: 'NamespaceFinalizersRemaining',
          status: 'True',
          reason: 'SomeFinalizersRemain',
          message: `Some content in the namespace has finalizers remaining: ${held}`,
        }
      : {
          type: 'NamespaceFinalizersRemaining',
          status: 'False',
          reason: 'ContentHasNoFinalizers',
          message: 'All content-preserving finalizers finished',
        },
  ]
  const before: Condition[] = namespace.status?.conditions ?? []
  const conditions = wanted.reduce<Condition[]>((all, one) => withCondition(world, all, one), before)
  if (isDeepStrictEqual(conditions, before)) return
  world.api.patch(namespaces, namespace.metadata.name, undefined, {status: {conditions}}, 'status')
}

function finalize(world: World, namespace: ApiObject): void {
  const current = world.api.get(namespaces, namespace.metadata.name)
  if (!current?.metadata.deletionTimestamp || !current.spec?.finalizers?.length) return
  world.api.patch(namespaces, namespace.metadata.name, undefined, {spec: {finalizers: []}}, 'finalize')
}
