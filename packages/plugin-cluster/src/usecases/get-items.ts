import {exported} from '@ome/inference-model/export'
import type {Query} from '@ome/inference-model/lists'
import type {Noun} from '@ome/inference-model/names'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject, ResourceRef} from '@ome/sdk/kube'
import {type Catalogue, type Item, type Listing, shelfOf} from '../domain/listing.ts'
import {resourceOf} from '../domain/noun-resources.ts'
import type {Resources} from '../domain/resources.ts'
import {missingError, type SelectItems, selectItems} from './select-items.ts'

export interface GetItems extends Omit<SelectItems<Item>, 'exact'> {
  readonly noun: Noun
  readonly query: Query
  /** Names that are not there are no error. */
  readonly ignoreNotFound?: boolean | undefined
}

export interface Got {
  readonly items: readonly Item[]
  readonly notes: readonly string[]
  /** For names that are not there, after the others were shown. */
  readonly failure?: OmeError
}

interface Ports {
  readonly catalogue: Catalogue
  /** Whether a Service of Kubernetes has this name. */
  hasCoreService(namespace: string | undefined, name: string): Promise<boolean>
}

/** The items of one noun that were asked for, with what kept others from being shown. */
export async function getItems({catalogue, hasCoreService}: Ports, wanted: GetItems): Promise<Got> {
  const got = chosen(await shelfOf(catalogue, wanted.noun).list(wanted.query), wanted)
  const [name] = wanted.names
  if (!got.failure || wanted.noun !== 'service' || name === undefined || wanted.names.length > 1) return got
  if (!(await hasCoreService(wanted.query.namespace, name))) return got
  const {kind, message, hints, object = ''} = got.failure
  const svc = `the Service of Kubernetes with this name: ome get svc ${name}`
  return {...got, failure: new OmeError(kind, message, [svc, ...hints], {object})}
}

/** {@link getItems} after every change. Names that are not there yet are waited for. */
export async function* followItems(catalogue: Catalogue, wanted: GetItems): AsyncGenerator<readonly Item[]> {
  for await (const listing of shelfOf(catalogue, wanted.noun).follow(wanted.query)) yield chosen(listing, wanted).items
}

function chosen({items, unreadable}: Listing<Item>, wanted: GetItems): Got {
  const {noun, query} = wanted
  const exact = noun === 'service' || noun === 'accelerator'
  const selection = selectItems(items, {...wanted, exact})
  const notes = [...unreadable.map((right) => `not everything is shown: you may not ${right}`), ...selection.notes]
  if (selection.missing.length === 0 || wanted.ignoreNotFound) return {items: selection.items, notes}
  const where = query.namespace === undefined ? '' : ` in namespace "${query.namespace}"`
  const hints = [`list what is there: ome get ${noun}s${suffix(query)}`]
  const names = items.map(({name}) => name)
  const failure = missingError(noun, selection.missing, hints, where, names)
  return {items: selection.items, notes, failure}
}

const suffix = ({namespace}: Query): string => (namespace === undefined ? ' -A' : ` -n ${namespace}`)

/** `asIs` keeps the fields that the model agent fills. */
export type Export = {readonly asIs: boolean} | undefined

/** Up to so many objects are read one by one; more of them as a collection. */
const fewObjects = 3

/** The cluster objects behind items of a noun, cleaned for an export. One that is gone in between is left out. */
export async function objectsOf(
  resources: Resources,
  {noun, query}: Pick<GetItems, 'noun' | 'query'>,
  items: readonly Item[],
  clean?: Export,
): Promise<readonly KubeObject[]> {
  const located = items.map((item) => ({
    resource: resourceOf(noun, item),
    name: item.name,
    namespace: namespaceOf(item),
  }))
  const found =
    located.length > fewObjects
      ? await collected(resources, located, query)
      : await Promise.all(located.map(({resource, name, namespace}) => resources.find(resource, name, namespace)))
  const objects = found.filter((object) => object !== undefined)
  return clean ? objects.map((object) => exported(object, clean)) : objects
}

interface Located {
  readonly resource: ResourceRef
  readonly name: string
  readonly namespace: string | undefined
}

async function collected(
  resources: Resources,
  located: readonly Located[],
  query: Query,
): Promise<readonly (KubeObject | undefined)[]> {
  const distinct = [...new Set(located.map(({resource}) => resource))]
  const lists = await Promise.all(
    distinct.map(async (resource) => {
      const {namespace, ...selectors} = query
      const objects = await resources.list(resource, resource.namespaced ? {namespace, ...selectors} : selectors)
      return [resource, new Map(objects.map(({metadata}, index) => [keyOf(metadata), objects[index]]))] as const
    }),
  )
  const found = new Map(lists)
  return located.map(({resource, ...object}) => found.get(resource)?.get(keyOf(object)))
}

const keyOf = ({name, namespace = ''}: {readonly name: string; readonly namespace?: string | undefined}): string =>
  `${namespace}/${name}`

const namespaceOf = (item: Item): string | undefined => ('namespace' in item ? item.namespace : undefined)
