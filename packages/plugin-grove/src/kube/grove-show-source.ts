import type {KubeClient} from '@ome/sdk/kube'
import type {GroveShowSource} from '../domain/grove-show.ts'

const pods = {group: '', version: 'v1', plural: 'pods', namespaced: true} as const

export const podPhases = (kube: KubeClient): GroveShowSource => ({
  async phases(namespace) {
    const found = await kube.list(pods, namespace === undefined ? {} : {namespace})
    return found.map((pod) => (typeof pod['status']?.phase === 'string' ? pod['status'].phase : 'Unknown'))
  },
})
