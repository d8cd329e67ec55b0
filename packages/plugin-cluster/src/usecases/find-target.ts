import {discoveryWord, type Noun, nounOf} from '@ome/inference-model/names'
import type {KubeObject, ResourceRef} from '@ome/sdk/kube'
import type {Catalogue} from '../domain/listing.ts'
import {resourceOf} from '../domain/noun-resources.ts'
import type {Resources} from '../domain/resources.ts'
import {getItems} from './get-items.ts'
import {missingError} from './select-items.ts'

export interface FindTarget {
  readonly scope?: 'namespace' | 'cluster' | undefined
  readonly word: string
  readonly name: string
  readonly namespace?: string | undefined
}

export interface Target {
  readonly noun?: Noun
  readonly resource: ResourceRef
  readonly object: KubeObject
  readonly notes: readonly string[]
}

interface Ports {
  readonly catalogue: Catalogue
  readonly resources: Resources
  hasCoreService(namespace: string | undefined, name: string): Promise<boolean>
}

/** The one object that a noun (or any resource word) and a name mean. Throws `not-found` and `usage`. */
export async function findTarget(ports: Ports, ask: FindTarget): Promise<Target> {
  const {resources} = ports
  const noun = nounOf(ask.word)
  const {name, namespace} = ask
  if (noun === undefined) {
    const resource = await resources.resolve(discoveryWord(ask.word))
    const inside = resource.namespaced ? namespace : undefined
    const object = await resources.find(resource, name, inside)
    if (!object) {
      const {knownNames} = await import('./get-objects.ts')
      const known = await knownNames(resources, resource, inside)
      throw missing(resource.singular || resource.plural, resource.plural, name, inside, known)
    }
    return {resource, object, notes: []}
  }
  const wanted = {noun, names: [name], query: {namespace}, scope: ask.scope, face: (item: unknown) => item}
  const {items, notes, failure} = await getItems(ports, wanted)
  const [item] = items
  if (failure || !item) throw failure ?? missing(noun, `${noun}s`, name, namespace)
  const resource = resourceOf(noun, item)
  const object = await resources.find(resource, item.name, 'namespace' in item ? item.namespace : undefined)
  if (!object) throw missing(noun, `${noun}s`, name, namespace)
  return {noun, resource, object, notes}
}

function missing(
  noun: string,
  plural: string,
  name: string,
  namespace: string | undefined,
  known: readonly string[] = [],
) {
  const where = namespace === undefined ? '' : ` in namespace "${namespace}"`
  const scope = namespace === undefined ? '' : ` -n ${namespace}`
  return missingError(noun, [name], [`list what is there: ome get ${plural}${scope}`], where, known)
}
