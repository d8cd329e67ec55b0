import {exported} from '@ome/inference-model/export'
import type {ClusterObjects} from '@ome/inference-model/manifests/manifest'
import type {ManifestWriter} from '@ome/inference-model/manifests/writer'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import {nearest} from '@ome/sdk/nearest'
import type {Plan} from '@ome/sdk/plan'
import {withoutSecrets} from '@ome/sdk/secret-values'
import {builtIn} from '../domain/built-in-templates.ts'
import {replicasOf} from '../domain/replica-parameters.ts'
import {secretAsText} from '../domain/secret-texts.ts'
import {
  checkTemplateName,
  fieldAt,
  type Parameter,
  type StoredTemplate,
  type Template,
  type TemplateStore,
} from '../domain/template.ts'

/** Built-in ones, those shared in the namespace, and those of this machine; by name and source. */
export async function listTemplates(stores: readonly TemplateStore[]): Promise<readonly StoredTemplate[]> {
  const found = await Promise.all(stores.map((store) => store.list()))
  return [...builtIn, ...found.flat()]
}

/** The template of a name: a local one wins over a shared one, and both over one that is built in. */
export async function findTemplate(stores: readonly TemplateStore[], name: string): Promise<StoredTemplate> {
  const all = await listTemplates(stores)
  const found = all.findLast(({template}) => template.name === name)
  if (found) return found
  const near = nearest(
    name,
    all.map(({template}) => template.name),
  )
  throw new OmeError('not-found', `there is no template "${name}"`, [
    ...(near === undefined ? [] : [`did you mean ${near}?`]),
    'list them: ome template list',
  ])
}

/** What every service that becomes a template leaves open, where it has it. */
const usual: readonly (readonly [name: string, field: string, description: string])[] = [
  ['model', 'spec.model.name', 'the model to serve'],
  ['runtime', 'spec.runtime.name', 'the runtime'],
]

export interface MakeTemplate {
  readonly name: string
  readonly service: string
  readonly namespace: string
  /** Further parameters, `{field: name}`. */
  readonly lifted: Readonly<Record<string, string>>
}

export interface MadeTemplate {
  readonly template: Template
  readonly notes: readonly string[]
}

/**
 * A template made from a service: what it is, with the usual things left open at their present values. Secrets that
 * stand in it as text are told and left out: whoever may read templates would read them.
 */
export async function templateFrom(objects: ClusterObjects, ask: MakeTemplate): Promise<MadeTemplate> {
  checkTemplateName(ask.name)
  const resource = await objects.resolve('inferenceservices.ome.io')
  const live = resource && (await objects.find(resource, ask.service, ask.namespace))
  if (!live)
    throw new OmeError('not-found', `service "${ask.service}" not found in namespace "${ask.namespace}"`, [
      'list what is there: ome get services',
    ])
  const whole = exported(live)
  const {name: _name, namespace: _namespace, ...metadata} = whole.metadata
  const {object, left} = withoutSecrets({...whole, metadata: {...metadata, name: ''}, spec: live['spec']})
  const fields = [
    ...usual.map(([name, field, description]) => ({name, field, description})),
    ...Object.entries(ask.lifted).map(([field, name]) => ({name, field, description: field})),
  ]
  const parameters = fields.flatMap(({name, field, description}) => parameterOf(object, name, field, description, ask))
  const naming: Parameter = {
    name: 'name',
    fields: ['metadata.name'],
    type: 'text',
    optional: true,
    description: 'of the service',
  }
  const summary = `From service ${ask.service} in ${ask.namespace}`
  return {
    template: {name: ask.name, summary, parameters: [naming, ...parameters, ...replicasOf(object)], object},
    notes: left.map((path) => `left out: ${secretAsText(live, path)}`),
  }
}

function parameterOf(
  object: KubeObject,
  name: string,
  field: string,
  description: string,
  {lifted, service}: MakeTemplate,
): readonly Parameter[] {
  const value = fieldAt(object, field)
  if (typeof value === 'string' || typeof value === 'number')
    return [{name, fields: [field], type: typeof value === 'number' ? 'number' : 'text', default: value, description}]
  if (lifted[field] === undefined) return []
  throw new OmeError('usage', `service "${service}" has no text or number at ${field}`, [
    `see what it has: ome get service ${service} -o yaml`,
  ])
}

interface WritePorts {
  readonly objects: ClusterObjects
  readonly writer: ManifestWriter
}

/** Shares a template, which must not be there yet. */
export async function planShareTemplate({objects, writer}: WritePorts, body: KubeObject): Promise<Plan> {
  const {resource, live, name, namespace} = await sharedObject(
    objects,
    body.metadata.name,
    body.metadata.namespace ?? '',
  )
  if (live)
    throw new OmeError('conflict', `the namespace shares a template of that name already: configmap/${name}`, [
      'choose another name, or delete it first: ome template delete NAME',
    ])
  const object = {kind: 'ConfigMap', name, namespace}
  return {
    changes: [{action: 'create', object, reason: 'shared in the namespace', write: writer.create(resource, body)}],
  }
}

/** Throws `usage` for a template that is built in. */
export async function planUnshareTemplate(
  {objects, writer}: WritePorts,
  {template, source}: StoredTemplate,
  namespace: string,
): Promise<Plan> {
  if (source === 'built-in')
    throw new OmeError('usage', `template "${template.name}" is built in and cannot be deleted`)
  const {resource, live, name} = await sharedObject(objects, `ome-template-${template.name}`, namespace)
  if (!live) throw new OmeError('not-found', `configmap "${name}" not found in namespace "${namespace}"`)
  const object = {kind: 'ConfigMap', name, namespace}
  return {
    changes: [{action: 'delete', object, write: writer.delete(resource, live)}],
    asks: `Delete template ${template.name}?`,
  }
}

async function sharedObject(objects: ClusterObjects, name: string, namespace: string) {
  const resource = await objects.resolve('configmaps')
  if (!resource) throw new OmeError('not-found', 'the server has no configmaps')
  return {resource, name, namespace, live: await objects.find(resource, name, namespace)}
}
