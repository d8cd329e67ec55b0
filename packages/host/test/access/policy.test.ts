import assert from 'node:assert/strict'
import {join} from 'node:path'
import {cluster, type TestCluster} from '@ome/testkit/cluster'
import {Stage} from './stage.ts'

const configMaps = '/api/v1/namespaces/kube-public/configmaps/ome-cli-policy'

describe('what policies permit', () => {
  let sandbox: TestCluster
  let stage: Stage
  before(async function () {
    this.timeout(60_000)
    sandbox = await cluster({scenario: 'tour-platform'})
  })
  after(() => sandbox.stop())
  beforeEach(() => {
    stage = new Stage(sandbox)
  })
  afterEach(() => stage[Symbol.dispose]())

  const publish = async (policy: string | undefined): Promise<void> => {
    const kube = await sandbox.kube({context: 'production'})
    const ref = {group: '', version: 'v1', plural: 'configmaps', kind: 'ConfigMap', namespaced: true}
    const data = policy === undefined ? {} : {'policy.yaml': policy}
    const metadata = {name: 'ome-cli-policy', namespace: 'kube-public'}
    await kube.delete(ref, metadata.name, {namespace: 'kube-public'})
    await kube.create(ref, {apiVersion: 'v1', kind: 'ConfigMap', metadata, data})
  }
  const writes = (requests: readonly string[]): readonly string[] =>
    requests.filter((request) => !request.startsWith('GET') && !request.includes('authorization.k8s.io'))

  it('of the machine forbid a command before it asks for anything, in their words', async () => {
    stage.put(stage.system, 'deny: [{command: note set, message: ask first, contact: "#platform"}]\n')
    assert.deepEqual(await stage.run('production', 'note set a'), {
      code: 5,
      out: '',
      err: `error: "note set" is not permitted by policy ${stage.system}: ask first\nhint: whom to ask: #platform\n`,
      requests: [],
    })
    assert.equal((await stage.run('production', 'note show a')).code, 0)
  })

  it('of a person cannot loosen what the machine or the cluster forbids (T22)', async () => {
    stage.put(stage.system, 'deny: [{risk: write, message: look only}]\n')
    stage.put(join(stage.data, 'policy.yaml'), 'deny: []\nallow: [{plugin: "*"}]\n')
    stage.put(join(stage.home, 'mine.yaml'), 'deny: []\nlink: true\n')
    const env = {OME_POLICY: join(stage.home, 'mine.yaml')}
    for (const line of ['note set a', 'note drop configmaps/a', 'note set a --skip-preflight']) {
      const {code, err, requests} = await stage.run('production', line, env)
      assert.equal(code, 5)
      assert.match(err, /look only/)
      assert.deepEqual(requests, [])
    }

    stage.put(stage.system, '{}')
    await publish('deny: [{command: note set, message: through gitops only}]')
    const {code, err, requests} = await stage.run('production', 'note set a --skip-preflight', env)
    assert.equal(code, 5)
    assert.match(
      err,
      /by policy ConfigMap kube-public\/ome-cli-policy: through gitops only\nhint: if it was changed just now: ome auth refresh\n$/,
    )
    assert.deepEqual(writes(requests), [])
  })

  it('are part of what a person may do', async () => {
    stage.put(stage.system, 'deny: [{command: note set, message: ask first, contact: "#platform"}]\n')
    const words = `policy ${stage.system} forbids it: ask first; whom to ask: #platform`
    const canI = await stage.run('production', ['auth', 'can-i', '--command', 'note set'])
    assert.deepEqual([canI.code, canI.out, canI.err], [3, 'no\n', `note: ${words}\n`])
    const {out} = await stage.run('production', 'auth explain note set')
    assert.match(out, /Access: +no\nPolicy: .*: ask first\nWhom to ask: +#platform\n/)
    const matrix = await stage.run('production', 'auth matrix')
    assert.match(matrix.out, /note set +no\n/)
    assert.match(matrix.out, /note show +yes\n/)
    assert.equal(matrix.err, `note: note set: ${words}\n`)
    assert.match(
      (await stage.help('production', 'note')).replaceAll(/\s+/g, ' '),
      /NEEDS MORE ACCESS note set .*ask first; whom to ask: #platform\)/,
    )

    stage.put(stage.system, '{}')
    await publish('deny: [{command: note show, message: not here}]')
    assert.equal((await stage.run('production', ['auth', 'can-i', '--command', 'note show'])).out, 'no\n')
    assert.match(await stage.help('production', 'note'), /NEEDS MORE ACCESS\n {2}note show/)
    await publish(undefined)
  })

  it('of a person can tighten', async () => {
    await publish('link: true')
    stage.put(join(stage.data, 'policy.yaml'), 'deny: [{risk: destructive, message: not from this machine}]\n')
    assert.match((await stage.run('production', 'note drop configmaps/a')).err, /not from this machine/)
    assert.equal((await stage.run('production', 'note set a')).code, 0)
  })

  it('of a cluster are read before a write, and kept for five minutes for reads as well', async () => {
    await publish('deny: [{plugin: ome-note, command: note show, message: not here}]')
    const before = await stage.run('production', 'note show a')
    assert.deepEqual(before.requests, ['GET /api/v1/namespaces/default/configmaps'])

    const write = await stage.run('production', 'note set a')
    assert.equal(write.code, 0)
    assert.equal(write.requests.filter((request) => request === `GET ${configMaps}`).length, 1)

    const {code, err, requests} = await stage.run('production', 'note show a')
    assert.equal(code, 5)
    assert.match(err, /"note show" is not permitted by policy ConfigMap kube-public\/ome-cli-policy: not here\n/)
    assert.match(err, /^hint: if it was changed just now: ome auth refresh\n/m)
    assert.deepEqual(requests, [])
    assert.equal((await stage.run('production-scientist', 'note show a')).code, 0)
  })

  it('of a cluster do not count for whom they are hidden from, nor where there are none', async () => {
    await publish('deny: [{command: "note *", message: no}]')
    assert.equal((await stage.run('production-scientist', 'note set a')).code, 0)
    await publish(undefined)
    assert.equal((await stage.run('production', 'note set a')).code, 0)
  })

  it('that are broken permit nothing, wherever they lie', async () => {
    await publish('deny: [{comand: note set}]')
    const {code, err, requests} = await stage.run('production', 'note set a')
    assert.equal(code, 5)
    assert.match(
      err,
      /^error: policy ConfigMap kube-public\/ome-cli-policy cannot be used, .*deny\[0\] has the unknown key "comand"/,
    )
    assert.deepEqual(writes(requests), [])

    await publish('{}')
    assert.equal((await stage.run('production', 'note set a')).code, 0)

    stage.put(stage.system, 'deny: [')
    assert.match((await stage.run('production', 'note show a')).err, /system-policy\.yaml cannot be used/)
    assert.match((await stage.run('production', 'auth whoami')).err, /system-policy\.yaml cannot be used/)
  })

  it('show nothing that steers a terminal', async () => {
    stage.put(stage.system, 'deny: [{risk: write, message: "a\\e[2Jb\\nc\\u202ed", contact: "x\\ay"}]\n')
    const {err} = await stage.run('production', 'note set a')
    assert.equal(err, `error: "note set" is not permitted by policy ${stage.system}: ab cd\nhint: whom to ask: xy\n`)
  })

  it('may forbid plugins under development', async () => {
    stage.put(stage.system, 'link: false\n')
    assert.match((await stage.run('production', 'note show a')).err, /plugins under development may not be linked/)
    assert.equal((await stage.run('production', 'auth whoami')).code, 0)
  })
})
