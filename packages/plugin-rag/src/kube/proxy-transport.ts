import type {KubeClient} from '@ome/sdk/kube'
import type {EngineName} from '../domain/engine-name.ts'
import {type Patience, patienceFor, type Transport} from '../domain/transport.ts'

/** Through the API server's service proxy: no tunnel, and the person's own rights decide. */
export const proxyTransport = (
  kube: KubeClient,
  {namespace, name}: EngineName,
  patience: Patience = patienceFor,
): Transport => ({
  request(method, path, body) {
    const base = `/api/v1/namespaces/${encodeURIComponent(namespace)}/services/${encodeURIComponent(name)}:80/proxy`
    return kube.request(method, base + path, {
      idleMs: patience(method),
      ...(body === undefined ? {} : {headers: {'content-type': 'application/json'}, body: JSON.stringify(body)}),
    })
  },
})
