import {OmeError} from '@ome/sdk/errors'
import {authored, type Manifest} from '@ome/sdk/manifest'
import {byApplyOrder} from './apply-order.ts'
import {type ClusterObjects, label, type Wanted} from './manifest.ts'

/**
 * Each manifest with its resource and namespace, in the order of creation. Throws `usage` for an object without a name
 * or one that stands there twice, `not-found` for kinds the server does not have.
 */
export async function locateManifests(
  objects: ClusterObjects,
  manifests: readonly Manifest[],
  namespace: string,
): Promise<readonly Wanted[]> {
  if (manifests.length === 0) throw new OmeError('usage', 'the input holds no objects')
  const located = await Promise.all(manifests.map((manifest) => locate(objects, manifest, {manifests, namespace})))
  refuseDoubles(located)
  return byApplyOrder(located, ({object}) => object.kind)
}

async function locate(
  objects: ClusterObjects,
  {object, source}: Manifest,
  {manifests, namespace}: {readonly manifests: readonly Manifest[]; readonly namespace: string},
): Promise<Wanted> {
  const {apiVersion, kind, metadata} = object
  if (!metadata.name)
    throw new OmeError('usage', `${source}: a ${kind} has no name`, [
      'apply needs metadata.name; generateName: ome create',
    ])
  const resource = await objects.resourceOf(apiVersion, kind)
  if (!resource) throw missingKind(object, source, manifests)
  const {namespace: own, ...rest} = authored(object).metadata
  const inside = resource.namespaced ? {namespace: own ?? namespace} : {}
  return {object: {...authored(object), metadata: {...rest, ...inside}}, source, resource}
}

function missingKind({apiVersion, kind}: Manifest['object'], source: string, all: readonly Manifest[]): OmeError {
  const definition = all.find(({object}) => object.kind === 'CustomResourceDefinition' && defines(object, kind))
  return new OmeError('not-found', `${source}: the server has no kind "${kind}" in ${apiVersion}`, [
    definition
      ? `its definition is in ${definition.source}: apply that first`
      : 'see what the server has: kubectl api-resources',
  ])
}

const defines = (definition: Manifest['object'], kind: string): boolean => definition['spec']?.names?.kind === kind

function refuseDoubles(located: readonly Wanted[]): void {
  const seen = new Map<string, string>()
  for (const {object, source, resource} of located) {
    const {name, namespace = ''} = object.metadata
    const key = `${resource.group}/${resource.plural}/${namespace}/${name}`
    const first = seen.get(key)
    if (first !== undefined)
      throw new OmeError('usage', `${label(object)} is there twice: in ${first} and in ${source}`, [
        'leave one of them out',
      ])
    seen.set(key, source)
  }
}
