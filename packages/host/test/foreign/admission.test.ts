import assert from 'node:assert/strict'
import {readFileSync} from 'node:fs'
import {join, resolve} from 'node:path'
import type {ApiObject} from '@ome/sandbox/api'
import {isOmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject, ResourceRef} from '@ome/sdk/kube'
import {parseYaml} from '@ome/sdk/yaml'
import {cluster, type TestCluster} from '@ome/testkit/cluster'
import {runJob} from '../../src/remote/run-job.ts'
import {examples} from './scene.ts'

const template = resolve(import.meta.dirname, '../../../../registry/policy/remote-commands.vap.yaml')
const jobs: ResourceRef = {group: 'batch', version: 'v1', plural: 'jobs', namespaced: true}
const namespaces: ResourceRef = {group: '', version: 'v1', plural: 'namespaces', namespaced: false}
const rbac = {group: 'rbac.authorization.k8s.io', version: 'v1'}

/** The server's own refusal of what no list names, whatever client asks. */
describe('the admission template for commands in the cluster', function () {
  this.timeout(60_000)
  let sandbox: TestCluster
  let admin: KubeClient
  let alice: KubeClient
  before(async () => {
    sandbox = await cluster({scenario: 'tour-platform'})
    admin = await sandbox.kube()
    for (const object of (await parseYaml(readFileSync(template, 'utf8'))) as KubeObject[]) {
      const found = await admin.resolve(`${object.kind}.${object.apiVersion.split('/').reverse().join('.')}`)
      const resource = found ?? (await admin.resolve(object.kind))
      assert.ok(resource, object.kind)
      await admin.create(resource, object, object.metadata.namespace ? {namespace: object.metadata.namespace} : {})
    }
    const labels = {'ome.cli/remote-commands': 'listed'}
    await admin.patch(namespaces, 'ml-models', 'merge', {metadata: {labels}})
    const bindings: ResourceRef = {...rbac, plural: 'rolebindings', namespaced: true}
    await admin.create(
      bindings,
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata: {name: 'alice', namespace: 'ml-models'},
        roleRef: {apiGroup: rbac.group, kind: 'ClusterRole', name: 'ome-remote-commands'},
        subjects: [{apiGroup: rbac.group, kind: 'User', name: 'alice@example.com'}],
      },
      {namespace: 'ml-models'},
    )
    alice = await sandbox.kube({context: 'production-scientist'})
  })
  after(() => sandbox.stop())

  const manifest = JSON.parse(readFileSync(join(examples, 'ome-gpu-probe/ome-manifest.json'), 'utf8'))
  const run = {
    accountNeeds: [],
    apiAccess: false,
    stdin: false,
    tty: false,
    ...manifest.commands['gpu-probe:run'].run,
  }
  let number = 0
  const job = (changes: object = {}): KubeObject =>
    runJob({
      name: `ome-run-${number++}`,
      namespace: 'ml-models',
      command: 'gpu-probe run',
      run: {...run, ...changes},
      argv: ['--fail'],
      variables: {OME_API: '1'},
      terminal: false,
    })
  const create = (object: KubeObject, kube = alice) => kube.create(jobs, object, {namespace: 'ml-models', dryRun: true})
  const refuses = (object: KubeObject, reason: RegExp) =>
    assert.rejects(create(object), (error: unknown) => {
      assert.ok(isOmeError(error), String(error))
      assert.match(error.message, reason)
      return true
    })
  /** The Job with its pod or container changed, as a client that is not ours could send it. */
  const tampered = (change: (pod: KubeObject['spec'], container: KubeObject['spec']) => void): KubeObject => {
    const object = structuredClone(job())
    const pod = object['spec'].template.spec
    change(pod, pod.containers[0])
    return object
  }

  it('admits what is listed', async () => {
    assert.equal((await create(job())).kind, 'Job')
  })

  it('refuses another image, account and program', async () => {
    await refuses(
      job({image: `evil.example/x@sha256:${'e'.repeat(64)}`}),
      /no listed command has this image, account and program: evil/,
    )
    await refuses(job({image: 'ghcr.io/ome/ome-gpu-probe:latest'}), /no listed command/)
    await refuses(job({serviceAccount: 'default'}), /no listed command/)
    await refuses(job({command: ['sh', '-c', 'cat /var/run/secrets/token']}), /no listed command/)
  })

  const tricks: readonly [string, (pod: KubeObject['spec'], container: KubeObject['spec']) => void, RegExp][] = [
    ['a second container', (pod, container) => pod.containers.push({...container, name: 'b'}), /has one container/],
    [
      'an init container',
      (pod, container) => Object.assign(pod, {initContainers: [{...container, name: 'b'}]}),
      /one container/,
    ],
    ['a volume of the node', (pod) => pod.volumes.push({name: 'h', hostPath: {path: '/'}}), /no volumes but empty/],
    ['the network of the node', (pod) => Object.assign(pod, {hostNetwork: true}), /kept from the node/],
    [
      'privileges',
      (_pod, container) => Object.assign(container.securityContext, {capabilities: {add: ['NET_ADMIN']}}),
      /without privileges/,
    ],
    ['root', (pod) => Object.assign(pod, {securityContext: {}}), /without privileges/],
    [
      'a value of a Secret',
      (_pod, container) => container.env.push({name: 'OME_X', valueFrom: {secretKeyRef: {name: 's', key: 'k'}}}),
      /no values of Secrets/,
    ],
    [
      'a variable that loads code',
      (_pod, container) => container.env.push({name: 'LD_PRELOAD', value: '/tmp/x.so'}),
      /started as its image/,
    ],
    [
      'a hook',
      (_pod, container) => Object.assign(container, {lifecycle: {postStart: {exec: {command: ['sh']}}}}),
      /started as its image/,
    ],
  ]
  for (const [name, change, reason] of tricks) it(`refuses ${name}`, () => refuses(tampered(change), reason))

  it('refuses a Job without a deadline', async () => {
    const object = structuredClone(job())
    delete object['spec'].activeDeadlineSeconds
    await refuses(object, /has a deadline/)
  })

  it('lets everybody read the policy', async () => {
    const configMaps: ResourceRef = {group: '', version: 'v1', plural: 'configmaps', namespaced: true}
    assert.ok(await alice.get(configMaps, 'ome-cli-policy', {namespace: 'kube-public'}))
  })

  it('gives no right to create Pods', async () => {
    const pods: ResourceRef = {group: '', version: 'v1', plural: 'pods', namespaced: true}
    const pod = {apiVersion: 'v1', kind: 'Pod', metadata: {name: 'p'}, spec: {containers: [{name: 'a', image: 'b'}]}}
    await assert.rejects(alice.create(pods, pod, {namespace: 'ml-models', dryRun: true}), {kind: 'denied'})
  })

  it('leaves those alone who may create Pods anyway, and other namespaces', async () => {
    const own = job({image: 'docker.io/library/busybox:1', command: ['true']})
    assert.equal((await create(own, admin)).kind, 'Job')
    const elsewhere: ApiObject = {...own, metadata: {...own.metadata, namespace: 'team-a'}}
    assert.equal((await alice.create(jobs, elsewhere, {namespace: 'team-a', dryRun: true})).kind, 'Job')
  })

  it('refuses everything while its list is missing', async () => {
    const configMaps: ResourceRef = {group: '', version: 'v1', plural: 'configmaps', namespaced: true}
    await admin.delete(configMaps, 'ome-remote-commands', {namespace: 'kube-public'})
    await refuses(job(), /no params found/)
  })
})
