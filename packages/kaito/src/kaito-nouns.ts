import {inferenceSets, ragEngines, workspaces} from '@ome/kinds/kaito'
import {OmeError} from '@ome/sdk/errors'
import type {ResourceRef} from '@ome/sdk/kube'

/** What people run with KAITO, in the word of its kind. */
export type KaitoNoun = 'workspace' | 'inferenceset' | 'ragengine'

export const kaitoNouns: readonly KaitoNoun[] = ['workspace', 'inferenceset', 'ragengine']

const words: Readonly<Record<KaitoNoun, readonly string[]>> = {
  workspace: ['workspace', 'workspaces', 'wk', 'wks'],
  inferenceset: ['inferenceset', 'inferencesets', 'is', 'isets', 'iset'],
  ragengine: ['ragengine', 'ragengines', 'rag'],
}

const byWord = new Map(kaitoNouns.flatMap((noun) => words[noun].map((word) => [word, noun] as const)))

const resources: Readonly<Record<KaitoNoun, ResourceRef & {readonly kind: string}>> = {
  workspace: workspaces,
  inferenceset: inferenceSets,
  ragengine: ragEngines,
}

/** Label on the pods of an object, and on what KAITO makes for it. Source: KAITO v0.12 `api/v1beta1/labels.go`. */
export const labelOf: Readonly<Record<KaitoNoun, string>> = {
  workspace: 'kaito.sh/workspace',
  inferenceset: 'inferenceset.kaito.sh/created-by',
  ragengine: 'kaito.sh/ragengine',
}

/** The noun of a typed word: kind, plural or short name in any case, also with the group; undefined for other words. */
export const kaitoNounOf = (word: string): KaitoNoun | undefined =>
  byWord.get(word.toLowerCase().replace(/(?:\.v1beta1)?\.kaito\.sh$/, ''))

/** Where the objects of a noun are read. */
export const resourceOf = (noun: KaitoNoun): ResourceRef & {readonly kind: string} => resources[noun]

/** How the shell completes `NOUN NAME` of KAITO. */
export const kaitoObjectWords = {
  nouns: {
    workspace: ['workspaces.kaito.sh'],
    inferenceset: ['inferencesets.kaito.sh'],
    ragengine: ['ragengines.kaito.sh'],
  },
  alias: {
    workspaces: 'workspace',
    wk: 'workspace',
    wks: 'workspace',
    inferencesets: 'inferenceset',
    is: 'inferenceset',
    isets: 'inferenceset',
    ragengines: 'ragengine',
    rag: 'ragengine',
  },
} as const

/** One object as people write it. */
export interface KaitoName {
  readonly noun: KaitoNoun
  readonly name: string
}

/**
 * `NOUN NAME` or `NOUN/NAME` when the noun is one of KAITO's; undefined for all other words. Throws `usage` when the name
 * is missing or something stands behind it.
 */
export function kaitoNameIn(verb: string, typed: readonly (string | undefined)[]): KaitoName | undefined {
  const [first = '', ...rest] = typed.filter((word) => word !== undefined)
  const slash = first.indexOf('/')
  const noun = kaitoNounOf(slash < 0 ? first : first.slice(0, slash))
  if (noun === undefined) return undefined
  const [name, surplus] = slash < 0 ? rest : [first.slice(slash + 1), ...rest]
  if (name === undefined || name === '' || name.includes('/'))
    throw new OmeError('usage', `which ${noun}? its name is missing`, [
      `ome ${verb} ${noun} NAME`,
      `list them: ome get ${noun}s`,
    ])
  if (surplus !== undefined && verb === 'scale' && /^\d+$/.test(surplus))
    throw new OmeError('usage', `"${surplus}" is not a second ${noun}: the number of replicas is a flag`, [
      `ome scale ${noun} ${name} --replicas ${surplus}`,
    ])
  if (surplus !== undefined) throw new OmeError('usage', `one object at a time: "${surplus}" is one too many`)
  return {noun, name}
}
