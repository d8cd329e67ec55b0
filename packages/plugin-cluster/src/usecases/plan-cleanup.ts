import type {Belongings} from '@ome/inference-model/belonging'
import {type Deleter, planDeletion} from '@ome/inference-model/deletion'
import type {Service} from '@ome/inference-model/service'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {KubeObject, ResourceRef} from '@ome/sdk/kube'
import type {Change, Plan} from '@ome/sdk/plan'
import {age, formatBytes} from '@ome/sdk/units'
import {failedServices, failedSince, unusedModels} from '../domain/cleanup.ts'
import type {Catalogue} from '../domain/listing.ts'
import {resourceOf} from '../domain/noun-resources.ts'
import type {Resources} from '../domain/resources.ts'

interface Ports {
  readonly catalogue: Catalogue
  readonly resources: Resources
  readonly belongings: Belongings
  readonly deleter: Deleter
}

export interface PlanCleanup {
  /** Absent: all namespaces. */
  readonly namespace?: string | undefined
  readonly olderThanMs: number
  readonly now: Date
}

/** Deletes models that nothing names. Rights that are missing make it refuse: what cannot be read may name one. */
export async function planUnusedModels(ports: Ports, {olderThanMs, now}: PlanCleanup): Promise<Plan> {
  const [{items, unreadable}, references] = await Promise.all([
    ports.catalogue.models.list({}),
    readReferences(ports.resources),
  ])
  const missing = unreadable.filter((right) => right.includes('inferenceservices'))
  if (missing.length > 0) throw blind(missing)
  const unused = unusedModels(items, {objects: references}, new Date(now.getTime() - olderThanMs))
  const changes = unused.map(({model, bytes}): Change => {
    const resource = resourceOf('model', model)
    const size = bytes === undefined ? '' : `, ${formatBytes(bytes)} on ${model.nodesReady.length} nodes`
    return {
      action: 'delete',
      object: {
        kind: model.kind,
        name: model.name,
        ...(model.namespace === undefined ? {} : {namespace: model.namespace}),
      },
      reason: `nothing uses it, made ${age(model.createdAt, now)} ago${size}`,
      write: ports.deleter(resource, {
        apiVersion: 'ome.io/v1beta1',
        kind: model.kind,
        metadata: {name: model.name, ...(model.namespace === undefined ? {} : {namespace: model.namespace})},
      }),
    }
  })
  const total = unused.reduce((sum, {bytes = 0}) => sum + bytes, 0)
  const space = total > 0 ? ` That frees ${formatBytes(total)} on the nodes.` : ''
  const notes = ['the cluster does not record when a model was last used: age is that of the object']
  if (changes.length === 0) return {changes}
  return {
    changes,
    notes,
    asks: `Delete ${changes.length === 1 ? 'this model' : `these ${changes.length} models`}?${space}`,
  }
}

function blind(missing: readonly string[]) {
  return new OmeError('denied', `whether models are in use is not known: you may not ${missing.join(', ')}`, [
    'nothing was changed',
  ])
}

const referencing = ['finetunedweights.ome.io', 'benchmarkjobs.ome.io']

async function readReferences(resources: Resources): Promise<readonly KubeObject[]> {
  const all = await resources.all()
  const kinds = all.filter(({plural, group}) => referencing.includes(`${plural}.${group}`))
  return (await Promise.all(kinds.map((resource) => allOf(resources, resource)))).flat()
}

/** None of a kind that was taken away since the server was last asked what it serves. */
async function allOf(resources: Resources, resource: ResourceRef): Promise<readonly KubeObject[]> {
  try {
    return await resources.list(resource, {})
  } catch (error) {
    if (isOmeError(error) && error.kind === 'not-found') return []
    throw error
  }
}

async function located(resources: Resources, services: readonly Service[], namespace: string | undefined) {
  const [first] = services
  if (first === undefined) return []
  const resource: ResourceRef = resourceOf('service', first)
  const objects = await resources.list(resource, {namespace})
  const byName = new Map(objects.map((object) => [`${object.metadata.namespace}/${object.metadata.name}`, object]))
  return services.flatMap((service) => {
    const object = byName.get(`${service.namespace}/${service.name}`)
    return object === undefined ? [] : [{service, resource, object}]
  })
}

/** Deletes services that have failed for so long, with what belongs to them. */
export async function planFailedServices(ports: Ports, {namespace, olderThanMs, now}: PlanCleanup): Promise<Plan> {
  const {items} = await ports.catalogue.services.list(namespace === undefined ? {} : {namespace})
  const failed = failedServices(items, new Date(now.getTime() - olderThanMs))
  const there = await located(ports.resources, failed, namespace)
  const children = await ports.belongings.ofAll(there.map(({object}) => object))
  const doomed = there.map((each, at) => ({...each, children: children[at] ?? [], users: []}))
  const plan = planDeletion(doomed, ports.deleter, {force: false})
  const why = there.map(
    ({service}) => `failed for ${age(failedSince(service), now)}: ${service.reason ?? 'no reason given'}`,
  )
  return {
    ...plan,
    changes: plan.changes.map((change, at) => ({
      ...change,
      reason: [why[at], change.reason].filter(Boolean).join('; '),
    })),
  }
}
