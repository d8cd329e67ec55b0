import assert from 'node:assert/strict'
import {endpointSlices, endpoints, pods, services} from '../controllers/resources.ts'
import {lookUp} from '../kubelet/cluster-names.ts'
import {standingCluster} from '../standing-cluster.ts'

describe("the API server's own Service", () => {
  for (const resource of [services, endpoints, endpointSlices]) {
    it(`has its ${resource.plural}, also after they were deleted`, async () => {
      const cluster = await standingCluster({workloads: []})
      const first = cluster.api.get(resource, 'kubernetes', 'default')

      cluster.api.delete(resource, 'kubernetes', 'default')
      await cluster.advance(0)

      const second = cluster.api.get(resource, 'kubernetes', 'default')
      cluster.stop()
      assert.ok(first && second)
      assert.notEqual(first.metadata.uid, second.metadata.uid)
    })
  }

  for (const name of ['kubernetes', 'kubernetes.default.svc', 'kubernetes.default.svc.cluster.local', '10.96.0.1']) {
    it(`pods know it as ${name}`, async () => {
      const cluster = await standingCluster({workloads: []})
      const from = cluster.api.create(pods, {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {name: 'p', namespace: 'default'},
        spec: {containers: [{name: 'c', image: 'x'}]},
      })

      const found = lookUp(cluster, from, name)

      cluster.stop()
      assert.equal(found?.address, '10.96.0.1')
    })
  }
})
