import {OmeError} from '@ome/sdk/errors'
import {type KubeflowKind, kubeflowKinds} from '../domain/kubeflow-kind.ts'
import type {KubeflowObject} from '../domain/kubeflow-object.ts'
import {pickObject, type TypedObject} from '../domain/object-name.ts'
import {mayNotList, notServed} from '../domain/served.ts'
import type {Reading} from './list-objects.ts'

export interface FindObject {
  readonly typed: TypedObject
  readonly namespace: string
  /** Kinds that can be meant; all when absent. */
  readonly among?: readonly string[]
}

/**
 * The object that was typed. Throws `usage` where a bare name is of several or the kind cannot be meant, `not-found` with
 * near names, and says it when its kind is not served at all.
 */
export async function findObject(reading: Reading, {typed, namespace, among}: FindObject): Promise<KubeflowObject> {
  if (typed.kind !== undefined && among?.includes(typed.kind.word) === false)
    throw new OmeError(
      'usage',
      `${typed.kind.word}/${typed.name} is none of ${among.map((word) => `${word}s`).join(', ')}`,
      [`write a name, or one of ${among.map((word) => `${word}/${typed.name}`).join(', ')}`],
    )
  const served = await reading.detection.served()
  const meant = (kind: KubeflowKind) =>
    (among === undefined || among.includes(kind.word)) && (typed.kind === undefined || kind.word === typed.kind.word)
  const kinds = served.kinds.filter(meant)
  if (kinds.length === 0) throw notServed((typed.kind ?? kubeflowKinds.find(meant))?.component ?? 'notebooks')
  const {objects, denied} = await reading.objects.list(kinds, namespace)
  const here = objects.filter(({kind, name}) => kind.resource.namespaced || name === typed.name)
  const hidden = denied.filter(({resource}) => resource.namespaced || typed.kind !== undefined)
  if (hidden.length > 0 && !here.some(({name}) => name === typed.name)) throw mayNotList(hidden, namespace)
  return pickObject(typed, here, {place: `namespace ${namespace}`, ...(among && {what: among.join(' or ')})})
}
