import assert from 'node:assert/strict'
import {type ExecFileException, execFile, spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import type {NodeAgent} from '../src/node-agent.ts'
import {startWire, type Wire} from '../src/server/testing/wire.ts'

const kubectl = process.env['OME_TEST_KUBECTL'] ?? fileURLToPath(new URL('../../../tools/bin/kubectl', import.meta.url))

const agent: NodeAgent = {
  async *logs(pod, {container}) {
    yield `hello from ${pod.metadata.name}/${container}`
  },
  async exec(_pod, {command, stdout}) {
    stdout(Buffer.from(`ran ${command.join(' ')}\n`))
    return command[0] === 'false' ? 3 : 0
  },
  attach: async () => 0,
  http: () => false,
}

const deployment = (image: string, env: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: c, image: "${image}", env: [{name: A, value: "${env}"}]}]}
---
apiVersion: example.com/v1
kind: Widget
metadata: {name: w}
spec: {replicas: 1, parts: [{name: a, size: 4}]}
`

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** @feature API: kubectl on the API server alone | golden */
describe('the real kubectl', function () {
  this.timeout(60_000)
  let wire: Wire
  let home: string

  const run = (...args: string[]): Promise<Ran> =>
    new Promise((resolve) => {
      const env = {...process.env, KUBECONFIG: join(home, 'config'), HOME: home}
      execFile(kubectl, args, {env, timeout: 30_000}, (error: ExecFileException | null, out, err) =>
        resolve({code: error ? Number(error.code ?? 1) : 0, out, err}),
      )
    })
  const ok = async (...args: string[]): Promise<string> => {
    const {code, out, err} = await run(...args)
    assert.equal(code, 0, `${args.join(' ')}: ${err}`)
    return out
  }
  const file = async (name: string, text: string): Promise<string> => {
    await writeFile(join(home, name), text)
    return join(home, name)
  }

  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'ome-kubectl-'))
    wire = await startWire({agent})
    const {certificate, key} = wire.server.clientCertificate({commonName: 'admin', organizations: ['system:masters']})
    const base64 = (text: string) => Buffer.from(text).toString('base64')
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 's',
      clusters: [
        {
          name: 's',
          cluster: {
            server: wire.url,
            'certificate-authority-data': base64(wire.server.certificates.authority.certificate),
          },
        },
      ],
      users: [{name: 'admin', user: {'client-certificate-data': base64(certificate), 'client-key-data': base64(key)}}],
      contexts: [{name: 's', context: {cluster: 's', user: 'admin'}}],
    }
    await file('config', JSON.stringify(config))
  })
  after(async () => {
    await wire.close()
    await rm(home, {recursive: true, force: true})
  })

  it('applies, sees no change, shows the difference, and applies it', async () => {
    const one = await file('one.yaml', deployment('nginx:1', '1'))
    const two = await file('two.yaml', deployment('nginx:2', '1'))
    assert.equal(await ok('apply', '-f', one), 'deployment.apps/web created\nwidget.example.com/w created\n')
    assert.equal(await ok('apply', '-f', one), 'deployment.apps/web unchanged\nwidget.example.com/w unchanged\n')
    const diff = await run('diff', '-f', two)
    assert.equal(diff.code, 1)
    assert.match(diff.out, /^-\s+(- )?image: nginx:1$/m)
    assert.match(await ok('apply', '-f', two), /^deployment\.apps\/web configured$/m)
  })

  it('prints tables, JSON, paths and all categories', async () => {
    assert.match(
      await ok('get', 'deploy', 'web', '-o', 'wide'),
      /^NAME +READY +UP-TO-DATE +AVAILABLE +AGE +CONTAINERS +IMAGES +SELECTOR\nweb +0\/2 +0 +0 +\S+ +c +nginx:2 +app=web$/m,
    )
    assert.match(await ok('get', 'wg', '-A', '-l', '!x'), /^NAMESPACE +NAME +REPLICAS +FIRST +AGE\ndefault +w +1 +4 /)
    assert.equal(
      await ok('get', 'deploy', 'web', '-o', 'jsonpath={.spec.template.spec.containers[0].image}'),
      'nginx:2',
    )
    assert.match(await ok('get', 'all'), /widget\.example\.com\/w/)
    assert.match(await ok('describe', 'deploy', 'web'), /RollingUpdateStrategy: +25% max unavailable, 25% max surge/)
  })

  it('labels, annotates, scales, patches and sets images', async () => {
    await ok('label', 'deploy', 'web', 'x=y')
    await ok('annotate', 'deploy', 'web', 'note=z')
    await ok('scale', 'deploy', 'web', '--replicas=5')
    await ok(
      'patch',
      'deploy',
      'web',
      '-p',
      '{"spec":{"template":{"spec":{"containers":[{"name":"c","image":"nginx:3"}]}}}}',
    )
    await ok('set', 'image', 'deploy/web', 'c=nginx:4')
    const read = await ok(
      'get',
      'deploy',
      'web',
      '-o',
      'jsonpath={.metadata.labels.x} {.spec.replicas} {.spec.template.spec.containers[*].image} {.spec.template.spec.containers[0].env[0].name}',
    )
    assert.equal(read, 'y 5 nginx:4 A')
    assert.match(
      (await run('patch', 'widget', 'w', '-p', '{}')).err,
      /application\/strategic-merge-patch\+json is not supported/,
    )
  })

  it('server-side apply reports conflicts, and forces them', async () => {
    const manifest = await file('ssa.yaml', deployment('nginx:9', '2'))
    const refused = await run('apply', '--server-side', '-f', manifest)
    assert.equal(refused.code, 1)
    assert.match(
      refused.err,
      /conflicts with "kubectl-set" using apps\/v1:\n- \.spec\.template\.spec\.containers\[name="c"\]\.image/,
    )
    assert.match(
      await ok('apply', '--server-side', '--force-conflicts', '-f', manifest),
      /deployment\.apps\/web serverside-applied/,
    )
    assert.match(await ok('apply', '--server-side', '-f', manifest), /deployment\.apps\/web serverside-applied/)
  })

  it('validates before it writes and explains', async () => {
    const bad = await file(
      'bad.yaml',
      'apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: bad}\nspec: {bogus: 1}\n',
    )
    assert.match((await run('create', '-f', bad)).err, /strict decoding error: unknown field "spec\.bogus"/)
    assert.match(await ok('explain', 'deploy.spec.replicas'), /FIELD: replicas <integer>/)
    assert.match(await ok('explain', 'widget.spec.parts'), /name\t<string> -required-/)
  })

  it('typed creates arrive as protobuf', async () => {
    await ok('create', 'ns', 'team')
    await ok('create', 'configmap', 'cm', '--from-literal=a=b', '-n', 'team')
    await ok('create', 'deployment', 'd', '--image=nginx', '--port=80', '-n', 'team')
    await ok('create', 'role', 'r', '--verb=get', '--resource=pods', '-n', 'team')
    assert.equal(await ok('get', 'cm', 'cm', '-n', 'team', '-o', 'jsonpath={.data}'), '{"a":"b"}')
    assert.equal(await ok('get', 'role', 'r', '-n', 'team', '-o', 'jsonpath={.rules[0].verbs[0]}'), 'get')
    assert.equal(await ok('auth', 'can-i', 'delete', 'pods'), 'yes\n')
    assert.equal((await run('auth', 'can-i', 'delete', 'pods', '--as', 'nobody')).code, 1)
  })

  it('waits, follows logs and runs commands', async () => {
    await ok('run', 'p', '--image=nginx')
    assert.match(await ok('wait', '--for=jsonpath={.status.phase}=Pending', 'pod/p', '--timeout=10s'), /condition met/)
    assert.match(await ok('wait', '--for=condition=Established', 'crd/widgets.example.com'), /condition met/)
    assert.equal(await ok('logs', 'p'), 'hello from p/p\n')
    assert.equal(await ok('exec', 'p', '--', 'ls', '-l'), 'ran ls -l\n')
    assert.equal((await run('exec', 'p', '--', 'false')).code, 3)
    assert.match(await ok('delete', 'pod', 'p'), /^pod "p" deleted/)
  })

  it('autoscales under either version, and shows events of either group', async () => {
    await ok('autoscale', 'deploy', 'web', '--min=1', '--max=3', '--cpu=60%')
    assert.match(await ok('get', 'hpa', 'web'), /^web +Deployment\/web +cpu: <unknown>\/60% +1 +3 +0 /m)
    const path = '{.apiVersion} {.spec.targetCPUUtilizationPercentage}'
    assert.equal(
      await ok('get', 'horizontalpodautoscalers.v1.autoscaling', 'web', '-o', `jsonpath=${path}`),
      'autoscaling/v1 60',
    )
    const namespace = wire.server.api.get({group: '', plural: 'namespaces'}, 'default')
    assert.ok(namespace)
    wire.server.api.event(namespace, 'Warning', 'Looked', 'at it', 'tester')
    assert.match(await ok('events', '--for', 'namespace/default'), /Warning +Looked +Namespace\/default +at it$/m)
    assert.match(await ok('get', 'events.v1.events.k8s.io'), /Warning +Looked +namespace\/default +at it$/m)
    assert.match(await ok('describe', 'ns', 'default'), /^Name: +default$/m)
  })

  it('approves certificate requests', async () => {
    const request = await file(
      'csr.yaml',
      `apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: {name: c}
