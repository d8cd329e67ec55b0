import {discoveryWord, nounOf} from '@ome/inference-model/names'
import {OmeError} from '@ome/sdk/errors'
import type {Catalogue} from '../domain/listing.ts'
import type {Resources} from '../domain/resources.ts'

/** Names to choose from. Throws `not-found` when there are none. */
export async function namesOf(
  {catalogue, resources}: {readonly catalogue: Catalogue; readonly resources: Resources},
  word: string,
  namespace: string,
): Promise<readonly string[]> {
  const noun = nounOf(word)
  const names = noun
    ? (await catalogue[`${noun}s`].list({namespace})).items.map(({name}) => name)
    : await resourceNames(resources, discoveryWord(word), namespace)
  if (names.length > 0) return [...new Set(names)]
  throw new OmeError('not-found', `there are no ${noun ? `${noun}s` : word} in namespace "${namespace}"`, [
    'choose another namespace with -n',
  ])
}

async function resourceNames(resources: Resources, word: string, namespace: string): Promise<readonly string[]> {
  const resource = await resources.resolve(word)
  const objects = await resources.list(resource, resource.namespaced ? {namespace} : {})
  return objects.map(({metadata}) => metadata.name)
}
