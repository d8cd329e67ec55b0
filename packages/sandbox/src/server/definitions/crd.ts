import {asObject, asText, equalJson, isList, isObject, type Json, type JsonObject} from '@ome/kinds/validation/json'
import type {Schema} from '@ome/kinds/validation/schema'
import type {ApiObject} from '../../api.ts'
import {treeOf} from '../codec/json.ts'
import {sealed} from '../codec/present.ts'
import type {Registry} from '../registry.ts'
import {
  apiVersionOf,
  customVerbs,
  type PrinterColumn,
  type ResourceType,
  type Subresource,
  storageKey,
} from '../resource-type.ts'
import type {Store} from '../store.ts'
import {
  cleanupFinalizer,
  inProgress,
  isEstablished,
  namesOf,
  settleNames,
  textList,
  withCondition,
} from './crd-names.ts'

export const crdResource = 'apiextensions.k8s.io/customresourcedefinitions'

export interface CrdWorld {
  readonly store: Store
  readonly registry: Registry
  now(): string
  /** Deletes one instance as the API would. */
  deleteInstance(type: ResourceType, object: ApiObject): void
}

/**
 * Serves what the stored definitions declare: accepts their names, establishes them, and empties them when they go.
 * The returned function is called with a definition after each of its commits, and with an instance after its own.
 */
export function crdLifecycle(world: CrdWorld): (resource: string, object: ApiObject) => void {
  const {store, registry} = world
  const served = new Map<string, ResourceType>()

  const save = (crd: ApiObject, change: (tree: JsonObject) => JsonObject): ApiObject =>
    store.put(crdResource, crd.metadata.name, (revision) => sealed(change(treeOf(crd)), revision, {custom: false}))

  function establish(crd: ApiObject): void {
    const {names, conditions} = settleNames(crd, store.list(crdResource), world.now())
    const status = {acceptedNames: names, conditions, storedVersions: storedVersions(crd)}
    const saved = equalJson(status, crd['status']) ? crd : save(crd, (tree) => ({...tree, status}))
    const known = served.get(crd.metadata.name)
    if (known) registry.remove(known.group, known.plural)
    if (!isEstablished(saved)) return
    const types = typesOf(treeOf(saved))
    registry.add(types)
    if (types[0]) served.set(crd.metadata.name, types[0])
  }

  function finish(crd: ApiObject): void {
    const [type] = typesOf(treeOf(crd), () => true)
    if (type)
      for (const object of store.list(storageKey(type)))
        if (!object.metadata.deletionTimestamp) world.deleteInstance(type, object)
    const current = store.get(crdResource, crd.metadata.name)
    if (current && (!type || store.count(storageKey(type)) === 0)) removeDefinition(current, type)
    else if (current) markTerminating(current)
  }

  function markTerminating(crd: ApiObject): void {
    const status = asObject(treeOf(crd)['status'])
    const conditions = withCondition(status['conditions'], inProgress, world.now())
    if (!equalJson(conditions, status['conditions'])) save(crd, (tree) => ({...tree, status: {...status, conditions}}))
  }

  function removeDefinition(crd: ApiObject, type: ResourceType | undefined): void {
    if (type) registry.remove(type.group, type.plural)
    served.delete(crd.metadata.name)
    const finalizers = (crd.metadata.finalizers ?? []).filter((one) => one !== cleanupFinalizer)
    const without = (tree: JsonObject): JsonObject => ({...tree, metadata: {...asObject(tree['metadata']), finalizers}})
    if (finalizers.length > 0) save(crd, without)
    else
      store.remove(crdResource, crd.metadata.name, (revision) =>
        sealed(without(treeOf(crd)), revision, {custom: false}),
      )
  }

  return (resource, object) => {
    if (resource === crdResource) {
      const crd = store.get(crdResource, object.metadata.name)
      if (!crd) return
      if (crd.metadata.deletionTimestamp) finish(crd)
      else establish(crd)
      return
    }
    if (store.count(resource) > 0 || store.count(crdResource) === 0) return
    const [group = '', plural = ''] = resource.split('/')
    const crd = store.get(crdResource, `${plural}.${group}`)
    if (crd?.metadata.deletionTimestamp) finish(crd)
  }
}

const versionsOf = (crd: JsonObject): JsonObject[] => {
  const versions = asObject(crd['spec'])['versions']
  return isList(versions) ? versions.filter(isObject) : []
}

function storedVersions(crd: ApiObject): Json[] {
  const known = textList(asObject(crd['status'])['storedVersions'])
  const storage = versionsOf(treeOf(crd)).filter((version) => version['storage'] === true)
  return [...new Set([...known, ...storage.map((version) => asText(version['name']))])]
}

const isServed = (version: JsonObject): boolean => version['served'] === true

/** The resources of a definition under its accepted names, one for each served version. */
function typesOf(crd: JsonObject, wanted = isServed): ResourceType[] {
  const group = asText(asObject(crd['spec'])['group'])
  const names = namesOf(asObject(crd['status'])['acceptedNames'])
  const versions = versionsOf(crd)
  const storage = asText(versions.find((version) => version['storage'] === true)?.['name'])
  const namespaced = asObject(crd['spec'])['scope'] === 'Namespaced'
  return versions
    .filter(wanted)
    .map((version) => ({
      ...names,
      ...typeOfVersion(version, group),
      group,
      namespaced,
      storageVersion: storage,
      custom: true,
      verbs: customVerbs,
    }))
    .map((type) => ({...type, subresources: type.subresources(type.kind)}))
}

function typeOfVersion(version: JsonObject, group: string) {
  const name = asText(version['name'])
  const subresources = asObject(version['subresources'])
  const scale = asObject(subresources['scale'])
  const selectable = isList(version['selectableFields']) ? version['selectableFields'].filter(isObject) : []
  return {
    version: name,
    apiVersion: apiVersionOf(group, name),
    schema: asObject(version['schema'])['openAPIV3Schema'] as unknown as Schema,
    columns: columnsOf(version['additionalPrinterColumns']),
    selectableFields: selectable.map((field) => asText(field['jsonPath']).replace(/^\./, '')),
    subresources: (kind: string): Record<string, Subresource> => ({
      ...(subresources['status'] && {status: {group, version: name, kind, verbs: ['get', 'patch', 'update']}}),
      ...(subresources['scale'] && {
        scale: {group: 'autoscaling', version: 'v1', kind: 'Scale', verbs: ['get', 'patch', 'update']},
      }),
    }),
    ...(subresources['scale'] && {
      scale: {
        specReplicasPath: asText(scale['specReplicasPath']),
        statusReplicasPath: asText(scale['statusReplicasPath']),
        ...(scale['labelSelectorPath'] && {labelSelectorPath: asText(scale['labelSelectorPath'])}),
      },
    }),
    ...(version['deprecated'] === true && {
      deprecation: asText(version['deprecationWarning']) || `${group}/${name} is deprecated`,
    }),
  }
}

function columnsOf(value: Json | undefined): PrinterColumn[] {
  if (!isList(value) || value.length === 0)
    return [{name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp'}]
  return value.filter(isObject).map((column) => ({
    name: asText(column['name']),
    type: asText(column['type']),
    jsonPath: asText(column['jsonPath']),
    ...(column['format'] !== undefined && {format: asText(column['format'])}),
    ...(column['description'] !== undefined && {description: asText(column['description'])}),
    ...(typeof column['priority'] === 'number' && {priority: column['priority']}),
  }))
}
