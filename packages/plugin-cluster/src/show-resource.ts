import type {Scope} from '@ome/sdk/command'
import type {Io} from '@ome/sdk/context'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {KubeObject, Resource} from '@ome/sdk/kube'
import {renderObjects, serverTableLines} from '@ome/sdk/object-output'
import {print, toJson} from '@ome/sdk/output'
import {exported} from './domain/export.ts'
import type {ReadOptions, Resources} from './domain/resources.ts'
import {type GetObjects, getObjects, getTable} from './usecases/get-objects.ts'

export interface ShowResource {
  readonly word: string
  readonly names: readonly string[]
  readonly where: Scope
  readonly selector?: string | undefined
  readonly output?: string | undefined
  readonly follow?: boolean | undefined
  readonly clean?: boolean | undefined
  readonly sortBy?: string | undefined
  readonly io: Io
  readonly signal: AbortSignal
}

/** A resource that has no view of ours: the server's table, or its objects, as kubectl prints them. */
export async function showResource(resources: Resources, ask: ShowResource): Promise<void> {
  const resource = await resources.resolve(ask.word)
  const options: ReadOptions = {
    ...(resource.namespaced && ask.where.namespace !== undefined ? {namespace: ask.where.namespace} : {}),
    selector: ask.selector,
  }
  const wanted = {resource, names: ask.names, options, sortBy: ask.sortBy}
  const isText = ask.output === undefined || ask.output === 'wide'
  const shown =
    isText && !ask.clean ? await showTable(resources, wanted, ask) : await showObjects(resources, wanted, ask)
  if (ask.follow) await followChanges(resources, wanted, ask, shown)
}

async function showTable(resources: Resources, wanted: GetObjects, ask: ShowResource): Promise<readonly KubeObject[]> {
  const {table, failure} = await getTable(resources, wanted)
  if (table.rows.length > 0) print(ask.io, serverTableLines(table, paper(wanted.resource, ask)))
  else if (!failure) ask.io.err(`${emptyText(wanted)}\n`)
  if (failure) throw failure
  return table.rows.map(({object}) => object)
}

async function showObjects(
  resources: Resources,
  wanted: GetObjects,
  ask: ShowResource,
): Promise<readonly KubeObject[]> {
  const {objects, failure} = await getObjects(resources, wanted)
  const shown = ask.clean ? objects.map((object) => exported(object)) : objects
  const output = ask.clean ? 'yaml' : (ask.output ?? 'yaml')
  const single = ask.names.length === 1
  if (!(single && failure)) renderObjects(shown, {io: ask.io, output, single})
  if (failure) throw failure
  return objects
}

const paper = ({namespaced}: Resource, {io, output, where}: ShowResource) => ({
  io,
  wide: output === 'wide',
  allNamespaces: where.allNamespaces && namespaced,
})

/** kubectl's words. */
const emptyText = ({options: {namespace}}: GetObjects): string =>
  namespace === undefined ? 'No resources found' : `No resources found in ${namespace} namespace.`

async function followChanges(
  resources: Resources,
  {resource, names, options}: GetObjects,
  ask: ShowResource,
  known: readonly KubeObject[],
): Promise<void> {
  const isText = ask.output === undefined || ask.output === 'wide'
  for await (const object of resources.follow(resource, options, known)) {
    const {name, namespace} = object.metadata
    if (names.length > 0 && !names.includes(name)) continue
    if (ask.output === 'json') ask.io.out(`${toJson(object, 0)}\n`)
    else if (!isText) renderObjects([object], {io: ask.io, output: ask.output ?? 'yaml', single: true})
    else {
      const where = namespace === undefined ? {} : {namespace}
      const row = await orGone(resources.table(resource, {...where, name}))
      const gone = `${resource.singular || resource.plural}/${name} deleted`
      print(ask.io, row ? serverTableLines(row, {...paper(resource, ask), noHeaders: true}) : [gone])
    }
  }
  if (ask.signal.aborted) throw new OmeError('cancelled', 'cancelled')
}

async function orGone<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  try {
    return await reading
  } catch (error) {
    if (isOmeError(error) && error.kind === 'not-found') return undefined
    throw error
  }
}
