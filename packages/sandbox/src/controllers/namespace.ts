import type {ApiObject} from '../api.ts'
import {conditionIs, withCondition} from './conditions.ts'
import {kindsInUse} from './kinds-in-use.ts'
import {reconciler} from './reconciler.ts'
import {configMaps, namespaces, serviceAccounts} from './resources.ts'
import type {Controller, World} from './world.ts'

const pauseMs = 200

/** Gives each namespace its service account and root CA map, and empties namespaces that are being deleted. */
export const namespaceController: Controller = (world) => {
  const emptying = new Set<string>()

  function remove(name: string): void {
    const namespace = world.api.get(namespaces, name)
    if (!namespace?.metadata.deletionTimestamp || empty(world, name) === 0) {
      emptying.delete(name)
      if (namespace) finalize(world, namespace)
      return
    }
    report(world, namespace)
    world.clock.after(pauseMs, () => world.queue.add(`namespace-deletion ${name}`, () => remove(name)))
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
  if (!world.api.get(configMaps, 'kube-root-ca.crt', namespace)) {
    const description =
      'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints'
    world.api.create(configMaps, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {name: 'kube-root-ca.crt', namespace, annotations: {'kubernetes.io/description': description}},
      data: {'ca.crt': ''},
    })
  }
}

/** Deletes the content of a namespace; the number of objects that are still there. */
function empty(world: World, namespace: string): number {
  let left = 0
  for (const {resource, namespaced} of kindsInUse(world)) {
    if (!namespaced) continue
    for (const object of world.api.list(resource, {namespace})) {
      if (!object.metadata.deletionTimestamp) {
        world.api.delete(resource, object.metadata.name, namespace, {propagation: 'Background'})
      }
      if (world.api.get(resource, object.metadata.name, namespace)) left++
    }
  }
  return left
}

function report(world: World, namespace: ApiObject): void {
  if (conditionIs(namespace.status?.conditions, 'NamespaceContentRemaining')) return
  const conditions = withCondition(world, namespace.status?.conditions, {
    type: 'NamespaceContentRemaining',
    status: 'True',
    reason: 'SomeResourcesRemain',
    message: 'Some resources are remaining',
  })
  world.api.patch(namespaces, namespace.metadata.name, undefined, {status: {conditions}}, 'status')
}

function finalize(world: World, namespace: ApiObject): void {
  const current = world.api.get(namespaces, namespace.metadata.name)
  if (!current?.metadata.deletionTimestamp || !current.spec?.finalizers?.length) return
  world.api.patch(namespaces, namespace.metadata.name, undefined, {spec: {finalizers: []}}, 'finalize')
}
