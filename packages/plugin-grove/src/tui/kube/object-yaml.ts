import {podCliqueScalingGroups, podCliqueSets, podCliques, podGangs} from '@ome/kinds/grove'
import {nodes, pods} from '@ome/kinds/kubernetes'
import type {KubeClient, ResourceRef} from '@ome/sdk/kube'
import type {Grove} from '../domain/ports.ts'
import type {KindOfYaml} from '../domain/state.ts'

const resources: Readonly<Record<KindOfYaml, ResourceRef>> = {
  PodCliqueSet: podCliqueSets,
  PodGang: podGangs,
  PodClique: podCliques,
  PodCliqueScalingGroup: podCliqueScalingGroups,
  Pod: pods,
  Node: nodes,
}

/** Objects as they are now, without who wrote which field. */
export const objectYaml =
  (kube: KubeClient): Grove['yaml'] =>
  async ({kind, name, namespace}) => {
    const object = await kube.get(resources[kind], name, namespace === undefined ? {} : {namespace})
    if (!object) return undefined
    const {dumpYaml} = await import('@ome/sdk/yaml-dump')
    const {managedFields: _, ...metadata} = object.metadata
    return dumpYaml({...object, metadata})
      .trimEnd()
      .split('\n')
  }
