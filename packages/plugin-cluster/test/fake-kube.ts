import {OmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject, ListOptions, Resource, ResourceRef, Table, WatchEvent} from '@ome/sdk/kube'

const kind = (
  group: string,
  version: string,
  plural: string,
  kindName: string,
  namespaced = true,
  shortNames: string[] = [],
): Resource => ({
  group,
  version,
  plural,
  kind: kindName,
  namespaced,
  singular: kindName.toLowerCase(),
  shortNames,
  categories: [],
  verbs: ['get', 'list', 'watch', 'delete'],
  subresources: [],
})

const served: readonly Resource[] = [
  kind('', 'v1', 'pods', 'Pod', true, ['po']),
  kind('', 'v1', 'services', 'Service', true, ['svc']),
  kind('', 'v1', 'nodes', 'Node', false, ['no']),
  kind('', 'v1', 'configmaps', 'ConfigMap', true, ['cm']),
  kind('', 'v1', 'events', 'Event', true, ['ev']),
  kind('apps', 'v1', 'deployments', 'Deployment', true, ['deploy']),
  kind('apps', 'v1', 'replicasets', 'ReplicaSet', true, ['rs']),
  kind('ome.io', 'v1beta1', 'inferenceservices', 'InferenceService', true, ['isvc']),
  kind('ome.io', 'v1beta1', 'basemodels', 'BaseModel'),
  kind('ome.io', 'v1beta1', 'clusterbasemodels', 'ClusterBaseModel', false),
  kind('ome.io', 'v1beta1', 'servingruntimes', 'ServingRuntime'),
  kind('ome.io', 'v1beta1', 'clusterservingruntimes', 'ClusterServingRuntime', false),
  kind('ome.io', 'v1beta1', 'acceleratorclasses', 'AcceleratorClass', false),
]

export interface FakeOptions {
  /** Plurals that answer 403. */
  readonly denied?: readonly string[]
  /** Groups that are not served. */
  readonly without?: readonly string[]
  /** Events per plural, after those for what exists. The watch then stays open. */
  readonly changes?: Readonly<Record<string, readonly WatchEvent[]>>
}

/** A cluster in memory, as far as this plugin looks at one. Deletes are recorded in `deleted`. */
export function fakeKube(objects: readonly KubeObject[], {denied = [], without = [], changes = {}}: FakeOptions = {}) {
  const resources = served.filter(({group}) => !without.includes(group))
  const stored = new Map(
    objects.map((object) => [`${object.kind}/${object.metadata.namespace ?? ''}/${object.metadata.name}`, object]),
  )
  const deleted: string[] = []

  const known = (ref: ResourceRef): Resource => {
    const found = resources.find(({group, plural}) => group === ref.group && plural === ref.plural)
    if (!found) throw new OmeError('not-found', 'the server could not find the requested resource')
    if (denied.includes(ref.plural)) throw new OmeError('denied', `${ref.plural} is forbidden`)
    return found
  }
  const list = (ref: ResourceRef, {namespace, labelSelector, fieldSelector}: ListOptions = {}): KubeObject[] => {
    const resource = known(ref)
    return [...stored.values()].filter(
      (object) =>
        object.kind === resource.kind &&
        (!resource.namespaced || namespace === undefined || object.metadata.namespace === namespace) &&
        matches(object, labelSelector) &&
        (fieldSelector === undefined || fieldMatches(object, fieldSelector)),
    )
  }
  const client: Partial<KubeClient> = {
    server: 'https://cluster',
    contextName: 'test',
    warnings: [],
    async get(ref, name, options) {
      return list(ref, options).find(({metadata}) => metadata.name === name) as never
    },
    async list(ref, options) {
      return list(ref, options) as never
    },
    async table(ref, options): Promise<Table> {
      const rows = list(ref, options).filter(
        ({metadata}) => options?.name === undefined || metadata.name === options.name,
      )
      if (options?.name !== undefined && rows.length === 0)
        throw new OmeError('not-found', `"${options.name}" not found`)
      return {
        columns: [
          {name: 'Name', type: 'string', format: 'name', priority: 0},
          {name: 'Phase', type: 'string', priority: 0},
          {name: 'Node', type: 'string', priority: 1},
        ],
        rows: rows.map(rowOf),
      }
    },
    async *watch(ref, options): AsyncGenerator<never> {
      const known = options?.known?.objects.map(({metadata}) => metadata.name) ?? []
      const now = list(ref, options)
      for (const object of options?.known?.objects ?? []) {
        if (!now.some(({metadata}) => metadata.name === object.metadata.name)) yield {type: 'DELETED', object} as never
      }
      for (const object of now) {
        if (!known.includes(object.metadata.name)) yield {type: 'ADDED', ...rowOf(object)} as never
      }
      for (const {type, object} of changes[ref.plural] ?? []) yield {type, ...rowOf(object)} as never
      if (!options?.signal?.aborted) await new Promise((resolve) => options?.signal?.addEventListener('abort', resolve))
    },
    async delete(ref, name, options) {
      const found = list(ref, options).find(({metadata}) => metadata.name === name)
      if (!found) throw new OmeError('not-found', `${ref.plural} "${name}" not found`)
      deleted.push(`${found.kind}/${name}${options?.dryRun ? ' dry' : ''}`)
      if (!options?.dryRun) stored.delete(`${found.kind}/${found.metadata.namespace ?? ''}/${name}`)
      return found
    },
    async resources() {
      return resources
    },
    async resolve(word) {
      const [plural, version] = word.split('.')
      return resources.find(
        (each) =>
          (version !== 'v1' || each.group === '') &&
          [each.plural, each.singular, each.kind, ...each.shortNames, `${each.plural}.${each.group}`].some(
            (name) => name === plural || name === word,
          ),
      )
    },
  }
  return {kube: client as KubeClient, deleted}
}

const rowOf = (object: KubeObject) => ({
  cells: [object.metadata.name, object['status']?.phase, object['spec']?.nodeName],
  object,
})

function matches({metadata: {labels = {}}}: KubeObject, selector: string | undefined): boolean {
  if (selector === undefined) return true
  return selector.split(',').every((part) => {
    const [key = '', value] = part.split('=')
    return value === undefined ? key in labels : labels[key] === value
  })
}

function fieldMatches(object: KubeObject, selector: string): boolean {
  const [path = '', value] = selector.split('=')
  const found = path
    .split('.')
    .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], object)
  return found === value
}
