import assert from 'node:assert/strict'
import type {ApiObject} from '../src/api.ts'
import {startWire, type Wire} from '../src/server/testing/wire.ts'
import {type StandingCluster, standingCluster} from '../src/standing-cluster.ts'

const core = '/api/v1/namespaces/default'
const of = (kind: string, name: string, spec: object): ApiObject => ({apiVersion: 'v1', kind, metadata: {name}, spec})
const pod = (name: string, resources: object = {}, spec: object = {}): ApiObject =>
  of('Pod', name, {containers: [{name: 'c', image: 'busybox:1', resources}], ...spec})

describe('admission of the API server', () => {
  let wire: Wire
  beforeEach(async () => {
    wire = await startWire()
    await post('serviceaccounts', {apiVersion: 'v1', kind: 'ServiceAccount', metadata: {name: 'default'}})
  })
  afterEach(() => wire.close())

  const post = (plural: string, body: object) => wire.call('POST', `${core}/${plural}`, {body})
  const quota = (hard: object, more: object = {}) => post('resourcequotas', of('ResourceQuota', 'q', {hard, ...more}))
  const message = async (plural: string, body: object) => {
    const answer = await post(plural, body)
    return [answer.code, answer.body.message]
  }

  /** @feature API: resource quotas: admission and current status | works */
  it('a quota refuses what it has no room for', async () => {
    await quota({'requests.cpu': '1', 'requests.memory': '1Gi', pods: '2'})
    const half = {requests: {cpu: '600m', memory: '512Mi'}}
    assert.equal((await post('pods', pod('a', half))).code, 201)
    assert.deepEqual(await message('pods', pod('b', half)), [
      403,
      'pods "b" is forbidden: exceeded quota: q, requested: requests.cpu=600m, used: requests.cpu=600m, limited: requests.cpu=1',
    ])
    assert.deepEqual(await message('pods', pod('b')), [
      403,
      'pods "b" is forbidden: failed quota: q: must specify requests.cpu for: c; requests.memory for: c',
    ])
  })

  it('a quota counts objects, also custom ones', async () => {
    await quota({'count/widgets.example.com': '1', configmaps: '0'})
    const body = {apiVersion: 'example.com/v1', kind: 'Widget', metadata: {name: 'a'}, spec: {}}
    const path = '/apis/example.com/v1/namespaces/default/widgets'
    assert.equal((await wire.call('POST', path, {body})).code, 201)
    const second = await wire.call('POST', path, {body: {...body, metadata: {name: 'b'}}})
    assert.equal(
      second.body.message,
      'widgets.example.com "b" is forbidden: exceeded quota: q, requested: count/widgets.example.com=1, used: count/widgets.example.com=1, limited: count/widgets.example.com=1',
    )
    assert.match(
      (await post('configmaps', {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'm'}})).body.message,
      /configmaps=0$/,
    )
  })

  it('a quota counts GPUs by their requests, and only pods of its scope', async () => {
    await quota({'requests.nvidia.com/gpu': '1'}, {scopes: ['NotTerminating']})
    const gpu = {limits: {'nvidia.com/gpu': '2'}}
    assert.match(
      (await post('pods', pod('a', gpu))).body.message,
      /exceeded quota: q, requested: requests\.nvidia\.com\/gpu=2, used: requests\.nvidia\.com\/gpu=0, limited: requests\.nvidia\.com\/gpu=1$/,
    )
    assert.equal((await post('pods', pod('b', gpu, {activeDeadlineSeconds: 5}))).code, 201)
  })

  /** @feature API: limit ranges: defaults and violations | works */
  it('a limit range fills in and refuses', async () => {
    await post(
      'limitranges',
      of('LimitRange', 'l', {
        limits: [
          {
            type: 'Container',
            default: {cpu: '500m'},
            defaultRequest: {cpu: '100m'},
            max: {cpu: '1'},
            min: {cpu: '50m'},
          },
          {type: 'Container', maxLimitRequestRatio: {cpu: '10'}},
        ],
      }),
    )
    const {body} = await post('pods', pod('a'))
    assert.deepEqual(body.spec.containers[0].resources, {requests: {cpu: '100m'}, limits: {cpu: '500m'}})
    assert.equal(
      body.metadata.annotations['kubernetes.io/limit-ranger'],
      'LimitRanger plugin set: cpu request for container c; cpu limit for container c',
    )
    assert.deepEqual(await message('pods', pod('b', {requests: {cpu: '10m'}, limits: {cpu: '2'}})), [
      403,
      'pods "b" is forbidden: [minimum cpu usage per Container is 50m, but request is 10m, maximum cpu usage per Container is 1, but limit is 2, cpu max limit to request ratio per Container is 10, but provided ratio is 200.000000]',
    ])
  })

  it('a claim is bounded by its range', async () => {
    const limits = [{type: 'PersistentVolumeClaim', min: {storage: '1Gi'}, max: {storage: '2Gi'}}]
    await post('limitranges', of('LimitRange', 'l', {limits}))
    const claim = (storage: string) =>
      of('PersistentVolumeClaim', 'c', {accessModes: ['ReadWriteOnce'], resources: {requests: {storage}}})
    assert.deepEqual(await message('persistentvolumeclaims', claim('512Mi')), [
      403,
      'persistentvolumeclaims "c" is forbidden: minimum storage usage per PersistentVolumeClaim is 1Gi, but request is 512Mi',
    ])
  })

  /** @feature Access: service accounts of pods with their projected token | works */
  it('a pod gets the token of its account, unless it or the account says no', async () => {
    const {body} = await post('pods', pod('a'))
    const none = await post('pods', pod('b', {}, {automountServiceAccountToken: false}))
    const [volume] = body.spec.volumes
    assert.match(volume.name, /^kube-api-access-[a-z0-9]{5}$/)
    assert.deepEqual(volume.projected.sources[0], {serviceAccountToken: {expirationSeconds: 3607, path: 'token'}})
    assert.deepEqual(body.spec.containers[0].volumeMounts, [
      {name: volume.name, readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount'},
    ])
    assert.equal(none.body.spec.volumes, undefined)
    assert.deepEqual(await message('pods', pod('c', {}, {serviceAccountName: 'nobody'})), [
      403,
      'pods "c" is forbidden: error looking up service account default/nobody: serviceaccount "nobody" not found',
    ])
  })

  it('the first namespaces stay', async () => {
    for (const name of ['default', 'kube-system', 'kube-public']) {
      const {code, body} = await wire.call('DELETE', `/api/v1/namespaces/${name}`)
      assert.deepEqual(
        [code, body.message],
        [403, `namespaces "${name}" is forbidden: this namespace may not be deleted`],
      )
    }
  })

  /** @feature API: admission webhooks: stored with a warning, never called | missing */
  it('webhooks are stored with a word of warning', async () => {
    const {code, headers} = await wire.call(
      'POST',
      '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations',
      {
        body: {
          apiVersion: 'admissionregistration.k8s.io/v1',
          kind: 'ValidatingWebhookConfiguration',
          metadata: {name: 'w'},
          webhooks: [],
        },
      },
    )
    assert.deepEqual(
      [code, headers['warning']],
      [201, '299 - "the sandbox stores webhook configurations and calls no webhooks"'],
    )
  })
})

