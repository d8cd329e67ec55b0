import assert from 'node:assert/strict'
import {once} from 'node:events'
import {existsSync, lstatSync, readFileSync} from 'node:fs'
import {createServer, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'
import {join} from 'node:path'
import {Readable} from 'node:stream'
import {text} from 'node:stream/consumers'
import {gunzipSync} from 'node:zlib'
import {extract} from 'tar-stream'
import {built, Machine} from './launcher.ts'

interface Finding {
  readonly check: string
  readonly status: string
  readonly message: string
  readonly fix?: string
  readonly done?: string
}

const kubeconfig = (server: string, user: object, cluster: object = {}): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'here',
    contexts: [{name: 'here', context: {cluster: 'c', user: 'u'}}],
    clusters: [{name: 'c', cluster: {server, ...cluster}}],
    users: [{name: 'u', user}],
  })

describe('doctor', function () {
  this.timeout(120_000)
  before(built)

  const servers: Server[] = []
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections()
      server.close()
    }
  })

  /** An API server; without a date it never answers. */
  async function cluster(date?: Date): Promise<string> {
    const server = createServer((request, response) => {
      if (date === undefined) return
      const body = request.url === '/apis' ? {groups: [{name: 'apps'}]} : {gitVersion: 'v1.33.1'}
      response.writeHead(200, {'content-type': 'application/json', date: date.toUTCString()})
      response.end(JSON.stringify(body))
    })
    servers.push(server)
    await once(server.listen(0, '127.0.0.1'), 'listening')
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  async function findings(machine: Machine, words = '', env: Record<string, string> = {}) {
    const {code, out} = await machine.run(`doctor -o json ${words}`, {env})
    const {kind, items}: {kind: string; items: Finding[]} = JSON.parse(out)
    assert.equal(kind, 'FindingList')
    const of = (check: string): Finding[] => items.filter((finding) => finding.check === check)
    return {code, of, items}
  }

  it('finds a machine in order well, and names the fix of what is not', async () => {
    using machine = new Machine()
    machine.write('.kube/config', kubeconfig(await cluster(new Date()), {}))
    machine.write('.ome/config.yaml', 'namespace: prod\naliases:\n  w: echo words\n  lost: nothing like this\n')

    const {code, out, err} = await machine.run('doctor', {env: {PATH: '/nowhere', SHELL: '/bin/bash'}})

    assert.equal(code, 3, out + err)
    assert.match(out, /^STATUS +CHECK +FINDING\n/)
    assert.match(out, /^ok +cluster +here \(current\): Kubernetes v1\.33\.1 at http:\/\/127\.0\.0\.1:\d+$/m)
    assert.match(out, /^ok +clock +this clock agrees with the API server of here$/m)
    assert.match(out, /^warn +path +"ome" is not on the PATH$/m)
    assert.match(out, /^fail +store +.*echo 1\.0\.0 is not what was installed/m)
    assert.match(out, /^ +fix: ome alias lost --delete$/m)
    assert.match(err, /^error: 1 of \d+ checks failed\n/m)
  })

  it('does not wait for a cluster that never answers', async () => {
    using machine = new Machine()
    machine.write('.kube/config', kubeconfig(await cluster(), {}))

    const {code, of} = await findings(machine)

    assert.equal(code, 3)
    assert.deepEqual(of('cluster'), [
      {
        check: 'cluster',
        status: 'fail',
        message: 'here (current): no answer within 4 s',
        fix: 'ome get nodes --context here --verbose',
      },
    ])
  })

  it('says that the clock is off, and what is wrong with credentials, files and proxies', async () => {
    using machine = new Machine()
    const behind = await cluster(new Date(Date.now() + 3_600_000))
    machine.write('.kube/config', kubeconfig(behind, {'client-certificate': '/lost.pem', 'client-key': '/lost.key'}))

    const {of} = await findings(machine, '', {
      HTTPS_PROXY: 'http://me:hunter2@proxy.example:3128',
      NODE_EXTRA_CA_CERTS: '/lost-ca.pem',
    })

    assert.deepEqual(
      of('credentials').map(({status, message}) => `${status} ${message}`),
      ['fail user "u": /lost.pem cannot be read', 'fail user "u": /lost.key cannot be read'],
    )
    assert.equal(of('ca')[0]?.message, 'NODE_EXTRA_CA_CERTS: /lost-ca.pem cannot be read')
    assert.equal(of('proxy')[0]?.message, 'HTTPS_PROXY is http://proxy.example:3128')
    assert.equal(of('proxy')[1]?.status, 'warn')

    machine.write('.kube/config', kubeconfig(behind, {}))
    const [clock] = (await findings(machine)).of('clock')
    assert.equal(clock?.status, 'fail')
    assert.match(clock?.message ?? '', /^this clock is 3[56]\d\d s behind the API server of here/)
  })

  it('--fix does what can harm nothing and says so', async () => {
    using machine = new Machine()
    machine.write('.ome/cache/x', '')
    const lock = JSON.parse(machine.read('.ome/plugins.lock.json'))
    lock.links = {'ome-gone': {path: join(machine.home, 'gone'), since: '2026-09-02T10:00:00Z'}}
    lock.replaces = {deploy: {plugin: 'ome-gone-too', over: 'a', since: '2026-09-02T10:00:00Z'}}
    machine.write('.ome/plugins.lock.json', JSON.stringify(lock))

    const before = await findings(machine)
    assert.equal(before.of('links')[0]?.status, 'fail')
    const {of} = await findings(machine, '--fix')

    assert.deepEqual(
      [...of('links'), ...of('conflicts')].map(({status, done}) => [status, done]),
      [
        ['ok', 'unlinked gone'],
        ['ok', 'gave it back'],
      ],
    )
    const after = JSON.parse(machine.read('.ome/plugins.lock.json'))
    assert.deepEqual([after.links, after.replaces], [{}, {}])
  })

  it('a bundle holds what helps and no secret, wherever one was kept', async () => {
    using machine = new Machine()
    const secrets = plant(machine, await cluster(new Date()))

    const {err} = await machine.run('doctor --bundle report.tgz', {env: secrets.env})

    assert.match(
      err,
      /^note: \S+report\.tgz written: 10 files, \d+ KiB, without secrets; look at it before you send it$/m,
    )
    const files = await unpacked(join(machine.home, 'report.tgz'))
    const all = [...files].map(([name, content]) => `${name}\n${content}`).join('\n')
    for (const secret of secrets.planted) assert.equal(all.includes(secret), false, `${secret} is in the bundle`)
    assert.equal(all.includes(machine.home), false)
    const read = (name: string) => JSON.parse(files.get(`ome-report/${name}`) ?? '')
    assert.deepEqual(read('config.json').aliases, {k: 'echo words --times=[hidden]', o: 'echo words [hidden]'})
    assert.equal(read('environment.json').HTTPS_PROXY, 'http://proxy.example:3128/')
    assert.deepEqual(read('kubeconfig.json').users.u.exec, {
      command: 'get-token',
      args: 2,
      env: ['VAULT_ADDR'],
      apiVersion: 'client.authentication.k8s.io/v1',
    })
    assert.deepEqual(read('npmrc.json'), {registry: 'https://npm.example/', '//npm.example/:_authToken': '[hidden]'})
    assert.ok(read('findings.json').length > 5)
    assert.equal(lstatSync(join(machine.home, 'report.tgz')).mode & 0o777, 0o600)

    const again = await machine.run('doctor --bundle report.tgz', {env: secrets.env})
    assert.equal(again.code, 6)
  })
})

