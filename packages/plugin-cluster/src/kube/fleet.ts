import {at, text} from '@ome/capacity/fields'
import {toAccelerators} from '@ome/inference-model/accelerator'
import {readLists} from '@ome/inference-model/lists'
import {gpuPod, podGpus, toNode, usedGpus} from '@ome/inference-model/node'
import {acceleratorClasses} from '@ome/kinds/ome'
import type {KubeClient, KubeObject, ResourceRef} from '@ome/sdk/kube'
import type {FleetReader, GpuPod} from '../domain/fleet.ts'

const nodes: ResourceRef = {group: '', version: 'v1', plural: 'nodes', namespaced: false}
const pods: ResourceRef = {group: '', version: 'v1', plural: 'pods', namespaced: true}
// What has ended holds nothing.
const running = {fieldSelector: 'status.phase!=Succeeded,status.phase!=Failed'}

export const fleetReader = (kube: KubeClient): FleetReader => ({
  async read() {
    const found = await readLists(kube, [
      {resource: nodes, main: true},
      {resource: pods, options: running, keep: gpuPod},
      {resource: acceleratorClasses},
    ])
    const [machines = [], bound = [], classes = []] = found.lists
    const all = machines.map(toNode)
    return {
      nodes: all,
      pods: bound.flatMap(toGpuPod),
      accelerators: toAccelerators(classes, {nodes: all, used: usedGpus(bound)}),
      unreadable: found.unreadable,
    }
  },
})

function toGpuPod(pod: KubeObject): readonly GpuPod[] {
  const node = text(at(pod, 'spec', 'nodeName'))
  const gpus = podGpus(pod['spec'])
  if (node === undefined || gpus === 0) return []
  const service = pod.metadata.labels?.['ome.io/inferenceservice']
  const {name, namespace = ''} = pod.metadata
  return [{name, namespace, node, gpus, ...(service === undefined ? {} : {service})}]
}
