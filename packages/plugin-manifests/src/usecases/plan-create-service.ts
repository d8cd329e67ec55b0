import {at, text} from '@ome/capacity/fields'
import {selectRuntime} from '@ome/capacity/runtime-selection'
import type {ClusterObjects} from '@ome/inference-model/manifests/manifest'
import type {ManifestWriter} from '@ome/inference-model/manifests/writer'
import {toModel} from '@ome/inference-model/model'
import {findByName} from '@ome/inference-model/names'
import {toRuntime} from '@ome/inference-model/runtime'
import {shortReason} from '@ome/inference-model/short-reason'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import type {Plan} from '@ome/sdk/plan'
import {fill, type Template} from '../domain/template.ts'

export interface PlanCreateService {
  readonly template: Template
  readonly values: Readonly<Record<string, string>>
  readonly name?: string | undefined
  readonly namespace: string
}

interface Ports {
  readonly objects: ClusterObjects
  readonly writer: ManifestWriter
}

/** A service from a template: the model looked up in both scopes, the runtime chosen where the template leaves it open. */
export async function planCreateService(ports: Ports, ask: PlanCreateService): Promise<Plan> {
  const {template, namespace} = ask
  const values = ask.name === undefined ? ask.values : {...ask.values, name: ask.name}
  const filled = fill(template, values)
  const {item: model, note} = await findModel(ports.objects, text(at(filled, 'spec', 'model', 'name')) ?? '', namespace)
  const name = text(at(filled, 'metadata', 'name')) || model.metadata.name
  const runtime = await chosenRuntime(ports.objects, template, filled, model, namespace)
  const resource = await ports.objects.resolve('inferenceservices.ome.io')
  if (!resource) throw new OmeError('not-found', 'the cluster does not serve InferenceServices: OME is not installed')
  if (await ports.objects.find(resource, name, namespace))
    throw new OmeError('conflict', `service "${name}" exists in namespace "${namespace}"`, [
      'give another name: --param name=NAME',
      `change what is there: ome update service ${name}`,
    ])
  const body: KubeObject = {
    ...filled,
    metadata: {...filled.metadata, name, namespace},
    spec: {
      ...filled['spec'],
      model: {...filled['spec'].model, name: model.metadata.name, kind: model.kind},
      ...(runtime && {runtime: {name: runtime.name, kind: runtime.kind}}),
    },
  }
  const reason = `from template ${template.name}: ${model.metadata.name}${runtime ? ` on ${runtime.name}` : ''}`
  const change = {
    action: 'create',
    object: {kind: body.kind, name, namespace},
    reason,
    write: ports.writer.create(resource, body),
  } as const
  return {changes: [change], notes: note === undefined ? [] : [note]}
}

async function findModel(objects: ClusterObjects, typed: string, namespace: string) {
  const models = await listed(objects, ['basemodels.ome.io', 'clusterbasemodels.ome.io'], namespace)
  const found = findByName(
    typed,
    models.map((object) => ({name: object.metadata.name, object})),
  )
  if (found.found === 'one') return {item: found.item.object, note: found.note}
  if (found.found === 'none')
    throw new OmeError('not-found', `model "${typed}" not found in namespace "${namespace}" or at cluster scope`, [
      'list them: ome get models',
    ])
  const names = [...new Set(found.items.map(({name}) => name))].join(', ')
  throw new OmeError(
    'usage',
    `model "${typed}" is not clear: ${found.problem === 'scope' ? 'it exists in both scopes' : names}`,
  )
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

/** Named runtimes are taken as they are: the server has the last word. Templates without a wish leave it to the controller. */
async function chosenRuntime(
  objects: ClusterObjects,
  {runtime: wish, name: template}: Template,
  filled: KubeObject,
  object: KubeObject,
  namespace: string,
): Promise<{readonly name: string; readonly kind: string} | undefined> {
  const named = text(at(filled, 'spec', 'runtime', 'name'))
  if (named === undefined && wish === undefined) return undefined
  const all = (await listed(objects, ['servingruntimes.ome.io', 'clusterservingruntimes.ome.io'], namespace)).map(
    toRuntime,
  )
  if (named !== undefined) {
    const found = all.find(({name}) => name === named)
    if (found) return found
    throw new OmeError('not-found', `runtime "${named}" not found`, [
      `list the ones that fit: ome runtime suggest ${object.metadata.name}`,
    ])
  }
  const wished = all.filter(
    ({engine, hasDecoder}) =>
      (wish?.engine === undefined || engine === wish.engine) && hasDecoder === (wish?.disaggregated ?? false),
  )
  const {candidates, rejected} = selectRuntime({model: toModel(object), namespace, runtimes: wished})
  const [best] = candidates
  if (best) return best.runtime
  const what = wish?.disaggregated ? 'runtime with prefill and decode apart' : `${wish?.engine} runtime`
  const [first] = rejected
  const why = first ? `: ${first.runtime.name}: ${shortReason(first.reason)}` : ''
  throw new OmeError('failed', `template "${template}" finds no ${what} that fits "${object.metadata.name}"${why}`, [
    `see what fits: ome runtime suggest ${object.metadata.name}`,
  ])
}
