import {at, text, textMap} from '@ome/capacity/fields'
import {selectRuntime} from '@ome/capacity/runtime-selection'
import type {ClusterObjects} from '@ome/inference-model/manifests/manifest'
import {toModel} from '@ome/inference-model/model'
import {pickByName} from '@ome/inference-model/names'
import {type Runtime, toRuntime} from '@ome/inference-model/runtime'
import {shortReason} from '@ome/inference-model/short-reason'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import type {Template} from '../domain/template.ts'

export interface Whereabouts {
  readonly namespace: string
  readonly scope?: 'namespace' | 'cluster' | undefined
}

export interface FoundModel {
  readonly model: KubeObject
  readonly note?: string
}

/** The model that is meant by a name, of the namespace and of the cluster. */
export async function findModel(objects: ClusterObjects, typed: string, place: Whereabouts): Promise<FoundModel> {
  const {namespace, scope} = place
  const models = (await listed(objects, ['basemodels.ome.io', 'clusterbasemodels.ome.io'], namespace)).map(
    (object) => ({
      name: object.metadata.name,
      scope: object.kind === 'BaseModel' ? ('namespace' as const) : ('cluster' as const),
      object,
    }),
  )
  const candidates = scope === undefined ? models : models.filter((each) => each.scope === scope)
  const found = pickByName('model', typed, candidates)
  if (found) return {model: found.item.object, ...(found.note === undefined ? {} : {note: `note: ${found.note}`})}
  throw new OmeError('not-found', `model "${typed}" not found in namespace "${namespace}" or at cluster scope`, [
    'list them: ome get models',
  ])
}

async function listed(
  objects: ClusterObjects,
  words: readonly string[],
  namespace: string,
): Promise<readonly KubeObject[]> {
  const found = await Promise.all(
    words.map(async (word) => {
      const resource = await objects.resolve(word)
      return resource ? await objects.list(resource, resource.namespaced ? {namespace} : {}) : []
    }),
  )
  return found.flat()
}

export interface RuntimeWish {
  readonly template: Template
  readonly named: string | undefined
  readonly model: KubeObject
  readonly namespace: string
}

/** The named runtime, else of those that the template wants the one the controller would take; with the reason. */
export async function findRuntime(
  objects: ClusterObjects,
  {template, named, model, namespace}: RuntimeWish,
): Promise<{readonly runtime: Runtime; readonly reason: string; readonly note?: string} | undefined> {
  const {name, runtime: wish} = template
  if (named === undefined && wish === undefined) return undefined
  const objectsFound = await listed(objects, ['servingruntimes.ome.io', 'clusterservingruntimes.ome.io'], namespace)
  const all = objectsFound.map(toRuntime)
  const suggest = `list the ones that fit: ome runtime suggest ${model.metadata.name} -n ${namespace}`
  if (named !== undefined) {
    const picked = pickByName('runtime', named, all)
    if (!picked) throw new OmeError('not-found', `runtime "${named}" not found`, [suggest])
    const note = picked.note === undefined ? {} : {note: `note: ${picked.note}`}
    return {runtime: picked.item, reason: 'named on the command line', ...note}
  }
  const isWished = ({engine, hasDecoder}: Runtime): boolean =>
    (wish?.engine === undefined || engine === wish.engine) &&
    (name === '' && !wish?.disaggregated ? true : hasDecoder === (wish?.disaggregated ?? false))
  const {candidates, rejected} = selectRuntime({
    model: toModel(model),
    namespace,
    runtimes: all.filter(isWished),
  })
  const [best] = candidates
  if (best) return {runtime: best.runtime, reason: best.reason}
  const what = wish?.disaggregated
    ? 'runtime with prefill and decode apart'
    : [wish?.engine, 'runtime'].filter(Boolean).join(' ')
  const [first] = rejected
  const why = first ? `: ${first.runtime.name}: ${shortReason(first.reason)}` : ''
  const who = name === '' ? 'there is no' : `template "${name}" finds no`
  throw new OmeError('failed', `${who} ${what} that fits "${model.metadata.name}"${why}`, [suggest])
}

export interface Placement {
  readonly spec: Readonly<Record<string, unknown>>
  readonly engine: Readonly<Record<string, unknown>>
  readonly note?: string
}

/** How a service is kept to a class of accelerators: by its name where the runtime lists it, else by its nodes. */
export async function findPlacement(
  objects: ClusterObjects,
  name: string,
  runtime: Runtime | undefined,
): Promise<Placement> {
  const resource = await objects.resolve('acceleratorclasses.ome.io')
  const found = resource && (await objects.find(resource, name))
  if (!found)
    throw new OmeError('not-found', `accelerator class "${name}" not found`, ['list them: ome get accelerators'])
  if (runtime?.acceleratorClasses.includes(name))
    return {spec: {acceleratorSelector: {acceleratorClass: name}}, engine: {}}
  const nodeSelector = textMap(at(found, 'spec', 'discovery', 'nodeSelector'))
  if (Object.keys(nodeSelector).length === 0)
    throw new OmeError('failed', `accelerator class "${name}" names no nodes, and the runtime does not list it`)
  return {
    spec: {},
    engine: {nodeSelector},
    note: `the runtime does not list ${name}: the engine is kept to the nodes of the class by their labels`,
  }
}

/** The name in a filled template, if there is one. */
export const namedIn = (filled: KubeObject, part: 'model' | 'runtime'): string | undefined =>
  text(at(filled, 'spec', part, 'name'))
