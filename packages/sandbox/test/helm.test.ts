import assert from 'node:assert/strict'
import {type ExecFileException, execFile} from 'node:child_process'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {type Cluster, startCluster} from '../src/cluster.ts'

const helm = process.env['OME_TEST_HELM'] ?? fileURLToPath(new URL('../../../tools/bin/helm', import.meta.url))
const chart = fileURLToPath(new URL('fixtures/chart', import.meta.url))

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** A release goes through its life; each test builds on the one before. */
/** @feature API: helm with hooks, waits, failed upgrades that go back, rollbacks and tests | golden */
describe('the real helm', function () {
  this.timeout(120_000)
  let cluster: Cluster
  let home: string

  const run = (...args: string[]): Promise<Ran> =>
    new Promise((resolve) => {
      const env = {PATH: process.env['PATH'], HOME: home, KUBECONFIG: join(home, 'config')}
      execFile(helm, args, {env, timeout: 100_000}, (error: ExecFileException | null, out, err) =>
        resolve({code: error ? Number(error.code ?? -1) : 0, out, err}),
      )
    })
  const ok = async (...args: string[]): Promise<string> => {
    const {code, out, err} = await run(...args)
    assert.equal(code, 0, `helm ${args.join(' ')}: ${err}${out}`)
    return out
  }
  const motto = () => cluster.api.get({group: '', plural: 'configmaps'}, 'corner-settings', 'default')?.['data']?.motto
  const ready = () =>
    cluster.api.get({group: 'apps', plural: 'deployments'}, 'corner', 'default')?.status?.readyReplicas

  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'ome-helm-'))
    cluster = await startCluster({speed: 50})
    await writeFile(join(home, 'config'), JSON.stringify(cluster.kubeconfig), {mode: 0o600})
  })
  after(async () => {
    await cluster.stop()
    await rm(home, {recursive: true, force: true})
  })

  it('template, lint and a dry run make nothing', async () => {
    assert.match(await ok('template', 'corner', chart), /^kind: Deployment$/m)
    assert.match(await ok('lint', chart), /0 chart\(s\) failed/)
    await ok('install', 'corner', chart, '--dry-run=client')
    assert.equal(motto(), undefined)
  })

  it('install --wait: definitions first, hooks around, everything ready', async () => {
    assert.match(
      await ok('install', 'corner', chart, '--wait', '--timeout', '90s'),
      /STATUS: deployed[\s\S]*corner is open\./,
    )
    assert.equal(ready(), 2)
    const orders = cluster.api.get({group: 'shop.example.com', plural: 'orders'}, 'corner-first', 'default')
    assert.equal(orders?.spec.items, 3)
    for (const hook of ['corner-pre', 'corner-post'])
      assert.equal(cluster.api.get({group: 'batch', plural: 'jobs'}, hook, 'default')?.status?.succeeded, 1, hook)
  })

  it('status, get, list', async () => {
    assert.equal(JSON.parse(await ok('status', 'corner', '-o', 'json')).info.status, 'deployed')
    assert.match(await ok('get', 'manifest', 'corner'), /^kind: HorizontalPodAutoscaler$/m)
    assert.equal(JSON.parse(await ok('get', 'values', 'corner', '--all', '-o', 'json')).replicas, 2)
    assert.match(await ok('get', 'hooks', 'corner'), /helm\.sh\/hook: "?pre-delete/)
    assert.match(await ok('list'), /^corner\s+default\s+1\s+.*deployed\s+shop-1\.0\.0\s+1\.27/m)
  })

  it('upgrade --wait', async () => {
    await ok('upgrade', 'corner', chart, '--wait', '--timeout', '90s', '--set', 'motto=busy,replicas=3')
    assert.deepEqual([motto(), ready()], ['busy', 3])
  })

  it('an upgrade that fails goes back', async () => {
    const {code, err} = await run(
      ...['upgrade', 'corner', chart, '--rollback-on-failure', '--timeout', '8s'],
      ...['--set', 'motto=gone,tag=does-not-exist,replicas=3'],
    )
    assert.equal(code, 1)
    assert.match(err, /release corner failed, and has been rolled back/)
    assert.equal(motto(), 'busy')
  })

  it('rollback, history', async () => {
    await ok('rollback', 'corner', '1', '--wait', '--timeout', '90s')
    assert.equal(motto(), 'open')
    const history = JSON.parse(await ok('history', 'corner', '-o', 'json'))
    assert.deepEqual(
      history.map(({status}: {status: string}) => status),
      ['superseded', 'superseded', 'failed', 'superseded', 'deployed'],
    )
  })

  it('test runs its pod to the end and shows its log', async () => {
    const out = await ok('test', 'corner', '--logs', '--timeout', '60s')
    assert.match(out, /Phase: +Succeeded[\s\S]*motto open/)
  })

  it('uninstall takes everything but the definitions along, after its hook', async () => {
    assert.match(await ok('uninstall', 'corner', '--wait', '--timeout', '60s'), /release "corner" uninstalled/)
    assert.deepEqual([motto(), ready()], [undefined, undefined])
    assert.equal(cluster.api.get({group: 'batch', plural: 'jobs'}, 'corner-pre', 'default')?.status?.succeeded, 1)
    const definitions = {group: 'apiextensions.k8s.io', plural: 'customresourcedefinitions'}
    assert.ok(cluster.api.get(definitions, 'orders.shop.example.com'))
    assert.equal(JSON.parse(await ok('list', '-o', 'json')).length, 0)
  })
})
