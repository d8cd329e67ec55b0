import {at, list, texts} from '@ome/capacity/fields'
import {ifAllowed} from '@ome/inference-model/if-allowed'
import type {KubeClient, ResourceRef} from '@ome/sdk/kube'
import type {EngineStarts, StartedEngine} from '../domain/engine-start.ts'

const statefulSets: ResourceRef = {group: 'apps', version: 'v1', plural: 'statefulsets', namespaced: true}
const deployments: ResourceRef = {group: 'apps', version: 'v1', plural: 'deployments', namespaced: true}

export const engineStarts = (kube: KubeClient): EngineStarts => ({
  async started(noun, namespace, name) {
    const resource = noun === 'ragengine' ? deployments : statefulSets
    const object = await ifAllowed(kube.get(resource, name, {namespace}))
    if (!object) return undefined
    const [container] = list(at(object, 'spec', 'template', 'spec', 'containers'))
    const line = [...texts(at(container, 'command')), ...texts(at(container, 'args'))].join(' ')
    return {
      kind: noun === 'ragengine' ? 'Deployment' : 'StatefulSet',
      name,
      withAdapters: line.includes('--enable-lora'),
      withConfig: line.includes('--kaito-config-file'),
      onLocalDisk: list(at(object, 'spec', 'volumeClaimTemplates')).length > 0,
    }
  },
  restart: (engine, namespace, now) => ({
    resource: resourceOfEngine(engine),
    method: 'merge',
    name: engine.name,
    namespace,
    body: {
      spec: {template: {metadata: {annotations: {'kubectl.kubernetes.io/restartedAt': now.toISOString()}}}},
    },
  }),
  remove: (engine, namespace) => ({
    resource: resourceOfEngine(engine),
    method: 'delete',
    name: engine.name,
    namespace,
    propagation: 'Foreground',
  }),
})

const resourceOfEngine = ({kind}: StartedEngine): ResourceRef => (kind === 'Deployment' ? deployments : statefulSets)
