import {pods} from '@ome/kinds/kubernetes'
import type {KubeClient} from '@ome/sdk/kube'
import {toRunning} from '../domain/notebook.ts'
import type {NotebookStore} from '../domain/ports.ts'

const nameLabel = 'notebooks.kubeflow.org/workspace-name'

export const notebookStore = (kube: KubeClient): NotebookStore => ({
  async running(namespace) {
    const found = await kube.list(pods, {labelSelector: nameLabel, ...(namespace !== undefined && {namespace})})
    return new Map(found.map((pod) => [pod.metadata.labels?.[nameLabel] ?? '', toRunning(pod)]))
  },
})
