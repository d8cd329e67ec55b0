import {isDeepStrictEqual} from 'node:util'
import type {ApiObject, ResourceName} from '../../api.ts'
import {type Condition, withCondition} from '../../controllers/conditions.ts'
import {isTerminating} from '../../controllers/pod-facts.ts'
import {keyOf, reconciler, splitKey} from '../../controllers/reconciler.ts'
import {persistentVolumeClaims} from '../../controllers/resources.ts'
import {type Controller, timestamp, type World} from '../../controllers/world.ts'
import {hubModel} from '../../hub/catalogue.ts'
import {metadataOf} from '../metadata.ts'
import {baseModels, clusterBaseModels} from '../resources.ts'

const extractMs = 20_000

/** Models on claims: the claim must be there and bound, then their metadata is read from it. */
export const pvcModels: Controller = (world) => {
  const stops = [baseModels, clusterBaseModels].map((resource) => follow(world, resource))
  return () => {
    for (const stop of stops) stop()
  }
}

const isOnClaim = (model: ApiObject): boolean => String(model['spec'].storage?.storageUri ?? '').startsWith('pvc://')

const follow = (world: World, resource: ResourceName): (() => void) =>
  reconciler(world, {
    name: `${resource.plural}-pvc-controller`,
    sources: [
      {resource, keys: (object) => (isOnClaim(object) ? [keyOf(object)] : [])},
      {
        resource: persistentVolumeClaims,
        keys: () => (world.api.serves(resource) ? world.api.list(resource).filter(isOnClaim).map(keyOf) : []),
      },
    ],
    reconcile(key, again) {
      const {namespace, name} = splitKey(key)
      const model = world.api.get(resource, name, namespace)
      if (!model || isTerminating(model) || model['status']?.state === 'Ready') return
      look(world, resource, model, again)
    },
  })

function look(world: World, resource: ResourceName, model: ApiObject, again: (time: number) => void): void {
  const problem = claimProblem(world, model)
  if (problem) {
    tell(world, resource, model, 'SourceReachable', 'False', problem)
    return
  }
  const since = Date.parse(lastChange(model, 'SourceReachable') ?? timestamp(world.clock.now()))
  tell(world, resource, model, 'SourceReachable', 'True', 'PVCValidated')
  if (world.clock.now() < since + extractMs) {
    tell(world, resource, model, 'MetadataExtracted', 'Unknown', 'PVCMetadataExtracting')
    again(since + extractMs)
    return
  }
  const known = hubModel(claimOf(model).path.split('/').slice(-2).join('/'))
  if (known) {
    const missing = Object.entries(metadataOf(known)).filter(([field]) => model['spec'][field] === undefined)
    world.api.patch(resource, model.metadata.name, model.metadata.namespace, {spec: Object.fromEntries(missing)})
  }
  tell(world, resource, model, 'MetadataExtracted', 'True', 'PVCMetadataReady', 'Ready')
}

function claimOf(model: ApiObject): {namespace: string | undefined; claim: string; path: string} {
  const uri: string = model['spec'].storage.storageUri
  const [, named, claim = '', path = ''] = /^pvc:\/\/(?:([^:/]+):)?([^/]+)\/(.+)$/.exec(uri) ?? []
  return {namespace: named ?? model.metadata.namespace, claim, path}
}

/** Why a claim cannot be read: of a wrong form, of another namespace, not there, not bound. */
function claimProblem(world: World, model: ApiObject): string | undefined {
  const {namespace, claim, path} = claimOf(model)
  const own = model.metadata.namespace
  if (claim === '' || path === '' || (own !== undefined && namespace !== own)) return 'PVCInvalid'
  const found = world.api.get(persistentVolumeClaims, claim, namespace)
  if (!found) return 'PVCNotFound'
  return found['status']?.phase === 'Bound' ? undefined : 'PVCNotBound'
}

const lastChange = (model: ApiObject, type: string): string | undefined =>
  model['status']?.conditions?.find((one: Condition) => one.type === type && one.status === 'True')?.lastTransitionTime

function tell(
  world: World,
  resource: ResourceName,
  model: ApiObject,
  type: string,
  status: Condition['status'],
  reason: string,
  state: 'In_Transit' | 'Ready' | 'Failed' = status === 'False' ? 'Failed' : 'In_Transit',
): void {
  const {name, namespace} = model.metadata
  const live = world.api.get(resource, name, namespace)
  const before: Condition[] | undefined = live?.['status']?.conditions
  const told = withCondition(world, before, {type, status, reason, message: ''})
  const ready = {type: 'Ready', status: state === 'Ready' ? ('True' as const) : ('False' as const), reason, message: ''}
  const next = {state, conditions: withCondition(world, told, ready)}
  if (isDeepStrictEqual({...live?.['status'], ...next}, live?.['status'])) return
  world.api.patch(
    resource,
    name,
    namespace,
    {status: {...next, lastReconcileTime: timestamp(world.clock.now())}},
    'status',
  )
}
