import {OmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import type {EngineName} from '../domain/engine-name.ts'

const servicePort = 5000
const pods = {group: '', version: 'v1', plural: 'pods', namespaced: true}

/** Opens a tunnel to the engine's pod; the address of this end. It is open until `close` or the signal. */
export async function openTunnel(
  kube: KubeClient,
  {namespace, name}: EngineName,
  signal: AbortSignal,
): Promise<{readonly address: string; close(): void}> {
  const found = await kube.list(pods, {namespace, labelSelector: `kaito.sh/ragengine=${name}`})
  const pod = found.find(({status}) => status?.phase === 'Running')
  if (!pod) {
    throw new OmeError('not-found', `ragengine "${name}" has no running pod in namespace "${namespace}"`, [
      `see what it waits for: ome rag status ${name} -n ${namespace}`,
    ])
  }
  const {forwardPorts} = await import('@ome/sdk/port-forward')
  const ports = [{local: 0, remote: servicePort}]
  const made = await forwardPorts(kube, {namespace, pod: pod.metadata.name, ports, signal})
  return {address: `http://127.0.0.1:${made.ports[0]?.local}`, close: () => made.close()}
}
