import {merged} from '@ome/inference-model/merged'
import {agentReports, toModel} from '@ome/inference-model/model'
import {baseModels, clusterBaseModels} from '@ome/kinds/ome'
import type {KubeClient, KubeObject, ListOptions, ResourceRef} from '@ome/sdk/kube'
import type {Downloads, Followed, ModelName} from '../domain/download.ts'

const configMaps: ResourceRef = {group: '', version: 'v1', plural: 'configmaps', namespaced: true}

const reportLabel = 'models.ome/basemodel-status=true'

/** The models and the agents' ConfigMaps, watched together. */
export const downloads = (kube: KubeClient): Downloads => ({
  async *follow(models) {
    const stop = new AbortController()
    const {signal} = stop
    // What the agents say now comes first: a model that is Ready is judged by all of them.
    const known = await kube.list(configMaps, {labelSelector: reportLabel, signal})
    const reports = new Map(known.map((report) => [report.metadata.name, report]))
    const current = new Map<string, KubeObject>()
    const deleted = new Set<string>()
    const wanted = new Map(models.map((model) => [keyOf(model), model]))
    const sources = [
      kube.watch(configMaps, {labelSelector: reportLabel, known: {objects: known}, signal}),
      ...collections(models).map(({resource, options}) => kube.watch(resource, {...options, signal})),
    ]
    try {
      for await (const {event} of merged(sources)) {
        const {type, object} = event
        if (object.kind === 'ConfigMap') {
          if (type === 'DELETED') reports.delete(object.metadata.name)
          else reports.set(object.metadata.name, object)
        } else {
          const key = keyOf({kind: object.kind, ...object.metadata})
          if (!wanted.has(key)) continue
          if (type === 'DELETED') deleted.add(key)
          else {
            deleted.delete(key)
            current.set(key, object)
          }
        }
        if (current.size > 0) yield stateOf([...wanted], {current, deleted, reports: [...reports.values()]})
      }
    } finally {
      stop.abort()
    }
  },
})

interface State {
  readonly current: ReadonlyMap<string, KubeObject>
  readonly deleted: ReadonlySet<string>
  readonly reports: readonly KubeObject[]
}

function stateOf(wanted: readonly (readonly [key: string, model: ModelName])[], state: State): Followed {
  const reports = agentReports(state.reports)
  return {
    models: wanted.flatMap(([key]) => {
      const object = state.current.get(key)
      return object && !state.deleted.has(key) ? [toModel(object, {reports})] : []
    }),
    deleted: wanted.flatMap(([key, {name}]) => (state.deleted.has(key) ? [name] : [])),
    awaited: wanted.filter(([key]) => !state.current.has(key) && !state.deleted.has(key)).length,
  }
}

const keyOf = ({
  kind,
  name,
  namespace = '',
}: {
  readonly kind: string
  readonly name: string
  readonly namespace?: string
}): string => `${kind}/${namespace}/${name}`

interface Collection {
  readonly resource: ResourceRef
  readonly options: ListOptions
}

/** One collection for each kind and namespace; a lone model by its name. */
function collections(models: readonly ModelName[]): readonly Collection[] {
  const places = Map.groupBy(models, ({kind, namespace = ''}) => `${kind}/${namespace}`)
  return [...places.values()].flatMap((group) => {
    const [first, ...more] = group
    if (!first) return []
    const place = first.kind === 'BaseModel' && first.namespace !== undefined ? {namespace: first.namespace} : {}
    return [
      {
        resource: first.kind === 'BaseModel' ? baseModels : clusterBaseModels,
        options: more.length === 0 ? {...place, fieldSelector: `metadata.name=${first.name}`} : place,
      },
    ]
  })
}
