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
const configMaps: ResourceRef = {group: '', version: 'v1', plural: 'configmaps', namespaced: true}
const namespaces: ResourceRef = {group: '', version: 'v1', plural: 'namespaces', namespaced: false}
const rbac = {group: 'rbac.authorization.k8s.io', version: 'v1'}

interface Parts {
  readonly metadata: KubeObject['metadata'] & {finalizers?: string[]}
  readonly spec: KubeObject['spec']
  readonly pod: KubeObject['spec']
  readonly container: KubeObject['spec']
}
type Trick = (job: Parts) => unknown

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
  /** The Job with a change, as a client that is not ours could send it. */
  const tampered = (change: Trick): KubeObject => {
    const object = structuredClone(job())
    const {metadata, spec} = object
    const pod = spec.template.spec
    change({metadata, spec, pod, container: pod.containers[0]})
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

  const setPod =
    (fields: object): Trick =>
    ({pod}) =>
      Object.assign(pod, fields)
  const setContainer =
    (fields: object): Trick =>
    ({container}) =>
      Object.assign(container, fields)
  const setJob =
    (fields: object): Trick =>
    ({spec}) =>
      Object.assign(spec, fields)
  const limits = (fields: object): Trick => setContainer({resources: {limits: {cpu: '1', memory: '1Gi', ...fields}}})
  const variable =
    (fields: object): Trick =>
    ({container}) =>
      container.env.push(fields)
  const hidden = /does not have: /
  const once = /runs once, in one pod/
  const ordinary = /account, names and scheduler of any other pod/
  const bounded = /has a deadline and is removed/
  const sized = /nothing beyond the maximum/
  const empty = /no volumes but a small empty one/
  const weak = /without privileges/
  const plainStart = /started as its image/

  const tricks: readonly [string, Trick, RegExp][] = [
    ['a second container', ({pod, container}) => pod.containers.push({...container, name: 'b'}), /has one container/],
    ['an init container', setPod({initContainers: [{name: 'b', image: 'b'}]}), /one container/],
    ['a token', setPod({automountServiceAccountToken: true}), /no listed command .*, with a token/],
    ['a token by default', ({pod}) => delete pod.automountServiceAccountToken, /no listed command .*, with a token/],
    ...[
      {hostNetwork: true},
      {hostPID: true},
      {hostIPC: true},
      {hostAliases: [{ip: '10.0.0.1', hostnames: ['registry']}]},
      {dnsConfig: {nameservers: ['10.0.0.1']}},
      {nodeName: 'cpu-1'},
      {nodeSelector: {a: 'b'}},
      {affinity: {nodeAffinity: {}}},
      {tolerations: [{operator: 'Exists'}]},
      {topologySpreadConstraints: []},
      {priorityClassName: 'system-node-critical'},
      {shareProcessNamespace: true},
      {runtimeClassName: 'kata'},
      {imagePullSecrets: [{name: 's'}]},
      {activeDeadlineSeconds: 5},
      {hostname: 'a'},
      {subdomain: 'a'},
      {resourceClaims: [{name: 'a'}]},
    ].map((fields): [string, Trick, RegExp] => [
      Object.keys(fields).join(),
      setPod(fields),
      new RegExp(`does not have: ${Object.keys(fields).join()}`),
    ]),
    ['the names of the node', setPod({dnsPolicy: 'Default'}), ordinary],
    ['dnsPolicy None', setPod({dnsPolicy: 'None', dnsConfig: {nameservers: ['10.0.0.1']}}), hidden],
    ['another scheduler', setPod({schedulerName: 'mine'}), ordinary],
    ['variables of Services', setPod({enableServiceLinks: true}), ordinary],
    ['an end that takes long', setPod({terminationGracePeriodSeconds: 86_400}), bounded],
    ['root', setPod({securityContext: {}}), weak],
    [
      'a user',
      setPod({securityContext: {runAsNonRoot: true, runAsUser: 1, seccompProfile: {type: 'RuntimeDefault'}}}),
      weak,
    ],
    ['no seccomp profile', setPod({securityContext: {runAsNonRoot: true, seccompProfile: {type: 'Unconfined'}}}), weak],
    ['a volume of the node', ({pod}) => pod.volumes.push({name: 'h', hostPath: {path: '/'}}), empty],
    ['a volume in memory', setPod({volumes: [{name: 'tmp', emptyDir: {medium: 'Memory'}}]}), empty],
    ['a large volume', setPod({volumes: [{name: 'tmp', emptyDir: {sizeLimit: '64Ti'}}]}), empty],
    ['a volume over files of the image', setContainer({volumeMounts: [{name: 'tmp', mountPath: '/lib'}]}), empty],
    ['capabilities', ({container}) => (container.securityContext.capabilities = {add: ['NET_ADMIN']}), weak],
    ['privileges', ({container}) => (container.securityContext.allowPrivilegeEscalation = true), weak],
    [
      'a root file system to write to',
      ({container}) => (container.securityContext.readOnlyRootFilesystem = false),
      weak,
    ],
    ['a value of a Secret', variable({name: 'OME_X', valueFrom: {secretKeyRef: {name: 's', key: 'k'}}}), plainStart],
    ['a variable that loads code', variable({name: 'LD_PRELOAD', value: '/tmp/x.so'}), plainStart],
    ['a message of another file', setContainer({terminationMessagePath: '/etc/passwd'}), plainStart],
    ...[
      {envFrom: [{secretRef: {name: 's'}}]},
      {lifecycle: {postStart: {exec: {command: ['sh']}}}},
      {livenessProbe: {exec: {command: ['sh']}}},
      {workingDir: '/tmp'},
      {ports: [{containerPort: 80, hostPort: 80}]},
      {volumeDevices: [{name: 'a', devicePath: '/dev/a'}]},
    ].map((fields): [string, Trick, RegExp] => [
      Object.keys(fields).join(),
      setContainer(fields),
      new RegExp(`does not have: ${Object.keys(fields).join()}`),
    ]),
    ['more of a resource', limits({memory: '2Gi'}), sized],
    ['a resource without a maximum', limits({'nvidia.com/gpu': '1'}), sized],
    [
      'a request beyond the maximum',
      ({container}) => (container.resources.requests = {'ephemeral-storage': '900Gi'}),
      sized,
    ],
    ['no limits', ({container}) => delete container.resources, sized],
    ['claims', setContainer({resources: {limits: {cpu: '1', memory: '1Gi'}, claims: [{name: 'a'}]}}), hidden],
    ['many pods', setJob({parallelism: 50}), once],
    ['many runs', setJob({completions: 50}), once],
    ['an index', setJob({completionMode: 'Indexed', completions: 1}), once],
    ['retries', setJob({backoffLimit: 6}), once],
    ['retries by default', ({spec}) => delete spec.backoffLimit, once],
    ['restarts', setPod({restartPolicy: 'OnFailure'}), once],
    ['a Job that waits', setJob({suspend: true}), once],
    ['no deadline', ({spec}) => delete spec.activeDeadlineSeconds, bounded],
    ['a late deadline', setJob({activeDeadlineSeconds: 10_000_000}), bounded],
    ['no removal', ({spec}) => delete spec.ttlSecondsAfterFinished, bounded],
    ['a late removal', setJob({ttlSecondsAfterFinished: 86_400}), bounded],
    ['rules for failed pods', setJob({podFailurePolicy: {rules: []}}), hidden],
    ['annotations of pods', ({spec}) => (spec.template.metadata.annotations = {a: 'b'}), /does not have: annotations/],
    ['labels of pods', ({spec}) => (spec.template.metadata.labels['app'] = 'b'), /does not have: app/],
    ['finalizers', ({metadata}) => (metadata.finalizers = ['a.example/b']), /does not have: finalizers/],
  ]
  for (const [name, change, reason] of tricks) it(`refuses ${name}`, () => refuses(tampered(change), reason))

  it('admits whatever a manifest can ask for within the list', async () => {
    assert.equal((await create(job({timeoutSeconds: 86_400, stdin: true}))).kind, 'Job')
    assert.equal((await create(tampered(limits({cpu: '1000m', memory: '1024Mi'})))).kind, 'Job')
  })

  it('admits a token where the list says so', async () => {
    const listed = `token ${run.image} ${run.serviceAccount} ${run.command.join(' ')}`
    const set = (commands: string) =>
      admin.patch(configMaps, 'ome-remote-commands', 'merge', {data: {commands}}, {namespace: 'kube-public'})
    const before = await admin.get(configMaps, 'ome-remote-commands', {namespace: 'kube-public'})
    await set(`${listed}\n`)
    assert.equal((await create(job({apiAccess: true}))).kind, 'Job')
    assert.equal((await create(job())).kind, 'Job')
    await set(String(before?.['data'].commands))
    await refuses(job({apiAccess: true}), /no listed command .*, with a token/)
  })

  it('lets everybody read the policy', async () => {
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
    await admin.delete(configMaps, 'ome-remote-commands', {namespace: 'kube-public'})
    await refuses(job(), /no params found/)
  })
})
