import {at, fields, list, number, text, textMap} from '@ome/capacity/fields'
import type {KaitoInstance} from '@ome/capacity/kaito-instances'
import {kaitoInstance} from '@ome/capacity/kaito-instances'
import {kaitoModel} from '@ome/capacity/kaito-models'
import type {KaitoNoun} from '@ome/kaito/kaito-nouns'
import {type SizingRow, sizeOnOne} from '@ome/kaito/sizing'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import type {KaitoWorld} from './kaito-world.ts'

/** What a change looks at in an object that is there. */
export interface LiveObject {
  readonly object: KubeObject
  readonly noun: KaitoNoun
  readonly name: string
  readonly namespace: string
  /** Where `preset`, `adapters` and `config` stand: of a set in its template. */
  readonly inference: Readonly<Record<string, unknown>>
  readonly inferencePath: readonly string[]
  readonly adapters: readonly unknown[]
  readonly runtime: 'vllm' | 'transformers'
  readonly preset?: string
  readonly instanceType?: string
  readonly matchLabels: Readonly<Record<string, string>>
  readonly task: 'inference' | 'tuning'
}

/** The object of a name. Throws `not-found`. */
export async function getLive(
  world: Pick<KaitoWorld, 'existing'>,
  {noun, name, namespace}: {readonly noun: KaitoNoun; readonly name: string; readonly namespace: string},
): Promise<LiveObject> {
  const object = await world.existing(noun, namespace, name)
  if (object) return toLive(noun, object)
  throw new OmeError('not-found', `${noun} "${name}" not found in namespace "${namespace}"`, [
    `list what is there: ome get ${noun}s -n ${namespace}`,
  ])
}

export function toLive(noun: KaitoNoun, object: KubeObject): LiveObject {
  const template = noun === 'inferenceset' ? ['spec', 'template'] : []
  const inferencePath = [...template, 'inference']
  const inference = fields(at(object, ...inferencePath))
  const preset = text(at(inference, 'preset', 'name'))
  const instanceType = text(at(object, ...template, 'resource', 'instanceType'))
  const selector = noun === 'inferenceset' ? ['spec', 'labelSelector'] : ['resource', 'labelSelector']
  return {
    object,
    noun,
    name: object.metadata.name,
    namespace: object.metadata.namespace ?? '',
    inference,
    inferencePath,
    adapters: list(inference['adapters']),
    runtime: object.metadata.annotations?.['kaito.sh/runtime'] === 'transformers' ? 'transformers' : 'vllm',
    ...(preset !== undefined && {preset}),
    ...(instanceType && {instanceType}),
    matchLabels: textMap(at(object, ...selector, 'matchLabels')),
    task: at(object, 'tuning') === undefined ? 'inference' : 'tuning',
  }
}

/** Nodes and price of one replica; undefined where one of both is not known. */
export function replicaRow(
  world: Pick<KaitoWorld, 'profile' | 'quote' | 'region'>,
  live: LiveObject,
): SizingRow | undefined {
  const instance = live.instanceType === undefined ? undefined : kaitoInstance(world.profile.cloud, live.instanceType)
  if (!instance) return undefined
  const told = number(at(live.object, 'status', 'targetNodeCount'))
  const model = live.preset === undefined ? undefined : kaitoModel(live.preset)
  const row = model && sizeOnOne({...model, name: model.id}, instance, world)
  if (!told) return row
  return rowOf(world, instance, told)
}

function rowOf(
  {quote, region}: Pick<KaitoWorld, 'quote' | 'region'>,
  instance: KaitoInstance,
  nodes: number,
): SizingRow {
  const price = quote(instance.instanceType, region)
  const gpus = nodes * instance.gpus
  return {instance, nodes, gpus, neededGpus: gpus, ...(price && {quote: price, usdPerHour: price.usdPerHour * nodes})}
}

/** A merge patch on the condition that the object is as it was read. */
export function withVersion({object}: LiveObject, body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const {resourceVersion} = object.metadata
  return {...body, metadata: {...fields(body['metadata']), ...(resourceVersion !== undefined && {resourceVersion})}}
}
