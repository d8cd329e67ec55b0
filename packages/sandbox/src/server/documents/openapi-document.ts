import type {JsonObject} from '@ome/kinds/validation/json'
import type {Schema} from '@ome/kinds/validation/schema'
import {metaSchema} from '../definitions/meta-schema.ts'
import type {Registry} from '../registry.ts'
import {apiVersionOf, type ResourceType} from '../resource-type.ts'
import {release} from './health.ts'

const metaName = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'
const refTo = (name: string) => ({$ref: `#/components/schemas/${name}`})

/** The OpenAPI 3.0 document of one group version: what kubectl reads to validate and to explain. */
export function groupVersionDocument(registry: Registry, group: string, version: string): object {
  const types = registry.resources(group, version)
  return {
    openapi: '3.0.0',
    info: {title: 'Kubernetes', version: release.gitVersion},
    paths: Object.fromEntries(types.flatMap(pathsOf)),
    components: {
      schemas: {
        ...Object.fromEntries(types.flatMap(schemasOf)),
        [metaName]: objectMeta,
        'io.k8s.apimachinery.pkg.apis.meta.v1.Patch': {
          type: 'object',
          description: 'Patch is provided to give a concrete name and type to the body of a PATCH request.',
        },
      },
    },
  }
}

const objectMeta = {...metaSchema.properties?.['metadata'], description: "Standard object's metadata."}

const groupNames: Readonly<Record<string, string>> = {'': 'core'}

function schemaName({group, version, kind, custom}: ResourceType): string {
  if (custom) return [...group.split('.').reverse(), version, kind].join('.')
  const short = groupNames[group] ?? group.replace(/\.k8s\.io$/, '').split('.')[0] ?? ''
  return `io.k8s.api.${short}.${version}.${kind}`
}

const kindOf = ({group, version, kind}: {group: string; version: string; kind: string}) => ({group, version, kind})

function schemasOf(type: ResourceType): [string, object][] {
  const name = schemaName(type)
  const list = {
    type: 'object',
    required: ['items'],
    properties: {apiVersion: text, items: {type: 'array', items: refTo(name)}, kind: text, metadata: {type: 'object'}},
    'x-kubernetes-group-version-kind': [kindOf({...type, kind: type.listKind})],
  }
  return [
    [name, objectSchema(type)],
    [`${name}List`, list],
  ]
}

const text: Schema = {type: 'string'}

function objectSchema(type: ResourceType): object {
  const schema: Schema = type.schema ?? {type: 'object'}
  const properties = {
    apiVersion: {...text, description: 'The versioned schema of this representation of an object.'},
    kind: {...text, description: 'The REST resource this object represents.'},
    ...schema.properties,
    metadata: {allOf: [refTo(metaName)], description: "Standard object's metadata."},
  }
  return {...schema, type: 'object', properties, 'x-kubernetes-group-version-kind': [kindOf(type)]}
}

const query = (name: string, type = 'string') => ({in: 'query', name, schema: {type, uniqueItems: true}})
const writeParameters = [query('dryRun'), query('fieldManager'), query('fieldValidation')]
const patchParameters = [...writeParameters, query('force', 'boolean')]
const deleteParameters = [
  query('dryRun'),
  query('gracePeriodSeconds', 'integer'),
  query('orphanDependents', 'boolean'),
  query('propagationPolicy'),
]
const listParameters = [
  ...['continue', 'fieldSelector', 'labelSelector', 'resourceVersion', 'resourceVersionMatch'].map((name) =>
    query(name),
  ),
  query('limit', 'integer'),
  query('timeoutSeconds', 'integer'),
  query('allowWatchBookmarks', 'boolean'),
  query('sendInitialEvents', 'boolean'),
  query('watch', 'boolean'),
]

interface Operation {
  readonly action: string
  readonly parameters?: readonly object[]
  readonly body?: string
  readonly answer: string
}

const content = (name: string) => ({
  'application/json': {schema: refTo(name)},
  'application/yaml': {schema: refTo(name)},
})

const patchBody = (custom: boolean) => {
  const types = [
    'application/apply-patch+yaml',
    'application/json-patch+json',
    'application/merge-patch+json',
    ...(custom ? [] : ['application/strategic-merge-patch+json']),
  ]
  return Object.fromEntries(types.map((type) => [type, {schema: refTo('io.k8s.apimachinery.pkg.apis.meta.v1.Patch')}]))
}

function operation(type: ResourceType, {action, parameters = [], body, answer}: Operation): JsonObject {
  const described = {
    operationId: `${action}${apiVersionOf(type.group, type.version).replace(/[^A-Za-z0-9]/g, '')}${type.kind}`,
    parameters,
    responses: {'200': {description: 'OK', content: content(answer)}},
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': kindOf(type),
    ...(body && {requestBody: {required: true, content: action === 'patch' ? patchBody(type.custom) : content(body)}}),
  }
  return JSON.parse(JSON.stringify(described)) as JsonObject
}

function pathsOf(type: ResourceType): [string, object][] {
  const name = schemaName(type)
  const root = `${type.group ? `/apis/${type.group}` : '/api'}/${type.version}`
  const base = type.namespaced ? `${root}/namespaces/{namespace}/${type.plural}` : `${root}/${type.plural}`
  const make = (action: string, more: Partial<Operation> = {}) => operation(type, {action, answer: name, ...more})
  const allowed = (verb: string) => type.verbs.includes(verb)
  const collection = {
    ...(allowed('list') && {get: make('list', {parameters: listParameters, answer: `${name}List`})}),
    ...(allowed('create') && {post: make('post', {parameters: writeParameters, body: name})}),
    ...(allowed('deletecollection') && {
      delete: make('deletecollection', {parameters: [...listParameters, ...deleteParameters]}),
    }),
  }
  const single = {
    get: make('get'),
    put: make('put', {parameters: writeParameters, body: name}),
    patch: make('patch', {parameters: patchParameters, body: name}),
  }
  const paths: [string, object][] = [[base, collection]]
  if (!allowed('get')) return paths
  const remove = allowed('delete') && {delete: make('delete', {parameters: deleteParameters})}
  paths.push([`${base}/{name}`, allowed('patch') ? {...single, ...remove} : {get: single.get}])
  if (type.subresources['status']) paths.push([`${base}/{name}/status`, single])
  return paths
}
