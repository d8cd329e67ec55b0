import type {KeepOptions, KubeObject, ListOptions, ResourceRef, ScopeOptions, Table, TableColumn} from '../kube.ts'
import {parseJson} from './body.ts'
import {collectionPath, objectPath, withQuery} from './paths.ts'
import {serverStatus} from './status.ts'
import type {Transport} from './transport.ts'

const pageSize = 500
/** Tables where the server can make them, else objects. */
export const tableAccept = [
  ...['v1', 'v1beta1'].map((version) => `application/json;as=Table;v=${version};g=meta.k8s.io`),
  'application/json',
].join(',')

/** What was collected from all pages, and the state of the cluster it shows. */
export interface Listed {
  readonly items: KubeObject[]
  readonly resourceVersion: string
}

/** Undefined for a 404 that names the object; a missing type or path stays an error. */
export async function getObject(
  transport: Transport,
  resource: ResourceRef,
  name: string,
  options: ScopeOptions & {readonly subresource?: string},
): Promise<KubeObject | undefined> {
  const path = objectPath(resource, name, options)
  try {
    const {text} = await transport.fetch({method: 'GET', path, signal: options.signal})
    return toObject(parseJson(text, `GET ${path}`))
  } catch (error) {
    if (serverStatus(error)?.reason === 'NotFound') return undefined
    throw error
  }
}

/** All objects of a collection. Items of built-in lists carry no kind of their own and get the list's. */
export async function listObjects(
  transport: Transport,
  resource: ResourceRef,
  {keep = (object) => object, ...options}: ListOptions & KeepOptions,
): Promise<Listed> {
  const items: KubeObject[] = []
  const resourceVersion = await eachPage(transport, resource, options, {}, (page) => {
    if (page === 'restart') items.length = 0
    else
      for (const item of page.items ?? []) {
        const kept = keep(withKind(item, page))
        if (kept !== undefined) items.push(kept)
      }
  })
  return {items, resourceVersion}
}

/** The server's table of a collection, or of one object when `name` is given. */
export async function fetchTable(
  transport: Transport,
  resource: ResourceRef,
  options: ListOptions & {readonly name?: string; readonly includeObject?: boolean},
): Promise<Table> {
  const {name, includeObject, signal} = options
  const query = includeObject ? {includeObject: 'Object'} : {}
  const headers = {accept: tableAccept}
  if (name !== undefined) {
    const path = withQuery(objectPath(resource, name, options), query)
    const {text} = await transport.fetch({method: 'GET', path, headers, signal})
    return toTable([toPage(parseJson(text, `GET ${path}`))])
  }
  const pages: Page[] = []
  const resourceVersion = await eachPage(transport, resource, options, {query, headers}, (page) => {
    if (page === 'restart') pages.length = 0
    else pages.push(page)
  })
  return {...toTable(pages), resourceVersion}
}

interface Page {
  readonly kind?: string
  readonly apiVersion?: string
  readonly metadata?: {readonly resourceVersion?: string; readonly continue?: string}
  readonly items?: readonly KubeObject[]
  readonly columnDefinitions?: readonly TableColumn[] | null
  readonly rows?: readonly {readonly cells: readonly unknown[]; readonly object: KubeObject}[] | null
}

interface PageRequest {
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
}

/** Reads page after page. When the continuation expires on the way it begins again, once, without pages. */
async function eachPage(
  transport: Transport,
  resource: ResourceRef,
  options: ListOptions,
  request: PageRequest,
  take: (page: Page | 'restart') => void,
): Promise<string> {
  const {labelSelector, fieldSelector, namespace, signal} = options
  const collection = collectionPath(resource, namespace)
  const read = async (limit: number | undefined, token: string | undefined): Promise<Page> => {
    const path = withQuery(collection, {...request.query, fieldSelector, labelSelector, limit, continue: token})
    const {text} = await transport.fetch({
      method: 'GET',
      path,
      signal,
      ...(request.headers ? {headers: request.headers} : {}),
    })
    return toPage(parseJson(text, `GET ${collection}`))
  }
  let token: string | undefined
  for (;;) {
    let page: Page
    try {
      page = await read(options.limit ?? pageSize, token)
    } catch (error) {
      if (token === undefined || serverStatus(error)?.code !== 410) throw error
      take('restart')
      page = await read(undefined, undefined)
    }
    take(page)
    token = page.metadata?.continue || undefined
    if (token === undefined) return page.metadata?.resourceVersion ?? ''
  }
}

const withKind = (item: KubeObject, page: Page): KubeObject => {
  if (item.kind && item.apiVersion) return item
  const {kind = '', apiVersion = ''} = page
  return {...item, apiVersion: item.apiVersion || apiVersion, kind: item.kind || kind.replace(/List$/, '')}
}

function toTable(pages: readonly Page[]): Table {
  const columns = pages.find((page) => page.columnDefinitions)?.columnDefinitions
  if (columns) return {columns, rows: pages.flatMap((page) => page.rows ?? [])}
  return plainTable(pages)
}

/** For aggregated APIs that know no tables: name and time of creation, the columns every object has. */
function plainTable(pages: readonly Page[]): Table {
  const objects = pages.flatMap((page) =>
    page.items ? page.items.map((item) => withKind(item, page)) : [toObject(page)],
  )
  return {
    columns: [
      {name: 'Name', type: 'string', format: 'name', priority: 0},
      {name: 'Created At', type: 'date', priority: 0},
    ],
    rows: objects.map((object) => ({cells: [object.metadata.name, object.metadata.creationTimestamp ?? null], object})),
  }
}

/** Where the server's JSON becomes typed: objects stay open and are narrowed by adapters. */
export const toObject = (value: unknown): KubeObject => value as KubeObject
const toPage = (value: unknown): Page => value as Page
