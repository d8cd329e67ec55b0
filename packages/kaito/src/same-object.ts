import {at, fields} from '@ome/capacity/fields'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import type {KaitoNoun} from './kaito-nouns.ts'

/** Whether an object has everything that a draft says; what others added does not count. */
export const sameAsDrafted = (live: KubeObject, draft: KubeObject): boolean => {
  const {metadata, apiVersion: _, kind: __, ...rest} = draft
  return (
    has(fields(live.metadata.labels), metadata.labels ?? {}) &&
    has(fields(live.metadata.annotations), metadata.annotations ?? {}) &&
    Object.entries(rest).every(([key, value]) => has(at(live, key), value)) &&
    sameLists(live, draft)
  )
}

/** An object of that name which is being deleted: nothing can be made of it any more, and nothing in its place yet. */
export function stillGoing(noun: KaitoNoun, {metadata: {name, namespace}}: KubeObject): OmeError {
  return new OmeError(
    'conflict',
    `${noun} "${name}" in namespace "${namespace}" is being deleted: its machines go first`,
    [`wait until it is gone: ome wait ${noun} ${name} -n ${namespace} --for delete`],
  )
}

/** A field that was taken away is a difference too: adapters and config of the draft are all there are. */
const sameLists = (live: KubeObject, draft: KubeObject): boolean =>
  [
    ['inference', 'adapters'],
    ['inference', 'config'],
    ['tuning', 'config'],
    ['spec', 'template', 'inference', 'adapters'],
    ['spec', 'template', 'inference', 'config'],
  ].every(
    (path) =>
      has(at(draft, ...path) ?? at(live, ...path), at(live, ...path)) &&
      (at(live, ...path) === undefined) === (at(draft, ...path) === undefined),
  )

function has(live: unknown, drafted: unknown): boolean {
  if (Array.isArray(drafted))
    return (
      Array.isArray(live) && live.length === drafted.length && drafted.every((each, index) => has(live[index], each))
    )
  if (typeof drafted === 'object' && drafted !== null)
    return Object.entries(drafted).every(([key, value]) => has(at(live, key), value))
  return (
    live === drafted ||
    (typeof live === 'string' && typeof drafted === 'string' && live.toLowerCase() === drafted.toLowerCase())
  )
}