/** Secrets of many kinds in all places that a bundle looks at. */
function plant(machine: Machine, server: string) {
  const planted = Array.from({length: 14}, (_, at) => `s3cret-${at}-Zx9/+Qw=`)
  const [
    token,
    password,
    key,
    basic,
    bearer,
    exec,
    variable,
    alias,
    npm,
    query,
    userinfo,
    configured,
    apiKey,
    operand,
  ] = planted
  const url = (text: string | undefined): string => encodeURIComponent(text ?? '')
  machine.write(
    '.kube/config',
    kubeconfig(
      server,
      {
        token: `${token}${bearer}`,
        password,
        'client-key-data': Buffer.from(String(key)).toString('base64'),
        exec: {
          apiVersion: 'client.authentication.k8s.io/v1',
          command: '/opt/bin/get-token',
          args: ['--secret', exec],
          env: [{name: 'VAULT_ADDR', value: variable}],
          interactiveMode: 'Never',
        },
      },
      {'proxy-url': `http://me:${url(userinfo)}@proxy.example:3128`},
    ),
  )
  machine.write(
    '.ome/config.yaml',
    `# ${configured}\nprometheus:\n  url: https://p.example/?token=${url(query)}\naliases:\n  k: echo words --times=${alias}\n  o: echo words '${operand}'\n`,
  )
  machine.write(
    '.npmrc',
    `registry=https://me:${url(basic)}@npm.example/\n//npm.example/:_authToken=${npm}\n; ${configured}\n`,
  )
  const env = {
    HTTPS_PROXY: `http://me:${url(userinfo)}@proxy.example:3128`,
    OME_TOKEN: String(token),
    OPENAI_API_KEY: String(apiKey),
  }
  return {env, planted: [...planted, ...planted.map(url), Buffer.from(String(key)).toString('base64')]}
}

async function unpacked(path: string): Promise<Map<string, string>> {
  assert.ok(existsSync(path))
  const files = new Map<string, string>()
  const reader = extract()
  Readable.from([gunzipSync(readFileSync(path))]).pipe(reader)
  for await (const entry of reader) files.set(entry.header.name, await text(Readable.from(entry)))
  return files
}
