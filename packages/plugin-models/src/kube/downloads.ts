import {agentReports, toModel} from '@ome/inference-model/model'
import {baseModels, clusterBaseModels} from '@ome/kinds/ome'
import type {KubeClient, KubeObject, ResourceRef, WatchEvent} from '@ome/sdk/kube'
import type {Downloads, ModelName} from '../domain/download.ts'

const configMaps: ResourceRef = {group: '', version: 'v1', plural: 'configmaps', namespaced: true}

const reportLabel = 'models.ome/basemodel-status=true'

/** The model and the agents' ConfigMaps, watched together. */
export const downloads = (kube: KubeClient): Downloads => ({
  async *follow(model) {
    const stop = new AbortController()
    // What the agents say now comes first: a model that is Ready is judged by all of them.
    const known = await kube.list(configMaps, {labelSelector: reportLabel, signal: stop.signal})
    const reports = new Map(known.map((report) => [report.metadata.name, report]))
    let current: KubeObject | undefined
    try {
      for await (const {type, object} of merged(watches(kube, model, known, stop.signal))) {
        if (object.kind !== 'ConfigMap') {
          if (type === 'DELETED') return
          current = object
        } else if (type === 'DELETED') reports.delete(object.metadata.name)
        else reports.set(object.metadata.name, object)
        if (current) yield toModel(current, {reports: agentReports([...reports.values()])})
      }
    } finally {
      stop.abort()
    }
  },
})

function watches(
  kube: KubeClient,
  model: ModelName,
  reports: readonly KubeObject[],
  signal: AbortSignal,
): readonly AsyncIterable<WatchEvent>[] {
  const named = {fieldSelector: `metadata.name=${model.name}`, signal}
  return [
    kube.watch(configMaps, {labelSelector: reportLabel, known: {objects: reports}, signal}),
    model.kind === 'BaseModel'
      ? kube.watch(baseModels, {...named, ...(model.namespace !== undefined && {namespace: model.namespace})})
      : kube.watch(clusterBaseModels, named),
  ]
}

/** Events of several sources as they come; ends with the first source that ends. */
async function* merged(sources: readonly AsyncIterable<WatchEvent>[]): AsyncGenerator<WatchEvent> {
  const iterators = sources.map((source) => source[Symbol.asyncIterator]())
  const pull = (iterator: AsyncIterator<WatchEvent>, index: number) =>
    iterator.next().then((result) => ({iterator, index, result}))
  const waiting = iterators.map(pull)
  try {
    for (;;) {
      const {iterator, index, result} = await Promise.race(waiting)
      if (result.done) return
      waiting[index] = pull(iterator, index)
      yield result.value
    }
  } finally {
    for (const iterator of iterators) void iterator.return?.()
  }
}
