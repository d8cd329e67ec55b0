import {discoveryWord, nounOf} from '@ome/inference-model/names'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject, ResourceRef} from '@ome/sdk/kube'
import {type Condition, holds} from '../domain/condition.ts'
import type {Catalogue} from '../domain/listing.ts'
import type {Resources} from '../domain/resources.ts'
import type {Selection} from '../domain/selection.ts'
import {findTarget} from './find-target.ts'

export interface WaitFor {
  readonly selections: readonly Selection[]
  readonly condition: Condition
  /** Absent: all namespaces. */
  readonly namespace: string | undefined
  readonly selector: string | undefined
  readonly all: boolean
  readonly scope: 'namespace' | 'cluster' | undefined
}

interface Ports {
  readonly catalogue: Catalogue
  readonly resources: Resources
  hasCoreService(namespace: string | undefined, name: string): Promise<boolean>
}

/** An object that is waited for. */
export interface Awaited {
  readonly resource: ResourceRef
  /** What one is called: `pod`. */
  readonly kind: string
  readonly name: string
  readonly namespace?: string
  /** The word that was typed. */
  readonly word: string
  /** A noun of ours, for which ready is more than a condition. */
  readonly noun?: 'service' | 'model'
}

/** What the selections mean. Throws `not-found` for a name that is not there, except where its making or end is waited for. */
export async function awaitedObjects(ports: Ports, ask: WaitFor): Promise<readonly Awaited[]> {
  const found = await Promise.all(ask.selections.map((selection) => awaitedOf(ports, selection, ask)))
  return found.flat()
}

async function awaitedOf(ports: Ports, {word, names}: Selection, ask: WaitFor): Promise<readonly Awaited[]> {
  if (ask.condition.type === 'ready') refuseUnready(word)
  if (names.length > 0) return (await Promise.all(names.map((name) => one(ports, word, name, ask)))).flat()
  const {namespace, selector} = ask
  const resources = await ports.resources.named(resourceWord(word))
  const lists = await Promise.all(
    resources.map(async (resource) => {
      const inside = resource.namespaced && namespace !== undefined ? {namespace} : {}
      return (await ports.resources.list(resource, {...inside, selector})).map((object) =>
        toAwaited(resource, object, word),
      )
    }),
  )
  return lists.flat()
}

/** By selection our nouns are their main kind of the namespace. */
function resourceWord(word: string): string {
  const noun = nounOf(word)
  if (noun === undefined) return discoveryWord(word)
  return {
    service: 'inferenceservices.ome.io',
    model: 'basemodels.ome.io',
    runtime: 'servingruntimes.ome.io',
    accelerator: 'acceleratorclasses.ome.io',
  }[noun]
}

async function one(ports: Ports, word: string, name: string, ask: WaitFor): Promise<readonly Awaited[]> {
  const {condition, namespace, scope} = ask
  try {
    const {resource, object, noun} = await findTarget(ports, {word, name, namespace, scope})
    const special = noun === 'service' || noun === 'model' ? {noun} : {}
    return [{...toAwaited(resource, object, word), ...special}]
  } catch (error) {
    if (!(error instanceof OmeError) || error.kind !== 'not-found') throw error
    if (condition.type === 'delete') return []
    if (condition.type !== 'create') throw error
    const resource = await ports.resources.resolve(resourceWord(word))
    const kind = resource.singular || resource.plural
    return [{resource, kind, word, name, ...(resource.namespaced && namespace !== undefined ? {namespace} : {})}]
  }
}

/** Runtimes and accelerators are in effect as they are: no controller tells of their readiness. */
function refuseUnready(word: string): void {
  const noun = nounOf(word)
  if (noun !== 'runtime' && noun !== 'accelerator') return
  throw new OmeError('usage', `--for ready: there is no readiness of ${noun}s to wait for`, [
    `wait for one to be there, or to be gone: ome wait ${noun} NAME --for create, --for delete`,
    "or for a field: --for jsonpath='{.spec.vendor}'=nvidia",
  ])
}

const toAwaited = (resource: ResourceRef, object: KubeObject, word: string): Awaited => ({
  resource,
  kind: object.kind.toLowerCase(),
  word,
  name: object.metadata.name,
  ...(object.metadata.namespace === undefined ? {} : {namespace: object.metadata.namespace}),
})

/** Ends when the object is as it is waited for; yields at every look at it. */
export async function* untilHolds(ports: Ports, awaited: Awaited, condition: Condition): AsyncGenerator<undefined> {
  if (condition.type === 'ready' && awaited.noun !== undefined) {
    const {noun, name, namespace} = awaited
    const shelf = noun === 'service' ? ports.catalogue.services : ports.catalogue.models
    const query = namespace === undefined ? {} : {namespace}
    for await (const {items} of shelf.follow(query)) {
      const item = items.find((each) => each.name === name && each.namespace === namespace)
      if (!item) throw gone(awaited)
      if (item.status === 'Ready') return
      yield undefined
    }
    return
  }
  let seen = false
  for await (const object of ports.resources.follow(awaited.resource, awaited.name, awaited.namespace)) {
    if (holds(condition, object)) return
    if (object === undefined && seen && condition.type !== 'create') throw gone(awaited)
    seen ||= object !== undefined
    yield undefined
  }
}

const gone = ({kind, name}: Awaited): OmeError =>
  new OmeError('not-found', `${kind}/${name} is gone while it was waited for`)

/** How an object that is waited for is named, and where to look when it takes long. */
export const awaitedText = ({
  kind,
  name,
  namespace,
  word,
}: Awaited): {readonly label: string; readonly hint: string} => ({
  label: `${kind}/${name}`,
  hint: `see what blocks it: ome describe ${word} ${name}${namespace === undefined ? '' : ` -n ${namespace}`}`,
})
