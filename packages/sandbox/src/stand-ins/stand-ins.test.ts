import assert from 'node:assert/strict'
import {execFileSync} from 'node:child_process'
import {existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {type Cluster, startCluster} from '../cluster.ts'

const service = {
  apiVersion: 'ome.io/v1beta1',
  kind: 'InferenceService',
  metadata: {
    name: 'ghost',
    namespace: 'default',
    annotations: {'ome.io/deploymentMode': 'VirtualDeployment', owner: 'me'},
  },
  spec: {router: {minReplicas: 1, maxReplicas: 2}},
}

/** @feature Sandbox: HTTP services outside the cluster | works */
describe('the stand-ins of the tour', () => {
  let cluster: Cluster

  before(async () => {
    cluster = await startCluster({
      scenario: {
        name: 'stand-ins',
        summary: '',
        install: ['ome'],
        contexts: {sandbox: {namespace: 'default'}},
        clusters: {},
        standIns: ['console', 'git'],
        steps: [],
        faults: [],
      },
      objects: [service],
      clock: 'manual',
    })
  })
  after(() => cluster.stop())

  const get = async (path: string): Promise<{status: number; text: string}> => {
    const response = await fetch(`${cluster.env['OME_CONSOLE_ENDPOINT']}${path}`)
    return {status: response.status, text: await response.text()}
  }

  it('the console exports a service as a person would have written it', async () => {
    const {status, text} = await get('/export/service/ghost')

    assert.equal(status, 200)
    assert.deepEqual(JSON.parse(text), {
      ...service,
      metadata: {name: 'ghost', namespace: 'default', annotations: {owner: 'me'}},
    })
  })

  it('the console has a page for each service and none for others', async () => {
    assert.equal(cluster.env['OME_CONSOLE_URL']?.endsWith('/services/{name}?namespace={namespace}'), true)
    assert.match((await get('/services/ghost?namespace=default')).text, /default\/ghost/)
    for (const path of ['/services/nobody', '/', '/export/secret/x', '/export/service']) {
      assert.equal((await get(path)).status, 404, path)
    }
  })

  it('git clones, commits and pushes to the address of the documents', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ome-git-test-'))
    const git = (...words: string[]): string =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...words], {
        cwd: folder,
        env: {...process.env, ...cluster.env, GIT_CONFIG_NOSYSTEM: '1', HOME: folder},
        encoding: 'utf8',
        stdio: 'pipe',
      })
    try {
      git('clone', '-q', 'git@github.com:org/ome-config.git', '.')
      writeFileSync(join(folder, 'a.txt'), 'a')
      git('add', 'a.txt')
      git('commit', '-qm', 'a')
      git('push', '-q', 'origin', 'HEAD:main')

      assert.match(git('ls-remote', 'git@github.com:org/ome-config.git'), /refs\/heads\/main/)
    } finally {
      rmSync(folder, {recursive: true})
    }
  })

  it('nothing is left on disk when the sandbox ends', async () => {
    const other = await startCluster({
      scenario: {...cluster.scenario, install: [], standIns: ['git']},
      clock: 'manual',
    })
    const folder = other.endpoints['git']?.replace('file://', '') ?? ''
    assert.equal(existsSync(folder), true)

    await other.stop()

    assert.equal(existsSync(folder), false)
  })
})
