import type {KubeClient} from '@ome/sdk/kube'
import type {OpenService} from '../domain/workload.ts'

const services = {group: '', version: 'v1', plural: 'services', namespaced: true} as const

export async function openServices(kube: KubeClient, namespace: string | undefined): Promise<readonly OpenService[]> {
  const found = await kube.list(services, namespace === undefined ? {} : {namespace})
  return found.flatMap(({metadata, ['spec']: spec}) => {
    const {type, ports = []}: {type?: string; ports?: readonly {port: number}[]} = spec ?? {}
    if (type !== 'LoadBalancer' && type !== 'NodePort') return []
    return [{namespace: metadata.namespace ?? '', name: metadata.name, type, ports: ports.map(({port}) => port)}]
  })
}
