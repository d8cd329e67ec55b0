import assert from 'node:assert/strict'
import type {KubeConfig, KubernetesObject, V1ConfigMap} from '@kubernetes/client-node'
import {type Cluster, startCluster} from '../src/cluster.ts'
import {definition} from './kubectl-matrix/fixture.ts'

const group = 'tests.example.com'
const namespace = 'default'

/** @feature API: client-node: typed, dynamic and custom objects, every kind of patch, informers, watches, metrics | golden */
describe('client-node', function () {
  this.timeout(60_000)
  let cluster: Cluster
  let config: KubeConfig
  let client: typeof import('@kubernetes/client-node')
  before(async () => {
    client = await import('@kubernetes/client-node')
    cluster = await startCluster({speed: 50})
    config = new client.KubeConfig()
    config.loadFromString(JSON.stringify(cluster.kubeconfig))
  })
  after(() => cluster.stop())

  const configMap = (name: string, data: Record<string, string>): V1ConfigMap => ({metadata: {name}, data})

  it('core: create, read, list by selector, replace, conflict, delete', async () => {
    const core = config.makeApiClient(client.CoreV1Api)
    const made = await core.createNamespacedConfigMap({
      namespace,
      body: {...configMap('typed', {a: '1'}), metadata: {name: 'typed', labels: {by: 'client'}}},
    })
    assert.ok(made.metadata?.creationTimestamp instanceof Date)
    const {items} = await core.listNamespacedConfigMap({namespace, labelSelector: 'by=client'})
    assert.deepEqual(
      items.map(({metadata}) => metadata?.name),
      ['typed'],
    )
    await core.replaceNamespacedConfigMap({name: 'typed', namespace, body: {...made, data: {a: '2'}}})
    const again = core.replaceNamespacedConfigMap({name: 'typed', namespace, body: {...made, data: {a: '3'}}})
    await assert.rejects(again, {code: 409})
    await core.deleteNamespacedConfigMap({name: 'typed', namespace})
    await assert.rejects(core.readNamespacedConfigMap({name: 'typed', namespace}), (error: Error) => {
      assert.ok(error instanceof client.ApiException)
      assert.equal(JSON.parse(error.body).message, 'configmaps "typed" not found')
      return error.code === 404
    })
  })

  it('apps and batch: a deployment with its scale and status, a job', async () => {
    const apps = config.makeApiClient(client.AppsV1Api)
    const labels = {app: 'typed'}
    const template = {metadata: {labels}, spec: {containers: [{name: 'c', image: 'nginx:1.27'}]}}
    await apps.createNamespacedDeployment({
      namespace,
      body: {metadata: {name: 'typed'}, spec: {replicas: 1, selector: {matchLabels: labels}, template}},
    })
    const scale = await apps.readNamespacedDeploymentScale({name: 'typed', namespace})
    // Without the version that was read: the controller writes the status meanwhile.
    const {resourceVersion: _, ...metadata} = scale.metadata ?? {}
    const body = {...scale, metadata, spec: {replicas: 2}}
    await apps.replaceNamespacedDeploymentScale({name: 'typed', namespace, body})
    const {spec} = await apps.readNamespacedDeploymentStatus({name: 'typed', namespace})
    assert.equal(spec?.replicas, 2)
    const batch = config.makeApiClient(client.BatchV1Api)
    const pod = {restartPolicy: 'Never', containers: [{name: 'c', image: 'busybox', command: ['true']}]}
    const job = {metadata: {name: 'typed'}, spec: {template: {spec: pod}}}
    assert.equal((await batch.createNamespacedJob({namespace, body: job})).spec?.completions, 1)
  })

  it('patches of every content type', async () => {
    const core = config.makeApiClient(client.CoreV1Api)
    await core.createNamespacedService({
      namespace,
      body: {metadata: {name: 'patched'}, spec: {ports: [{name: 'a', port: 1}]}},
    })
    const patch = (type: string, body: object, more: object = {}) =>
      core.patchNamespacedService(
        {name: 'patched', namespace, body, ...more},
        client.setHeaderOptions('Content-Type', type),
      )
    const {PatchStrategy} = client
    await patch(PatchStrategy.JsonPatch, [{op: 'add', path: '/metadata/labels', value: {json: 'yes'}}])
    await patch(PatchStrategy.MergePatch, {metadata: {labels: {merge: 'yes'}}})
    await patch(PatchStrategy.StrategicMergePatch, {spec: {ports: [{name: 'b', port: 2}]}})
    const applied = {apiVersion: 'v1', kind: 'Service', metadata: {name: 'patched', labels: {applied: 'yes'}}}
    const {metadata, spec} = await patch(PatchStrategy.ServerSideApply, applied, {fieldManager: 'tests'})
    assert.deepEqual(metadata?.labels, {json: 'yes', merge: 'yes', applied: 'yes'})
    assert.deepEqual(spec?.ports?.map(({port}) => port).sort(), [1, 2])
    assert.ok(metadata?.managedFields?.some(({manager, operation}) => manager === 'tests' && operation === 'Apply'))
  })

  it('definitions and custom objects', async () => {
    const objects = client.KubernetesObjectApi.makeApiClient(config)
    for (const made of client.loadAllYaml(definition(group))) await objects.create(made as KubernetesObject)
    const api = config.makeApiClient(client.CustomObjectsApi)
    const at = {group, version: 'v1', namespace, plural: 'widgets'}
    const body = {apiVersion: `${group}/v1`, kind: 'Widget', metadata: {name: 'w'}, spec: {replicas: 1}}
    // The definition is served a moment after it is made.
    for (let served = false; !served; )
      served = await api.createNamespacedCustomObject({...at, body}).then(
        () => true,
        (error: {code?: number}) => {
          assert.equal(error.code, 404)
          return false
        },
      )
    await api.patchNamespacedCustomObjectStatus(
      {...at, name: 'w', body: {status: {replicas: 5}}},
      client.setHeaderOptions('Content-Type', client.PatchStrategy.MergePatch),
    )
    const {items} = await api.listNamespacedCustomObject(at)
    assert.deepEqual([items[0].spec, items[0].status], [{replicas: 1}, {replicas: 5}])
    const wrong = api.createNamespacedCustomObject({...at, body: {...body, spec: {replicas: 'many'}}})
    await assert.rejects(wrong, {code: 422})
  })

  it('objects of any kind, found by discovery', async () => {
    const objects = client.KubernetesObjectApi.makeApiClient(config)
    const widget = {apiVersion: `${group}/v1`, kind: 'Widget', metadata: {name: 'dynamic', namespace}}
    await objects.create(widget)
    const patched = {...widget, spec: {replicas: 3}}
    await objects.patch(patched, undefined, undefined, undefined, undefined, client.PatchStrategy.MergePatch)
    const read: KubernetesObject & {spec?: object} = await objects.read(widget)
    assert.deepEqual(read.spec, {replicas: 3})
    assert.equal((await objects.list(`${group}/v1`, 'Widget', namespace)).items.length, 2)
    await objects.delete(widget)
    await assert.rejects(objects.read(widget), {code: 404})
  })

  it('an informer goes on after its watch was cut', async () => {
    const core = config.makeApiClient(client.CoreV1Api)
    const path = `/api/v1/namespaces/${namespace}/configmaps`
    const informer = client.makeInformer(config, path, () => core.listNamespacedConfigMap({namespace}))
    const seen = (name: string) =>
      new Promise<void>((resolve) => informer.on('add', ({metadata}) => metadata?.name === name && resolve()))
    let isOver = false
    // The informer calls its own end an error too.
    informer.on('error', () => isOver || informer.start())
    const [first, second] = [seen('before'), seen('after')]
    await informer.start()
    await core.createNamespacedConfigMap({namespace, body: configMap('before', {})})
    await first
    cluster.faults.inject({kind: 'cut-watches'})
    await core.createNamespacedConfigMap({namespace, body: configMap('after', {})})
    await second
    isOver = true
    await informer.stop()
  })

  it('a watch from a version that is gone ends with 410', async () => {
    const {status, body} = await new Promise<{status?: string; body: {code?: number}}>((resolve, reject) => {
      new client.Watch(config)
        .watch(
          '/api/v1/configmaps',
          {resourceVersion: '1'},
          (phase, body) => resolve({status: phase, body}),
          (error) => reject(error),
        )
        .catch(reject)
    })
    assert.deepEqual([status, body.code], ['ERROR', 410])
  })

  it('reviews of access', async () => {
    const authorization = config.makeApiClient(client.AuthorizationV1Api)
    const resourceAttributes = {verb: 'create', resource: 'pods', namespace}
    const {status} = await authorization.createSelfSubjectAccessReview({body: {spec: {resourceAttributes}}})
    assert.equal(status?.allowed, true)
  })

  it('metrics of nodes and pods', async () => {
    const metrics = new client.Metrics(config)
    const {items} = await metrics.getNodeMetrics()
    assert.equal(items.length, 3)
    assert.match(items[0]?.usage.cpu ?? '', /^\d+[num]?$/)
    assert.ok(Array.isArray((await metrics.getPodMetrics(namespace)).items))
  })
})
