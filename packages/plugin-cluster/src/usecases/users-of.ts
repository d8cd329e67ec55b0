import type {Query} from '@ome/inference-model/lists'
import type {Service} from '@ome/inference-model/service'
import {isOmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import type {Catalogue} from '../domain/listing.ts'

export interface Users {
  /** `namespace/name` of the services that use the object. */
  of(object: KubeObject): readonly string[]
  readonly notes: readonly string[]
}

const models = ['BaseModel', 'ClusterBaseModel']
const runtimes = ['ServingRuntime', 'ClusterServingRuntime']
const accelerators = ['AcceleratorClass']

/** Which services use the models, runtimes and accelerator classes among the objects, whatever way they were named. */
export async function usersOf(catalogue: Catalogue, objects: readonly KubeObject[]): Promise<Users> {
  const ofKinds = (kinds: readonly string[]): readonly KubeObject[] =>
    objects.filter(({apiVersion, kind}) => apiVersion.startsWith('ome.io/') && kinds.includes(kind))
  const used = await Promise.all([
    usersOfModels(catalogue, ofKinds(models)),
    usersOfParts(catalogue, ofKinds([...runtimes, ...accelerators])),
  ])
  return {
    of: (object) => used.flatMap(({of}) => of(object)),
    notes: [...new Set(used.flatMap(({notes}) => notes))],
  }
}

const nobody: Users = {of: () => [], notes: []}
const unknown = (right: string): string => `whether services use it is not known: you may not ${right}`

/** What the whole cluster shares may be used in any namespace. */
function whereUsed(objects: readonly KubeObject[]): Query {
  const namespaces = new Set(objects.map(({metadata}) => metadata.namespace))
  const [only] = namespaces
  return namespaces.size === 1 && only !== undefined ? {namespace: only} : {}
}

async function usersOfModels(catalogue: Catalogue, objects: readonly KubeObject[]): Promise<Users> {
  if (objects.length === 0) return nobody
  const {items, unreadable} = await catalogue.models.list(whereUsed(objects))
  return {
    of: ({kind, metadata: {name, namespace}}) =>
      items.find((item) => item.kind === kind && item.name === name && item.namespace === namespace)?.usedBy ?? [],
    notes: unreadable.filter((right) => right.includes('inferenceservices')).map(unknown),
  }
}

async function usersOfParts(catalogue: Catalogue, objects: readonly KubeObject[]): Promise<Users> {
  if (objects.length === 0) return nobody
  const query = whereUsed(objects)
  try {
    const [services, own] = await Promise.all([
      catalogue.runningServices.list(query),
      objects.some(({kind}) => runtimes.includes(kind)) ? catalogue.runtimes.list(query) : {items: []},
    ])
    const shadows = new Set(own.items.flatMap(({name, namespace}) => (namespace ? [`${namespace}/${name}`] : [])))
    return {
      of: (object) =>
        services.items
          .filter((service) => uses(service, object, shadows))
          .map(({name, namespace}) => `${namespace}/${name}`),
      notes: [],
    }
  } catch (error) {
    if (!isOmeError(error) || error.kind !== 'denied') throw error
    return {...nobody, notes: [unknown('list inferenceservices.ome.io')]}
  }
}

/** A runtime of the namespace stands before the cluster's of the same name. */
function uses(service: Service, {kind, metadata}: KubeObject, shadows: ReadonlySet<string>): boolean {
  if (accelerators.includes(kind)) return service.declared?.acceleratorClasses.includes(metadata.name) ?? false
  if (!runtimes.includes(kind) || service.runtime !== metadata.name) return false
  return metadata.namespace === undefined
    ? !shadows.has(`${service.namespace}/${metadata.name}`)
    : service.namespace === metadata.namespace
}
