import type {OmeError} from '@ome/sdk/errors'
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
    ...(missing.length > 0 ? {failure: notFound(resource, missing, options)} : {}),
  }
}

function notFound(resource: Resource, missing: readonly string[], {namespace}: ReadOptions): OmeError {
  const where = resource.namespaced && namespace !== undefined ? ` in namespace "${namespace}"` : ''
  const scope = resource.namespaced && namespace !== undefined ? ` -n ${namespace}` : ''
  return missingError(
    resource.singular || resource.plural,
    missing,
    [`list what is there: ome get ${resource.plural}${scope}`],
    where,
  )
}