spec: {request: bm8=, signerName: kubernetes.io/kube-apiserver-client, usages: [client auth]}
`,
    )
    await ok('apply', '-f', request)
    await ok('certificate', 'approve', 'c')
    assert.equal(await ok('get', 'csr', 'c', '-o', 'jsonpath={.status.conditions[0].type}'), 'Approved')
  })

  it('a forwarded port that nothing listens on is refused, not left hanging', async () => {
    await ok('run', 'silent', '--image=nginx')
    await ok('patch', 'pod', 'silent', '--subresource=status', '-p', '{"status":{"phase":"Running"}}')
    const forward = spawn(kubectl, ['port-forward', 'pod/silent', ':80'], {
      env: {...process.env, KUBECONFIG: join(home, 'config'), HOME: home},
    })
    try {
      const [line] = await once(forward.stdout, 'data')
      const port = /127\.0\.0\.1:(\d+)/.exec(String(line))?.[1]
      await assert.rejects(fetch(`http://127.0.0.1:${port}/`), /fetch failed/)
    } finally {
      forward.kill()
    }
  })

  it('takes a List, and drains the node of what it holds', async () => {
    const list = await file(
      'list.yaml',
      `apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: Node, metadata: {name: n1}}
- {apiVersion: v1, kind: Pod, metadata: {name: q}, spec: {nodeName: n1, containers: [{name: c, image: x}]}}
`,
    )
    assert.equal(await ok('create', '-f', list), 'node/n1 created\npod/q created\n')
    assert.match(await ok('drain', 'n1', '--force', '--grace-period=0'), /pod\/q evicted\nnode\/n1 drained/)
    assert.match(await ok('get', 'nodes'), /n1 +Unknown,SchedulingDisabled/)
  })

  it('replaces and deletes', async () => {
    const manifest = await file('replace.yaml', deployment('nginx:7', '3'))
    assert.match(await ok('replace', '-f', manifest), /deployment\.apps\/web replaced/)
    assert.match(await ok('delete', '-f', manifest), /widget\.example\.com "w" deleted/)
    assert.match(
      (await run('get', 'deploy', 'web')).err,
      /^Error from server \(NotFound\): deployments\.apps "web" not found/,
    )
  })
})
