import assert from 'node:assert/strict'
import {request} from 'node:https'
import type {ApiObject, ResourceName} from '../src/api.ts'
import {type Cluster, startCluster} from '../src/cluster.ts'
import {configMaps, deployments, jobs, namespaces, pods, roleBindings} from '../src/controllers/resources.ts'
import {
  clusterTrainingRuntimes,
  kserveServices,
  notebooks,
  tensorboards,
  trainJobs,
  workspaces,
} from '../src/kubeflow/resources.ts'
import {callPod, whole} from '../src/kubelet/inside-call.ts'

const now = Date.parse('2026-11-21T12:00:00Z')

interface Answer {
  readonly code: number
  // biome-ignore lint/suspicious/noExplicitAny: whatever the API answers
  readonly body: any
}

/** @feature Kubeflow: access management over REST, roles, scenario tour-platform | works */
describe('tour-platform', function () {
  this.timeout(60_000)
  let cluster: Cluster
  const faults: string[] = []

  before(async () => {
    cluster = await startCluster({scenario: 'tour-platform', clock: 'manual', now, log: (line) => faults.push(line)})
  })
  after(async () => {
    await cluster.stop()
    assert.deepEqual(faults, [])
  })

  const get = (resource: ResourceName, name: string, namespace = 'team-a'): ApiObject => {
    const found = cluster.api.get(resource, name, namespace)
    assert.ok(found, name)
    return found
  }
  const readyOf = (name: string, namespace: string): number =>
    get(deployments, name, namespace)['status']?.readyReplicas ?? 0

  /** A request as the person of a context of the kubeconfig. */
  const as = (context: string, method: string, path: string, body?: unknown, caller?: string): Promise<Answer> => {
    const {clusters, users, contexts} = cluster.kubeconfig
    const chosen = contexts.find(({name}) => name === context)?.context
    const server = clusters.find(({name}) => name === chosen?.cluster)?.cluster
    const user = users.find(({name}) => name === chosen?.user)?.user
    assert.ok(server && user, context)
    const decode = (data: string): Buffer => Buffer.from(data, 'base64')
    const credentials =
      'token' in user
        ? {headers: {authorization: `Bearer ${user.token}`}}
        : {cert: decode(user['client-certificate-data']), key: decode(user['client-key-data'])}
    return new Promise((resolve, reject) => {
      const options = {method, ca: decode(server['certificate-authority-data']), agent: false as const, ...credentials}
      const sent = request(`${server.server}${path}`, options, (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          text += chunk
        })
        response.on('end', () =>
          resolve({code: response.statusCode ?? 0, body: text.startsWith('{') ? JSON.parse(text) : text}),
        )
      })
      sent.on('error', reject)
      sent.setHeader('content-type', 'application/json')
      if (caller !== undefined) sent.setHeader('kubeflow-userid', caller)
      const content = body === undefined ? '' : JSON.stringify(body)
      sent.setHeader('content-length', Buffer.byteLength(content))
      sent.end(content)
    })
  }

  it('has its contexts, production first', () => {
    assert.equal(cluster.kubeconfig['current-context'], 'production')
    assert.deepEqual(
      cluster.kubeconfig.contexts.map(({name, context}) => `${name} ${context.namespace}`),
      [
        'production default',
        'staging default',
        'production-scientist team-a',
        'production-viewer team-a',
        'production-opaque team-a',
        'production-expired team-a',
      ],
    )
  })

  for (const [context, verb, path, code] of [
    ['production-scientist', 'GET', '/apis/trainer.kubeflow.org/v1alpha1/namespaces/team-a/trainjobs', 200],
    ['production-scientist', 'GET', '/apis/trainer.kubeflow.org/v1alpha1/namespaces/team-a/trainjobs?watch=1', 403],
    ['production-scientist', 'GET', '/api/v1/namespaces/team-b/pods', 403],
    ['production-scientist', 'GET', '/apis/trainer.kubeflow.org/v1alpha1/clustertrainingruntimes', 200],
    ['production-viewer', 'GET', '/apis/kubeflow.org/v1/namespaces/team-a/notebooks', 200],
    ['production-viewer', 'GET', '/api/v1/namespaces/team-a/secrets', 403],
    ['production-viewer', 'DELETE', '/apis/kubeflow.org/v1/namespaces/team-a/notebooks/nb-alice', 403],
    ['production-viewer', 'GET', '/api/v1/namespaces/team-b/pods', 403],
    ['production-opaque', 'GET', '/apis/kubeflow.org/v1/namespaces/team-a/notebooks', 200],
    ['production-expired', 'GET', '/api/v1/namespaces/team-a/pods', 401],
    ['staging', 'GET', '/api/v1/nodes', 200],
    ['staging', 'GET', '/apis/kubeflow.org/v1/notebooks', 404],
  ] as const) {
    it(`${context}: ${verb} ${path} gives ${code}`, async () => {
      assert.equal((await as(context, verb, path)).code, code)
    })
  }

  it('lists the rights of a scientist and not those of dora', async () => {
    const review = {apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: {namespace: 'team-a'}}
    const path = '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews'
    const alice = (await as('production-scientist', 'POST', path, review)).body.status
    const dora = (await as('production-opaque', 'POST', path, review)).body.status

    assert.equal(alice.incomplete, false)
    assert.ok(alice.resourceRules.some((rule: {resources: string[]}) => rule.resources.includes('trainjobs')))
    assert.deepEqual(dora, {
      resourceRules: [],
      nonResourceRules: [],
      incomplete: true,
      evaluationError: 'webhook authorizer does not support user rule resolution',
    })
  })

  it('has every controller ready', () => {
    for (const namespace of ['kubeflow', 'kubeflow-system']) {
      for (const {metadata} of cluster.api.list(deployments, {namespace}))
        assert.equal(readyOf(metadata.name, namespace), 1, metadata.name)
    }
  })

  it('has notebooks of both kinds that run and one that is stopped', () => {
    assert.equal(get(notebooks, 'nb-alice')['status'].readyReplicas, 1)
    assert.equal(get(notebooks, 'nb-idle')['status'].readyReplicas, 0)
    assert.equal(get(notebooks, 'twin')['status'].readyReplicas, 1)
    assert.equal(get(workspaces, 'ws-alice')['status'].state, 'Running')
    assert.equal(get(workspaces, 'twin')['status'].state, 'Running')
  })

  it('has runs that run, are complete, and were resumed', () => {
    const conditions = (name: string): string[] =>
      (get(trainJobs, name)['status']?.conditions ?? []).map(
        ({type, status}: {type: string; status: string}) => `${type}=${status}`,
      )

    assert.deepEqual(conditions('llama-sft'), [])
    assert.deepEqual(get(trainJobs, 'llama-sft')['status'].jobsStatus, [
      {name: 'node', ready: 1, succeeded: 0, failed: 0, active: 1, suspended: 0},
    ])
    assert.deepEqual(conditions('mnist'), ['Complete=True'])
    assert.deepEqual(conditions('resumed'), ['Suspended=False'])
    assert.equal(get(trainJobs, 'resumed')['status'].jobsStatus[0].active, 1)
  })

  it('has the stock runtimes, one of them deprecated', () => {
    const all = cluster.api.list(clusterTrainingRuntimes)

    assert.equal(all.length, 9)
    assert.deepEqual(
      all.filter(({metadata}) => metadata.labels?.['trainer.kubeflow.org/support']).map(({metadata}) => metadata.name),
      ['torchtune-llama3.2-1b'],
    )
  })

  it('has a board, a served model, and words that a terminal must not get', () => {
    assert.equal(get(tensorboards, 'tb-sft')['status'].readyReplicas, 1)
    assert.equal(get(kserveServices, 'iris')['status'].url, 'http://iris-team-a.example.com')
    const odd = get({group: 'kubeflow.org', plural: 'pytorchjobs'}, 'odd-words')
    assert.ok(odd['status'].conditions[1].message.includes('\x1b[31m'))
  })

  it('has profiles with their owners', () => {
    assert.equal(cluster.api.get(namespaces, 'team-a')?.metadata.annotations?.['owner'], 'alice@example.com')
    assert.equal(cluster.api.get(namespaces, 'team-b')?.metadata.annotations?.['owner'], 'carol@example.com')
  })

  it('answers for access management', () => {
    const [pod] = cluster.api.list(pods, {namespace: 'kubeflow', labels: {'kustomize.component': 'profiles'}})
    assert.ok(pod)
    const answers: string[] = []
    const ask = (path: string): void => {
      callPod(
        cluster.kubelet.http,
        {pod, port: 8081, path},
        {},
        whole(({body}) => answers.push(body)),
      )
    }
    ask('/kfam/v1/role/clusteradmin?user=admin@example.com')
    ask('/kfam/v1/bindings?user=bob@example.com')

    assert.equal(answers[0], 'true')
    assert.deepEqual(JSON.parse(answers[1] ?? ''), {
      bindings: [
        {
          user: {kind: 'User', name: 'bob@example.com'},
          referredNamespace: 'team-a',
          RoleRef: {kind: 'ClusterRole', name: 'view'},
        },
      ],
    })
  })

  it('lets the owner of a profile, and nobody else, change who may do what in it', async () => {
    const kfam = '/api/v1/namespaces/kubeflow/services/profiles-kfam:8081/proxy/kfam/v1'
    const binding = {
      user: {kind: 'User', name: 'Finn.L@example.com'},
      referredNamespace: 'team-a',
      RoleRef: {kind: 'ClusterRole', name: 'edit'},
    }
    const made = (): ApiObject | undefined =>
      cluster.api.get(roleBindings, 'user-finn-l-example-com-clusterrole-edit', 'team-a')

    const refused = await as('production', 'POST', `${kfam}/bindings`, binding, 'bob@example.com')
    assert.deepEqual(refused, {code: 403, body: 'user bob@example.com is not the owner of profile team-a'})
    assert.equal((await as('production', 'POST', `${kfam}/bindings`, binding, 'alice@example.com')).code, 200)
    assert.equal(made()?.['roleRef'].name, 'kubeflow-edit')
    assert.equal((await as('production', 'DELETE', `${kfam}/bindings`, binding, 'alice@example.com')).code, 200)
    assert.equal(made(), undefined)
    assert.equal(
      (await as('production', 'DELETE', `${kfam}/profiles/team-b`, undefined, 'alice@example.com')).code,
      401,
    )
  })

  it('has workloads for audits to find', () => {
    assert.equal(readyOf('llama-stuck', 'ml-models'), 0)
    assert.equal(readyOf('embeddings-idle', 'ml-models'), 3)
    const pod = get(pods, 'node-debugger', 'ml-models')
    assert.equal(pod.spec.containers[0].securityContext.privileged, true)
    assert.match(
      get(configMaps, 'ome-cli-policy', 'kube-public')['data']['policy.yaml'],
      /ome-gpu-probe@sha256:[0-9a-f]{64}/,
    )
  })

  for (const [flag, code] of [
    ['', 0],
    ['--fail', 3],
  ] as const) {
    it(`runs the probe ${flag}`.trim(), async () => {
      const name = `probe${flag}`
      const container = {
        name: 'probe',
        image: `ghcr.io/ome/ome-gpu-probe@sha256:${'0'.repeat(64)}`,
        args: flag ? [flag] : [],
      }
      cluster.api.create(jobs, {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: {name, namespace: 'ml-models'},
        spec: {backoffLimit: 0, template: {spec: {restartPolicy: 'Never', containers: [container]}}},
      })
      await cluster.clock.advance(60_000)
      const [pod] = cluster.api.list(pods, {namespace: 'ml-models', labels: {'batch.kubernetes.io/job-name': name}})
      assert.ok(pod)
      const {terminated} = pod['status'].containerStatuses[0].state

      assert.equal(terminated.exitCode, code)
      assert.deepEqual(Object.keys(JSON.parse(terminated.message)), ['apiVersion', 'kind', 'node', 'gpus', 'ok'])
      const lines: string[] = []
      const options = {container: 'probe', follow: false, previous: false, timestamps: false}
      for await (const line of cluster.kubelet.logs(pod, {...options, signal: new AbortController().signal}))
        lines.push(line)
      assert.equal(lines.length, 3)
    })
  }
})
