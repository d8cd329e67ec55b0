import {at, list, text} from '@ome/capacity/fields'
import type {Forwarded, PodAccess} from '@ome/sdk/pod-access'
import type {KubeflowObject} from '../../domain/kubeflow-object.ts'
import type {ObjectPod, PodStore} from '../../domain/object-pod.ts'
import {reachable} from '../../reach/usecases/exec-object.ts'

export interface OpenNotebook {
  readonly notebook: KubeflowObject
  /** 0: a free one. */
  readonly local: number
}

export interface Opened {
  readonly url: string
  readonly pod: string
  readonly tunnel: Forwarded
}

const jupyterPort = 8888

/** A tunnel to the notebook's pod; connections after a restart reach the new one. Ends with the signal. */
export async function openNotebook(
  {pods, access}: {readonly pods: PodStore; readonly access: PodAccess},
  {notebook, local}: OpenNotebook,
): Promise<Opened> {
  const found = await pods.of(notebook)
  const pod = reachable(notebook, found)
  const {namespace = ''} = notebook
  const tunnel = await access.forward({namespace, pod: () => pod.name, local, remote: portOf(pod)})
  return {url: `http://127.0.0.1:${tunnel.port}${pathOf(notebook)}`, pod: pod.name, tunnel}
}

const portOf = ({port}: ObjectPod): number => port ?? jupyterPort

/** The editor answers below the path that the gateway has for it. */
function pathOf({kind, name, namespace, raw}: KubeflowObject): string {
  if (kind.word === 'notebook') return `/notebook/${namespace}/${name}/`
  const ports = list(at(raw['status'], 'podTemplatePod', 'ports'))
  return `/workspace/connect/${namespace}/${name}/${text(at(ports[0], 'id')) ?? raw['spec'].kind}/`
}
