import {parseQuantity} from '@ome/capacity/quantity'
import {type Cel, loadCel} from '@ome/kinds/validation/cel/engine'
import {hasRules, ruleCheck} from '@ome/kinds/validation/cel/rules'
import type {Schema} from '@ome/kinds/validation/schema'
import type {Admission, ApiObject, LocalApi} from '../api.ts'
import type {Clock} from '../clock.ts'
import {seededRandom} from '../random.ts'
import {policyResource} from './admission/policies.ts'
import {builtinTypes} from './builtin/builtins.ts'
import {registerAuthorizer} from './cel/authorizer-library.ts'
import {crdLifecycle, crdResource} from './definitions/crd.ts'
import {eventNames} from './event-recorder.ts'
import {createLocalApi, type Fault, systemOptions} from './local-api.ts'
import {createOperations, type Operations, type OperationsWorld} from './operations.ts'
import {keepOwnService} from './own-service.ts'
import {createRegistry} from './registry.ts'
import {type ResourceType, storageKey} from './resource-type.ts'
import {createStore, keyOf} from './store.ts'

/** All objects of a cluster under the revision they were read at. */
export interface ServerState {
  readonly revision: number
  readonly objects: readonly ApiObject[]
}

export interface CoreOptions {
  readonly clock: Clock
  /** Told what a watcher in the process throws. Default: thrown. */
  readonly fault?: Fault
  readonly crds?: readonly ApiObject[]
  readonly admissions?: readonly Admission[]
  /** Objects of a snapshot to begin with. */
  readonly state?: ServerState
  /** How many changes are kept for watches and for reading the past. */
  readonly history?: number
  /** Same number, same generated names and uids for the same requests in the same order. Default 1. */
  readonly seed?: number
}

/** Storage and verbs without any socket. */
export interface ServerCore {
  readonly operations: Operations
  readonly api: LocalApi
  /** The in-process API under another field manager. */
  apiAs(manager: string): LocalApi
  admit(admission: Admission): void
  snapshot(): ServerState
  /** Loads what the rules of new definitions need; called before a definition is written from outside. */
  prepareRules(): Promise<void>
}

const firstNamespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease']

/**
 * Builds the storage, restores a snapshot if there is one, and makes sure of the four first namespaces and the given
 * definitions.
 */
export async function createCore(options: CoreOptions): Promise<ServerCore> {
  const {clock} = options
  const admissions = [...(options.admissions ?? [])]
  const store = createStore(options.history)
  const registry = createRegistry(builtinTypes())
  let cel: Cel | undefined
  const now = secondsClock(() => clock.now())

  let random = seededRandom(options.seed ?? 1)

  const world: OperationsWorld = {
    store,
    registry,
    now,
    nowMs: () => clock.now(),
    random: () => random,
    admissions: () => admissions,
    api: () => api,
    rules: (schema) => (cel && needsRules(schema) ? ruleCheck(cel) : undefined),
    cel: () => cel,
    committed(type, object) {
      const key = storageKey(type)
      // From the wire it is loaded before; a policy of a controller takes effect as soon as it is.
      if (key === policyResource && !cel) void prepareRules()
      lifecycle(key, object)
    },
  }
  const operations = createOperations(world)
  const local = {clock, eventNames: eventNames(clock), fault: options.fault}
  const api = createLocalApi(operations, local, 'ome-sandbox')
  const lifecycle = crdLifecycle({
    store,
    registry,
    now,
    deleteInstance(type, {metadata: {name, namespace = ''}}) {
      operations.remove({type, namespace, name}, {}, systemOptions('apiserver'))
    },
  })
  const prepareRules = async () => {
    cel ??= await loadCel({parseQuantity, extend: registerAuthorizer})
  }

  if ((options.crds ?? []).some(declaresRules) || (options.state?.objects ?? []).some(needsEngine)) await prepareRules()
  if (options.state) restore(options.state, operations, lifecycle)
  // What follows a snapshot must not repeat the identities that are in it.
  random = seededRandom(options.seed ?? 1).fork(`server ${store.revision}`)
  for (const name of firstNamespaces)
    if (!store.get('/namespaces', name))
      api.create({group: '', plural: 'namespaces'}, {apiVersion: 'v1', kind: 'Namespace', metadata: {name}})
  // Its identities are drawn apart: those of the cluster's objects do not depend on what the server has of its own.
  const drawn = random
  random = drawn.fork('own service')
  keepOwnService(api)
  random = drawn
  for (const crd of options.crds ?? [])
    if (!store.get(crdResource, crd.metadata.name))
      api.create({group: 'apiextensions.k8s.io', plural: 'customresourcedefinitions'}, crd)

  return {
    operations,
    api,
    apiAs: (manager) => createLocalApi(operations, local, manager),
    admit: (admission) => admissions.push(admission),
    snapshot: () => ({revision: store.revision, objects: [...store.entries()].map(([, object]) => object)}),
    prepareRules,
  }
}

/** RFC 3339 in whole seconds; the text is made once a second, not once a write. */
function secondsClock(nowMs: () => number): () => string {
  let [second, text] = [Number.NaN, '']
  return () => {
    const current = Math.floor(nowMs() / 1000)
    if (current !== second) [second, text] = [current, new Date(current * 1000).toISOString().replace('.000Z', 'Z')]
    return text
  }
}

/** Definitions first, since the objects of their kinds are found through them. */
function restore(
  {objects, revision}: ServerState,
  {store, registry}: Operations,
  lifecycle: (resource: string, object: ApiObject) => void,
): void {
  const load = (type: ResourceType | undefined, object: ApiObject) => {
    if (type) store.load(storageKey(type), keyOf(object.metadata.namespace, object.metadata.name), object)
  }
  const isDefinition = (object: ApiObject) => object.kind === 'CustomResourceDefinition'
  const typeOf = ({apiVersion, kind}: ApiObject) => {
    const [group = '', version = ''] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion]
    return registry.ofKind(group, version, kind)
  }
  for (const object of objects.filter(isDefinition)) load(typeOf(object), object)
  store.startAt(revision)
  for (const object of objects.filter(isDefinition)) lifecycle(crdResource, object)
  for (const object of objects) if (!isDefinition(object)) load(typeOf(object), object)
}

const known = new WeakMap<Schema, boolean>()

function needsRules(schema: Schema): boolean {
  const needs = known.get(schema) ?? hasRules(schema)
  known.set(schema, needs)
  return needs
}

const needsEngine = (object: ApiObject): boolean =>
  object.kind === 'ValidatingAdmissionPolicy' || (object.kind === 'CustomResourceDefinition' && declaresRules(object))

/**
 * Whether a definition, in whatever form, has CEL rules. A text search: parsing a body only to find out would cost
 * more.
 */
export const declaresRules = (crd: unknown): boolean => JSON.stringify(crd).includes('"x-kubernetes-validations"')
