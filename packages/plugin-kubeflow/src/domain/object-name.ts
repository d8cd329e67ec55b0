import {OmeError} from '@ome/sdk/errors'
import {nearest} from '@ome/sdk/nearest'
import {type KubeflowKind, kindOfWord, kubeflowKinds} from './kubeflow-kind.ts'

/** An object as it was typed: `kind/name`, or a name that must then be of one object alone. */
export interface TypedObject {
  readonly kind?: KubeflowKind
  readonly name: string
}

/** Throws `usage` for what is no object, with the near kinds. */
export function parseObject(typed: string): TypedObject {
  const parts = typed.split('/')
  const [first = '', name] = parts
  if (parts.length > 2 || parts.includes(''))
    throw new OmeError('usage', `"${typed}" is no object`, ['write a name, or kind/name as in notebook/nb-alice'])
  if (name === undefined) return {name: first}
  const kind = kindOfWord(first)
  if (kind) return {kind, name}
  const words = kubeflowKinds.map(({word}) => word)
  const near = nearest(first.toLowerCase(), words)
  throw new OmeError('usage', `"${first}" is no kind of Kubeflow`, [
    near === undefined ? `there are ${words.join(', ')}` : `did you mean ${near}/${name}?`,
  ])
}

const labelRule = /^[a-z](?:[-a-z0-9]*[a-z0-9])?$/

/** Throws `usage` for a name that a Service of it could not have. */
export function checkServiceName(name: string, what: string, longest = 63): void {
  if (labelRule.test(name) && name.length <= longest) return
  throw new OmeError('usage', `"${name}" cannot be the name of ${what}`, [
    `a letter first, then lower-case letters, digits and -, ${longest} at most`,
  ])
}

/** Something of the cluster that a typed object can mean. */
export interface Candidate {
  readonly kind: KubeflowKind
  readonly name: string
}

/** `kind/name`, as people type it and as results are told. */
export const objectWord = ({kind, name}: Candidate): string => `${kind.word}/${name}`

/** Where an object is looked for. */
export interface Wanted {
  /** `namespace team-a`. */
  readonly place: string
  /** What it can be, in a word. Default: object. */
  readonly what?: string
}

/**
 * The one that is meant. Throws `usage` with the candidates where a bare name is of several, and `not-found` with the
 * near names where it is of none.
 */
export function pickObject<Item extends Candidate>(
  typed: TypedObject,
  items: readonly Item[],
  {place, what = 'object'}: Wanted,
): Item {
  const ofKind = items.filter(({kind}) => typed.kind === undefined || kind.word === typed.kind.word)
  const found = ofKind.filter(({name}) => name === typed.name)
  const [first] = found
  if (first && found.length === 1) return first
  if (first)
    throw new OmeError('usage', `"${typed.name}" is the name of several objects`, [
      `say which one: ${found.map(objectWord).join(', ')}`,
    ])
  const near = nearest(
    typed.name,
    ofKind.map(({name}) => name),
  )
  const meant = ofKind.find(({name}) => name === near)
  const word = typed.kind === undefined ? `${what} "${typed.name}"` : `${typed.kind.word} "${typed.name}"`
  throw new OmeError('not-found', `there is no ${word} in ${place}`, [
    ...(meant ? [`did you mean ${objectWord(meant)}?`] : []),
    'what there is: ome kf status list',
  ])
}
