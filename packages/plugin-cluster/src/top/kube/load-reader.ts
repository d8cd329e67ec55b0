import {at, text} from '@ome/capacity/fields'
import {findGpuExporters, scrapeGpus} from '@ome/engine-metrics/gpu-exporters'
import {nodeUsages, podUsages} from '@ome/engine-metrics/resource-usage'
import {scrapePods} from '@ome/engine-metrics/scrape-pods'
import {readLists} from '@ome/inference-model/lists'
import {podAccount, podGpus, toNode, usedGpus} from '@ome/inference-model/node'
import type {KubeClient, KubeObject, ResourceRef} from '@ome/sdk/kube'
import type {LoadedPod, LoadReader} from '../domain/load.ts'

const nodes: ResourceRef = {group: '', version: 'v1', plural: 'nodes', namespaced: false}
const pods: ResourceRef = {group: '', version: 'v1', plural: 'pods', namespaced: true}
// What has ended uses nothing.
const running = {fieldSelector: 'status.phase!=Succeeded,status.phase!=Failed'}

export const loadReader = (kube: KubeClient, now: () => Date): LoadReader => ({
  async nodes() {
    const found = await readLists(kube, [
      {resource: nodes, main: true},
      {resource: pods, options: running, keep: podAccount},
    ])
    const [machines = [], bound = []] = found.lists
    const isCounted = found.readable[1] === true
    const counts = Map.groupBy(bound, (pod) => text(at(pod, 'spec', 'nodeName')))
    const used = usedGpus(bound)
    return {
      unreadable: found.unreadable,
      nodes: machines.map(toNode).map(({name, gpus, product}) => ({
        name,
        gpus,
        ...(product !== undefined && {product}),
        ...(isCounted && {pods: counts.get(name)?.length ?? 0, usedGpus: used.get(name) ?? 0}),
      })),
    }
  },
  async pods(namespace) {
    const found = await kube.list(pods, {...running, keep: podAccount, ...(namespace === undefined ? {} : {namespace})})
    return found.map(toLoadedPod)
  },
  podUsages: (namespace) => podUsages(kube, namespace),
  serviceUsages: (namespace) => podUsages(kube, namespace, 'ome.io/inferenceservice'),
  nodeUsages: () => nodeUsages(kube),
  async gpus(names) {
    const exporters = await findGpuExporters(kube, names)
    return exporters && (await scrapeGpus(kube, exporters, {now}))
  },
  engines: (endpoints) => scrapePods(kube, endpoints, {now}),
})

function toLoadedPod(pod: KubeObject): LoadedPod {
  const node = text(at(pod, 'spec', 'nodeName'))
  const {name, namespace = ''} = pod.metadata
  return {name, namespace, ...(node !== undefined && {node}), gpus: podGpus(pod['spec'])}
}
