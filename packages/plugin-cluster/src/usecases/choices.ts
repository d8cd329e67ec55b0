import {discoveryWord, nounOf} from '@ome/inference-model/names'
import {OmeError} from '@ome/sdk/errors'
import type {Catalogue} from '../domain/listing.ts'
import type {Resources} from '../domain/resources.ts'

interface Choice {
  readonly name: string
  readonly hint?: string
}

interface Ports {
  readonly catalogue: Catalogue
  readonly resources: Resources
}

/** What a person may choose from when nouns and names were not typed. Connects only when asked. */
export const choicesOf = (ports: () => Promise<Ports>, namespace: () => Promise<string>) => ({
  nouns: async () => nouns((await ports()).resources),
  names: async (word: string) => names(await ports(), word, await namespace()),
})

const own: readonly Choice[] = [
  {name: 'services', hint: 'what answers requests'},
  {name: 'models', hint: 'what can be served'},
  {name: 'runtimes', hint: 'how models are served'},
  {name: 'accelerators', hint: 'what they run on'},
]

/** Ours, then every resource of the server that can be listed, under the word that means it here. */
async function nouns(resources: Resources): Promise<readonly Choice[]> {
  const taken = new Set(own.map(({name}) => name))
  const served = (await resources.all()).map(({plural, group}): Choice => {
    const isTaken = taken.has(plural)
    taken.add(plural)
    if (isTaken) return {name: group === '' ? 'svc' : `${plural}.${group}`}
    return {name: plural, ...(group === '' ? {} : {hint: group})}
  })
  return [...own, ...served]
}

async function names({catalogue, resources}: Ports, word: string, namespace: string): Promise<readonly string[]> {
  const noun = nounOf(word)
  const found = noun
    ? (await catalogue[`${noun}s`].list({namespace})).items.map(({name}) => name)
    : await resourceNames(resources, discoveryWord(word), namespace)
  if (found.length > 0) return [...new Set(found)]
  throw new OmeError('not-found', `there are no ${noun ? `${noun}s` : word} in namespace "${namespace}"`, [
    'choose another namespace with -n',
  ])
}

async function resourceNames(resources: Resources, word: string, namespace: string): Promise<readonly string[]> {
  const resource = await resources.resolve(word)
  const objects = await resources.list(resource, resource.namespaced ? {namespace} : {})
  return objects.map(({metadata}) => metadata.name)
}
