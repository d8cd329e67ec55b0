import {at, text} from '@ome/capacity/fields'
import type {ClusterObjects} from '@ome/inference-model/manifests/manifest'
import type {ManifestWriter} from '@ome/inference-model/manifests/writer'
import {objectName} from '@ome/inference-model/names'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import type {Plan} from '@ome/sdk/plan'
import {fill, type Template} from '../domain/template.ts'
import {findModel, findPlacement, findRuntime, namedIn, type Whereabouts} from './find-parts.ts'

export interface PlanCreateService extends Whereabouts {
  readonly template: Template
  readonly values: Readonly<Record<string, string>>
  readonly name?: string | undefined
  readonly accelerator?: string | undefined
}

interface Ports {
  readonly objects: ClusterObjects
  readonly writer: ManifestWriter
}

/** A service from a template: the model looked up in both scopes, the runtime chosen where the template leaves it open. */
export async function planCreateService({objects, writer}: Ports, ask: PlanCreateService): Promise<Plan> {
  const {template, namespace, accelerator} = ask
  const filled = fill(template, ask.name === undefined ? ask.values : {...ask.values, name: ask.name})
  const {model, note} = await findModel(objects, namedIn(filled, 'model') ?? '', ask)
  const name = text(at(filled, 'metadata', 'name')) || objectName(model.metadata.name)
  const resource = await objects.resolve('inferenceservices.ome.io')
  if (!resource) throw new OmeError('not-found', 'the cluster does not serve InferenceServices: OME is not installed')
  if (await objects.find(resource, name, namespace))
    throw new OmeError('conflict', `service "${name}" exists in namespace "${namespace}"`, [
      'give another name: ome create service NAME',
      `change what is there: ome update service ${name}`,
    ])
  const chosen = await findRuntime(objects, {template, named: namedIn(filled, 'runtime'), model, namespace})
  const placement = accelerator === undefined ? undefined : await findPlacement(objects, accelerator, chosen?.runtime)
  const body: KubeObject = {
    ...filled,
    metadata: {...filled.metadata, name, namespace, ...annotated(filled, chosen?.reason)},
    spec: {
      ...(chosen?.runtime.hasRouter && template.name === '' && {router: {}}),
      ...filled['spec'],
      ...placement?.spec,
      engine: {...filled['spec']?.engine, ...placement?.engine},
      model: {...filled['spec']?.model, name: model.metadata.name, kind: model.kind},
      ...(chosen && {runtime: {name: chosen.runtime.name, kind: chosen.runtime.kind}}),
    },
  }
  const origin = template.name === '' ? 'serves' : `from template ${template.name}:`
  const reason = `${origin} ${model.metadata.name}${chosen ? ` with ${chosen.runtime.name}: ${chosen.reason}` : ''}`
  const object = {kind: body.kind, name, namespace}
  const notes = [note, chosen?.note, placement?.note].filter((each) => each !== undefined)
  return {changes: [{action: 'create', object, reason, write: writer.create(resource, body)}], notes}
}

/** Why this runtime is kept with the service. */
const annotated = ({metadata: {annotations}}: KubeObject, reason: string | undefined): object =>
  reason === undefined ? {} : {annotations: {...annotations, 'ome.cli/runtime-reason': reason}}
