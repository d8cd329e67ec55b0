import assert from 'node:assert/strict'
import {once} from 'node:events'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {lookUpNames, type NameWorld} from './names.ts'

describe('names for completion, beside a cluster that does not answer', () => {
  let home: string
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'ome-names-'))
  })
  afterEach(() => rmSync(home, {recursive: true, force: true}))

  const world = (env: NameWorld['env'] = {}): NameWorld => ({
    launch: {
      dist: home,
      version: '0.1.0',
      program: 'ome',
      shared: () => assert.fail('no plugin is loaded'),
      load: () => assert.fail('no plugin is loaded'),
      ran: () => {},
      unusual: () => {},
    },
    folders: {config: home, data: home, cache: join(home, 'cache')},
    env: {HOME: home, ...env},
    index: {
      key: '',
      version: '0.1.0',
      watched: {},
      plugins: [],
      commands: {},
      aliases: {},
      losers: [],
      topics: [],
      offers: [],
      moved: {},
      valueFlags: [],
      config: {},
      rootHelp: '',
      notices: [],
    },
    before: ['get'],
    patienceMs: 420,
  })
  const kinds = async (env?: NameWorld['env']): Promise<string[]> =>
    (await lookUpNames({from: 'resources'}, world(env))).map(({value}) => value)

  it('are the common kinds where a resource is wanted', async () => {
    const silent = createServer(() => {})
    await once(silent.listen(0, '127.0.0.1'), 'listening')
    try {
      const server = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`
      const file = join(home, 'kubeconfig')
      writeFileSync(
        file,
        JSON.stringify({
          apiVersion: 'v1',
          kind: 'Config',
          'current-context': 'c',
          contexts: [{name: 'c', context: {cluster: 'c', user: 'u'}}],
          clusters: [{name: 'c', cluster: {server}}],
          users: [{name: 'u', user: {}}],
        }),
      )
      const found = await kinds({KUBECONFIG: file})
      for (const kind of ['pods', 'nodes', 'deployments', 'services', 'jobs', 'configmaps'])
        assert.ok(found.includes(kind), kind)
      assert.deepEqual(await lookUpNames({resource: 'pods'}, world({KUBECONFIG: file})), [])
    } finally {
      silent.closeAllConnections()
      silent.close()
    }
  })

  it('are none where no cluster is named', async () => {
    assert.deepEqual(await kinds(), [])
    assert.deepEqual(await lookUpNames({from: 'namespaces'}, world()), [])
  })
})
