import type {ApiObject, LocalApi, ResourceName} from '../api.ts'

const namespace = 'default'
const name = 'kubernetes'
/** The first address of the Services' network, under which pods reach the API server. */
export const ownAddress = '10.96.0.1'
const nodeAddress = '172.18.0.2'
const securePort = 6443

const objects: readonly (readonly [resource: ResourceName, object: ApiObject])[] = [
  [
    {group: '', plural: 'services'},
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {name, namespace, labels: {component: 'apiserver', provider: 'kubernetes'}},
      spec: {
        type: 'ClusterIP',
        clusterIP: ownAddress,
        clusterIPs: [ownAddress],
        internalTrafficPolicy: 'Cluster',
        ipFamilies: ['IPv4'],
        ipFamilyPolicy: 'SingleStack',
        ports: [{name: 'https', port: 443, protocol: 'TCP', targetPort: securePort}],
        sessionAffinity: 'None',
      },
    },
  ],
  [
    {group: '', plural: 'endpoints'},
    {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: {name, namespace, labels: {'endpointslice.kubernetes.io/skip-mirror': 'true'}},
      subsets: [{addresses: [{ip: nodeAddress}], ports: [{name: 'https', port: securePort, protocol: 'TCP'}]}],
    },
  ],
  [
    {group: 'discovery.k8s.io', plural: 'endpointslices'},
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {name, namespace, labels: {'kubernetes.io/service-name': name}},
      addressType: 'IPv4',
      endpoints: [{addresses: [nodeAddress], conditions: {ready: true}}],
      ports: [{name: 'https', port: securePort, protocol: 'TCP'}],
    },
  ],
]

/** Makes the Service of the API server itself, with what is behind it, and again whenever one of them is deleted. */
export function keepOwnService(api: LocalApi): void {
  for (const [resource, object] of objects) {
    if (!api.get(resource, name, namespace)) api.create(resource, object)
    api.watch(resource, ({type, object: {metadata}}) => {
      if (type !== 'DELETED' || metadata.name !== name || metadata.namespace !== namespace) return
      if (!api.get(resource, name, namespace)) api.create(resource, object)
    })
  }
}
