import {isDeepStrictEqual} from 'node:util'
import type {ApiObject} from '../api.ts'
import {type Condition, withCondition} from '../controllers/conditions.ts'
import {isTerminating} from '../controllers/pod-facts.ts'
import {keyOf, reconciler, splitKey} from '../controllers/reconciler.ts'
import {services} from '../controllers/resources.ts'
import type {Controller, World} from '../controllers/world.ts'
import {list} from './merge.ts'
import {gateways, httpRoutes} from './resources.ts'

const controllerName = 'sandbox.ome.cli/gateway'

/** Accepts gateways and the routes that name one of them. Nothing is sent through them: there is no traffic inside the cluster. */
export const gatewayController: Controller = (world) => {
  const stops = [
    reconciler(world, {
      name: 'gateway-controller',
      sources: [{resource: gateways, keys: (object) => [keyOf(object)]}],
      reconcile: (key) => acceptGateway(world, key),
    }),
    reconciler(world, {
      name: 'route-controller',
      sources: [
        {resource: httpRoutes, keys: (object) => [keyOf(object)]},
        ...[gateways, services].map((resource) => ({
          resource,
          keys: (_: ApiObject, {type}: {type: string}) =>
            type !== 'MODIFIED' && world.api.serves(httpRoutes) ? world.api.list(httpRoutes).map(keyOf) : [],
        })),
      ],
      reconcile: (key) => acceptRoute(world, key),
    }),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

function acceptGateway(world: World, key: string): void {
  const {namespace, name} = splitKey(key)
  const gateway = world.api.get(gateways, name, namespace)
  if (!gateway || isTerminating(gateway)) return
  const accepted = condition('Accepted', 'True', 'Accepted', 'Gateway accepted')
  const programmed = condition('Programmed', 'True', 'Programmed', 'Gateway programmed')
  const conditions = [accepted, programmed].reduce<Condition[]>(
    (all, each) => withCondition(world, all, {...each, observedGeneration: gateway.metadata.generation}),
    gateway['status']?.conditions ?? [],
  )
  const status = {conditions, addresses: [{type: 'IPAddress', value: '127.0.0.1'}]}
  if (isDeepStrictEqual({...gateway['status'], ...status}, gateway['status'])) return
  world.api.patch(gateways, name, namespace, {status}, 'status')
}

const condition = (type: string, status: 'True' | 'False', reason: string, message: string): Condition => ({
  type,
  status,
  reason,
  message,
})

function acceptRoute(world: World, key: string): void {
  const {namespace, name} = splitKey(key)
  const route = world.api.get(httpRoutes, name, namespace)
  if (!route || isTerminating(route)) return
  const before = list(route['status']?.parents)
  const parents = list(route.spec.parentRefs).flatMap((parentRef, index) => {
    if ((parentRef['kind'] ?? 'Gateway') !== 'Gateway' || !world.api.serves(gateways)) return []
    const known: Condition[] = list(before[index]?.['conditions']).map((one) => ({type: '', status: 'Unknown', ...one}))
    const conditions = routeConditions(world, route, parentRef).reduce<Condition[]>(
      (all, each) => withCondition(world, all, {...each, observedGeneration: route.metadata.generation}),
      known,
    )
    return [{parentRef, controllerName, conditions}]
  })
  if (isDeepStrictEqual(parents, before)) return
  world.api.patch(httpRoutes, name, namespace, {status: {parents}}, 'status')
}

function routeConditions(world: World, route: ApiObject, parentRef: Record<string, unknown>): Condition[] {
  const {namespace} = route.metadata
  const gateway = world.api.get(gateways, String(parentRef['name']), String(parentRef['namespace'] ?? namespace))
  const missing = list(route.spec.rules)
    .flatMap((rule) => list(rule['backendRefs']))
    .find((backend) => (backend['kind'] ?? 'Service') === 'Service' && !backendOf(world, backend, namespace))
  return [
    gateway
      ? condition('Accepted', 'True', 'Accepted', 'Route is accepted')
      : condition('Accepted', 'False', 'NoMatchingParent', 'No Gateway of this name exists'),
    missing
      ? condition('ResolvedRefs', 'False', 'BackendNotFound', `Service ${String(missing['name'])} not found`)
      : condition('ResolvedRefs', 'True', 'ResolvedRefs', 'All references resolved'),
  ]
}

const backendOf = (world: World, backend: Record<string, unknown>, namespace: string | undefined) =>
  world.api.get(services, String(backend['name']), String(backend['namespace'] ?? namespace))
