import type {OmeError} from '@ome/sdk/errors'
import type {KubeObject, Resource, Table} from '@ome/sdk/kube'
import type {ReadOptions, Resources} from '../domain/resources.ts'
import {missingError, sortByPath} from './select-items.ts'

export interface GetObjects {
  readonly resource: Resource
  readonly names: readonly string[]
  readonly options: ReadOptions
  readonly sortBy?: string | undefined
}

/** Objects as the server has them. Missing names are an error that is thrown after the others were shown. */
export async function getObjects(
  resources: Resources,
  {resource, names, options, sortBy}: GetObjects,
): Promise<{readonly objects: readonly KubeObject[]; readonly failure?: OmeError}> {
  if (names.length === 0) {
    const objects = await resources.list(resource, options)
    return {objects: sortBy === undefined ? objects : sortByPath(objects, sortBy, (object) => object)}
  }
  const found = await Promise.all(names.map((name) => resources.find(resource, name, options.namespace)))
  const missing = names.filter((_, index) => found[index] === undefined)
  return {
    objects: found.filter((object) => object !== undefined),
    ...(missing.length > 0 ? {failure: notFound(resource, missing, options)} : {}),
  }
}

/** The server's table of objects. */
export async function getTable(
  resources: Resources,
  {resource, names, options, sortBy}: GetObjects,
): Promise<{readonly table: Table; readonly failure?: OmeError}> {
  if (names.length === 0) {
    const table = await resources.table(resource, options)
    return {
      table: sortBy === undefined ? table : {...table, rows: sortByPath(table.rows, sortBy, ({object}) => object)},
    }
  }
  const {objects, failure} = await getObjects(resources, {resource, names, options})
  const tables = await Promise.all(objects.map(({metadata: {name}}) => resources.table(resource, {...options, name})))
  const table = {columns: tables[0]?.columns ?? [], rows: tables.flatMap(({rows}) => rows)}
  return {table, ...(failure ? {failure} : {})}
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
