import type {ApiObject} from '../api.ts'
import {asObject, asText, equalJson, isList, isObject, type Json, type JsonObject, treeOf} from './json.ts'
import {sealed} from './present.ts'
import type {Registry} from './registry.ts'
import {
  apiVersionOf,
  customVerbs,
  type PrinterColumn,
  type ResourceType,
  type Subresource,
  storageKey,
} from './resource-type.ts'
import type {Schema} from './schema.ts'
import type {Store} from './store.ts'

export const crdResource = 'apiextensions.k8s.io/customresourcedefinitions'
const cleanupFinalizer = 'customresourcecleanup.apiextensions.k8s.io'

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

  const save = (crd: ApiObject, change: (tree: JsonObject) => JsonObject): ApiObject =>
    store.put(crdResource, crd.metadata.name, (revision) => sealed(change(treeOf(crd)), revision))

  function establish(crd: ApiObject): void {
    const conflict = nameConflict(crd, store.list(crdResource))
    const names = asObject(asObject(crd['spec'])['names'])
    const conditions = withTimes(conflict ? refusedConditions(conflict) : acceptedConditions(), crd, world.now())
    const versions = storedVersions(crd)
    const finalizers = [...new Set([...(crd.metadata.finalizers ?? []), cleanupFinalizer])]
    const status = {acceptedNames: conflict ? {kind: '', plural: ''} : names, conditions, storedVersions: versions}
    const isSame = equalJson(status, crd['status']) && equalJson(finalizers, crd.metadata.finalizers)
    const saved = isSame
      ? crd
      : save(crd, (tree) => ({...tree, metadata: {...asObject(tree['metadata']), finalizers}, status}))
    if (conflict) return
    const spec = asObject(treeOf(saved)['spec'])
    registry.remove(asText(spec['group']), asText(names['plural']))
    registry.add(typesOf(treeOf(saved)))
  }

  function finish(crd: ApiObject): void {
    const [type] = typesOf(treeOf(crd))
    if (type)
      for (const object of store.list(storageKey(type)))
        if (!object.metadata.deletionTimestamp) world.deleteInstance(type, object)
    const current = store.get(crdResource, crd.metadata.name)
    if (current && (!type || store.count(storageKey(type)) === 0)) removeDefinition(current, type)
    else if (current) markTerminating(current)
  }

  function markTerminating(crd: ApiObject): void {
    const tree = treeOf(crd)
    const conditions = asObject(tree['status'])['conditions']
    const known = isList(conditions) ? conditions : []
    if (known.some((one) => isObject(one) && one['type'] === 'Terminating')) return
    const terminating = {
      type: 'Terminating',
      status: 'True',
      reason: 'InstanceDeletionPending',
      message: 'CustomResource deletion is in progress',
      lastTransitionTime: world.now(),
    }
    save(crd, () => ({...tree, status: {...asObject(tree['status']), conditions: [...known, terminating]}}))
  }

  function removeDefinition(crd: ApiObject, type: ResourceType | undefined): void {
    if (type) registry.remove(type.group, type.plural)
    const finalizers = (crd.metadata.finalizers ?? []).filter((one) => one !== cleanupFinalizer)
    const without = (tree: JsonObject): JsonObject => ({...tree, metadata: {...asObject(tree['metadata']), finalizers}})
    if (finalizers.length > 0) save(crd, without)
    else store.remove(crdResource, crd.metadata.name, (revision) => sealed(without(treeOf(crd)), revision))
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

interface Condition {
  readonly type: string
  readonly status: string
  readonly reason: string
  readonly message: string
}

const acceptedConditions = (): Condition[] => [
  {type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found'},
  {
    type: 'Established',
    status: 'True',
    reason: 'InitialNamesAccepted',
    message: 'the initial names have been accepted',
  },
]

const refusedConditions = ({reason, message}: NameConflict): Condition[] => [
  {type: 'NamesAccepted', status: 'False', reason, message},
  {type: 'Established', status: 'False', reason: 'NotAccepted', message: 'not all names are accepted'},
]

function withTimes(conditions: readonly Condition[], crd: ApiObject, now: string): Json[] {
  const known = asObject(crd['status'])['conditions']
  const before = isList(known) ? known.filter(isObject) : []
  return conditions.map((condition) => {
    const old = before.find((one) => one['type'] === condition.type && one['status'] === condition.status)
    return {lastTransitionTime: old?.['lastTransitionTime'] ?? now, ...condition}
  })
}

interface NameConflict {
  readonly reason: string
  readonly message: string
}

function nameConflict(crd: ApiObject, all: readonly ApiObject[]): NameConflict | undefined {
  const own = namesOf(crd)
  for (const other of all) {
    if (other.metadata.name === crd.metadata.name || !isEstablished(other)) continue
    const theirs = namesOf(other)
    if (theirs.group !== own.group) continue
    const taken = new Set([theirs.plural, theirs.singular, ...theirs.shortNames])
    if (taken.has(own.plural)) return {reason: 'PluralConflict', message: `"${own.plural}" is already in use`}
    if (taken.has(own.singular)) return {reason: 'SingularConflict', message: `"${own.singular}" is already in use`}
    const short = own.shortNames.find((name) => taken.has(name))
    if (short) return {reason: 'ShortNamesConflict', message: `"${short}" is already in use`}
    if (theirs.kind === own.kind) return {reason: 'KindConflict', message: `"${own.kind}" is already in use`}
  }
  return undefined
}

function namesOf(crd: ApiObject) {
  const spec = asObject(crd['spec'])
  const names = asObject(spec['names'])
  return {
    group: asText(spec['group']),
    plural: asText(names['plural']),
    singular: asText(names['singular']),
    kind: asText(names['kind']),
    listKind: asText(names['listKind']),
    shortNames: textList(names['shortNames']),
    categories: textList(names['categories']),
  }
}

const textList = (value: unknown): string[] => (isList(value) ? value.map(asText) : [])

function isEstablished(crd: ApiObject): boolean {
  const conditions = asObject(crd['status'])['conditions']
  return (
    isList(conditions) &&
    conditions.some((one) => isObject(one) && one['type'] === 'Established' && one['status'] === 'True')
  )
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

/** The served resources of a definition, one for each served version. */
function typesOf(crd: JsonObject): ResourceType[] {
  const {group, ...names} = namesOf(crd as unknown as ApiObject)
  const versions = versionsOf(crd)
  const storage = asText(versions.find((version) => version['storage'] === true)?.['name'])
  const namespaced = asObject(crd['spec'])['scope'] === 'Namespaced'
  return versions
    .filter((version) => version['served'] === true)
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
