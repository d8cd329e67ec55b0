import {isOmeError, type OmeError} from '@ome/sdk/errors'
import type {KubeObject, Resource} from '@ome/sdk/kube'
import type {ReadOptions, Resources} from '../domain/resources.ts'
import {missingError} from './select-items.ts'

export interface GetObjects {
  readonly resource: Resource
  readonly names: readonly string[]
  readonly options: ReadOptions
}

/** Objects as the server has them. Missing names are an error that is thrown after the others were shown. */
export async function getObjects(
  resources: Resources,
  {resource, names, options}: GetObjects,
): Promise<{readonly objects: readonly KubeObject[]; readonly failure?: OmeError}> {
  if (names.length === 0) {
    return {objects: await resources.list(resource, options)}
  }
  const found = await Promise.all(names.map((name) => resources.find(resource, name, options.namespace)))
  const missing = names.filter((_, index) => found[index] === undefined)
  return {
    objects: found.filter((object) => object !== undefined),
    ...(missing.length > 0 ? {failure: await notFound(resources, resource, missing, options)} : {}),
  }
}

async function notFound(
  resources: Resources,
  resource: Resource,
  missing: readonly string[],
  {namespace}: ReadOptions,
): Promise<OmeError> {
  const where = resource.namespaced && namespace !== undefined ? ` in namespace "${namespace}"` : ''
  const scope = resource.namespaced && namespace !== undefined ? ` -n ${namespace}` : ''
  return missingError(
    resource.singular || resource.plural,
    missing,
    [`list what is there: ome get ${resource.plural}${scope}`],
    where,
    await knownNames(resources, resource, namespace),
  )
}

/** Names of a type, for the one that was meant; none when they may not be listed. */
export async function knownNames(
  resources: Resources,
  resource: Resource,
  namespace: string | undefined,
): Promise<readonly string[]> {
  try {
    const objects = await resources.list(resource, resource.namespaced && namespace !== undefined ? {namespace} : {})
    return objects.map(({metadata}) => metadata.name)
  } catch (error) {
    // What is not there is the news, not that the rest cannot be listed.
    if (isOmeError(error) && error.kind !== 'cancelled') return []
    throw error
  }
}
