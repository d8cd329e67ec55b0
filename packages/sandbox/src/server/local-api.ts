import {asObject} from '@ome/kinds/validation/json'
import type {ApiObject, LocalApi, LocalWatchEvent, ResourceName} from '../api.ts'
import {ApiError} from '../api.ts'
import type {Clock} from '../clock.ts'
import {frozenCopy, objectOf, treeOf} from './codec/json.ts'
import {failure, qualified} from './errors.ts'
import {type EventNames, eventRecorder} from './event-recorder.ts'
import type {Operations, Target} from './operations.ts'
import {controlledObjects} from './owner-index.ts'
import {matchesLabels} from './read/label-selector.ts'
import type {RemoveOptions} from './remove.ts'
import {type ResourceType, storageKey} from './resource-type.ts'
import type {Change} from './store.ts'
import type {WriteOptions} from './write.ts'

/** The options of a write that a part of the control plane makes. */
export const systemOptions = (manager: string): WriteOptions => ({
  user: {name: `system:${manager}`, groups: ['system:masters', 'system:authenticated']},
  manager,
  dryRun: false,
  fieldValidation: 'Ignore',
  findings: [],
  warnings: [],
})

/** Told where something threw, and what. */
export type Fault = (where: string, error: unknown) => void

const throwOn: Fault = (_where, error) => {
  throw error
}

/** What the in-process APIs of one server share. */
export interface LocalWorld {
  readonly clock: Clock
  readonly eventNames: EventNames
  /** Told what a watcher throws. Default: thrown. */
  readonly fault?: Fault | undefined
}

/** The in-process API under one field manager, with the rights of `system:masters`. */
export function createLocalApi(
  operations: Operations,
  {clock, eventNames, fault = throwOn}: LocalWorld,
  manager: string,
): LocalApi {
  const {store, registry} = operations
  const options = (): WriteOptions => systemOptions(manager)
  const typeOf = (resource: ResourceName): ResourceType => {
    const type = registry.resolve(resource)
    if (!type)
      throw failure(
        404,
        `the server could not find the requested resource (${qualified(resource.plural, resource.group)})`,
      )
    return type
  }
  const target = (resource: ResourceName, name: string, namespace = '', subresource = ''): Target => ({
    type: typeOf(resource),
    namespace,
    name,
    subresource,
  })
  const targetOf = (resource: ResourceName, {metadata}: ApiObject, subresource = ''): Target =>
    target(resource, metadata.name, metadata.namespace, subresource)

  const api: LocalApi = {
    get: (resource, name, namespace) => orUndefined(() => operations.get(target(resource, name, namespace))),
    list(resource, {namespace, labels, controller} = {}) {
      const type = storageKey(typeOf(resource))
      const found =
        controller === undefined ? store.list(type, {namespace}) : [...controlledObjects(store, type, controller)]
      return labels ? found.filter((object) => matchesLabels(labels, object.metadata.labels)) : found
    },
    create: (resource, body) =>
      operations.create(
        {type: typeOf(resource), namespace: body.metadata.namespace ?? ''},
        asObject(frozenCopy(body)),
        options(),
      ),
    update: (resource, body) => operations.update(targetOf(resource, body), asObject(frozenCopy(body)), options()),
    updateStatus: (resource, body) =>
      operations.update(targetOf(resource, body, 'status'), asObject(frozenCopy(body)), options()),
    patch: (resource, name, namespace, body, subresource = '') =>
      operations.patch(
        target(resource, name, namespace, subresource),
        {type: 'merge', body: frozenCopy(body), force: false},
        options(),
      ).object,
    delete(resource, name, namespace, removal: RemoveOptions = {}) {
      operations.remove(target(resource, name, namespace), removal, options())
    },
    watch: (resource, listener) => follow(operations, resource, guarded(resource, listener, fault)),
    serves: (resource) => registry.resolve(resource) !== undefined,
    event: (...args) => record(...args),
  }
  const record = eventRecorder(api, clock, eventNames)
  return api
}

function orUndefined(read: () => ApiObject): ApiObject | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof ApiError && error.status.reason === 'NotFound') return undefined
    throw error
  }
}

type Listener = (event: LocalWatchEvent) => void

/** A listener that throws has missed its event; the process and the other listeners go on. */
const guarded =
  ({plural}: ResourceName, listener: Listener, fault: Fault): Listener =>
  (event) => {
    try {
      listener(event)
    } catch (error) {
      fault(`watch of ${plural} ${event.type} ${event.object.metadata.name}`, error)
    }
  }

function follow({store}: Operations, resource: ResourceName, listener: Listener): () => void {
  const key = storageKey(resource)
  let stopped = false
  const deliver = ({type, object, previous}: Change) =>
    queueMicrotask(() => {
      if (!stopped) listener({type, object, ...(previous && {previous})})
    })
  const unsubscribe = store.subscribe(key, deliver)
  for (const object of store.list(key)) if (!stopped) listener({type: 'ADDED', object: objectOf(treeOf(object))})
  return () => {
    stopped = true
    unsubscribe()
  }
}
