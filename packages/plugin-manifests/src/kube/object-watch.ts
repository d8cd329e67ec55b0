import type {KubeClient} from '@ome/sdk/kube'
import type {ObjectWatch} from '../domain/object-watch.ts'

export const objectWatch = (kube: KubeClient, signal: AbortSignal): ObjectWatch => ({
  async *follow(resource, name, namespace) {
    const inside = namespace === undefined ? {} : {namespace}
    const first = await kube.get(resource, name, inside)
    yield first
    const known = {objects: first === undefined ? [] : [first]}
    const options = {...inside, fieldSelector: `metadata.name=${name}`, known, signal}
    for await (const {type, object} of kube.watch(resource, options)) yield type === 'DELETED' ? undefined : object
  },
})
