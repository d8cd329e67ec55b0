import {isDeepStrictEqual} from 'node:util'
import type {ApiObject, ResourceName} from '../api.ts'
import {isTerminating} from '../controllers/pod-facts.ts'
import {keyOf, reconciler, splitKey} from '../controllers/reconciler.ts'
import {configMaps} from '../controllers/resources.ts'
import type {Controller, World} from '../controllers/world.ts'
import type {ReportedModel} from './metadata.ts'
import {modelDataKey} from './names.ts'
import {type ReportEntry, reportLabel, reportsOf} from './node-report.ts'
import {baseModels, clusterBaseModels} from './resources.ts'

/** State of a model from what the nodes report; fills in what the agents found out about it. */
const controllerFor =
  (resource: ResourceName, finalizer: string): Controller =>
  (world) =>
    reconciler(world, {
      name: `${resource.plural}-controller`,
      sources: [
        {resource, keys: (object) => [keyOf(object)]},
        {
          resource: configMaps,
          keys: (map, {previous}) => (isReport(map) ? changedModels(world, resource, map, previous) : []),
        },
      ],
      reconcile(key) {
        const {namespace, name} = splitKey(key)
        const model = world.api.get(resource, name, namespace)
        if (model) bring(world, resource, model, finalizer)
      },
    })

export const modelControllers: readonly Controller[] = [
  controllerFor(baseModels, 'basemodels.ome.io/finalizer'),
  controllerFor(clusterBaseModels, 'clusterbasemodels.ome.io/finalizer'),
]

const isReport = (map: ApiObject): boolean => map.metadata.labels?.[reportLabel] === 'true'

function changedModels(
  world: World,
  resource: ResourceName,
  map: ApiObject,
  previous: ApiObject | undefined,
): string[] {
  return world.api
    .list(resource)
    .filter((model) => {
      const key = modelDataKey(model)
      return previous?.['data']?.[key] !== map['data']?.[key]
    })
    .map(keyOf)
}

function bring(world: World, resource: ResourceName, model: ApiObject, finalizer: string): void {
  const {name, namespace, finalizers = []} = model.metadata
  const reports = reportsOf(world, model)
  if (isTerminating(model)) {
    if (reports.size > 0 || !finalizers.includes(finalizer)) return
    const rest = finalizers.filter((other) => other !== finalizer)
    world.api.patch(resource, name, namespace, {metadata: {finalizers: rest}})
    return
  }
  if (!finalizers.includes(finalizer)) {
    world.api.patch(resource, name, namespace, {metadata: {finalizers: [...finalizers, finalizer]}})
  }
  const metadata = [...reports.values()].find((entry) => entry.status === 'Ready' && entry.config)?.config
  const missing = metadata ? missingFields(model, metadata) : {}
  if (Object.keys(missing).length > 0) world.api.patch(resource, name, namespace, {spec: missing})
  if (!String(model.spec.storage?.storageUri ?? '').startsWith('pvc://') || !model.status?.conditions) {
    writeStatus(world, resource, model, reports)
  }
}

/** The agents fill only what nobody has set. */
function missingFields(
  model: ApiObject,
  {decodedModelConfiguration: _, ...metadata}: ReportedModel,
): Record<string, unknown> {
  if (model.metadata.annotations?.['ome.oracle.com/skip-config-parsing'] === 'true') return {}
  return Object.fromEntries(Object.entries(metadata).filter(([field]) => isUnset(model.spec[field])))
}

const isUnset = (value: unknown): boolean =>
  value === undefined ||
  value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  (value !== null && typeof value === 'object' && 'name' in value && value.name === '')

function writeStatus(
  world: World,
  resource: ResourceName,
  model: ApiObject,
  reports: ReadonlyMap<string, ReportEntry>,
): void {
  const inState = (state: string): string[] =>
    [...reports]
      .filter(([, entry]) => entry.status === state)
      .map(([node]) => node)
      .sort()
  const nodesReady = inState('Ready')
  const nodesFailed = inState('Failed')
  const state = nodesReady.length > 0 ? 'Ready' : nodesFailed.length > 0 ? 'Failed' : 'In_Transit'
  const status = {
    state,
    ...(nodesReady.length > 0 ? {nodesReady} : {}),
    ...(nodesFailed.length > 0 ? {nodesFailed} : {}),
  }
  if (isDeepStrictEqual(model.status, status)) return
  const cleared = {
    ...(nodesReady.length === 0 ? {nodesReady: null} : {}),
    ...(nodesFailed.length === 0 ? {nodesFailed: null} : {}),
  }
  world.api.patch(resource, model.metadata.name, model.metadata.namespace, {status: {...status, ...cleared}}, 'status')
}