describe('controllers of quotas and roles', () => {
  let cluster: StandingCluster
  beforeEach(async () => {
    cluster = await standingCluster({workloads: []})
  })
  afterEach(() => cluster.stop())

  it('the status of a quota follows what is there', async () => {
    const quotas = {group: '', plural: 'resourcequotas'}
    const inDefault = (object: ApiObject) => ({...object, metadata: {...object.metadata, namespace: 'default'}})
    const used = async () => {
      await cluster.queue.idle()
      return cluster.api.get(quotas, 'q', 'default')?.['status']
    }
    cluster.api.create(quotas, inDefault(of('ResourceQuota', 'q', {hard: {pods: '5', 'requests.cpu': '2'}})))
    assert.deepEqual(await used(), {hard: {pods: '5', 'requests.cpu': '2'}, used: {pods: '0', 'requests.cpu': '0'}})
    cluster.api.create({group: '', plural: 'pods'}, inDefault(pod('a', {requests: {cpu: '250m'}})))
    assert.deepEqual((await used())?.used, {pods: '1', 'requests.cpu': '250m'})
    cluster.api.delete({group: '', plural: 'pods'}, 'a', 'default', {gracePeriodSeconds: 0})
    assert.deepEqual((await used())?.used, {pods: '0', 'requests.cpu': '0'})
  })

  /** @feature Access: aggregated cluster roles | works */
  it('an aggregated role gathers the rules of those that its label names', async () => {
    const roles = {group: 'rbac.authorization.k8s.io', plural: 'clusterroles'}
    const rule = {apiGroups: ['example.com'], resources: ['widgets'], verbs: ['get']}
    cluster.api.create(roles, {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: {name: 'widgets-view', labels: {'rbac.authorization.k8s.io/aggregate-to-view': 'true'}},
      rules: [rule],
    })
    await cluster.queue.idle()
    const gathers = (name: string) =>
      cluster.api.get(roles, name)?.['rules'].some((one: typeof rule) => one.apiGroups[0] === 'example.com')
    for (const name of ['view', 'edit', 'admin']) assert.ok(gathers(name), name)
    cluster.api.delete(roles, 'widgets-view')
    await cluster.queue.idle()
    assert.ok(!gathers('admin'))
  })
})
