import assert from 'node:assert/strict'
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {OmeError} from '@ome/sdk/errors'
import type {Connection} from '@ome/sdk/kubeconfig'
import {type Around, explainUnreachable} from './explain-unreachable.ts'

const hints = {absent: 'start a box: ome box up', running: 'a box is running', stopped: 'the box is not running'}
const connect = 'connect a cluster: ome cluster connect --kubeconfig FILE'
const refused = new OmeError('unreachable', 'refused', ['check the address'])

describe('why no cluster answers', () => {
  let folder: string
  let around: Around
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ome-explain-'))
    for (const name of ['box', 'plugin']) mkdirSync(join(folder, name))
    const localCluster = {kubeconfig: 'box/kubeconfig', record: 'box/record.json', hints}
    writeFileSync(join(folder, 'plugin/package.json'), JSON.stringify({ome: {localCluster}}))
    const plugins = [{root: join(folder, 'plugin')}, {root: join(folder, 'nowhere')}]
    around = {env: {}, cwd: folder, home: folder, data: folder, plugins}
  })
  afterEach(() => rmSync(folder, {recursive: true}))

  const runs = (pid = process.pid): void =>
    writeFileSync(join(folder, 'box/record.json'), JSON.stringify({pid, url: 'https://box'}))
  const none: Connection = {
    source: 'default',
    namespace: 'default',
    cluster: {server: 'http://localhost:8080'},
    user: {},
  }
  const to = (server: string, file?: string): Connection => ({...none, source: 'kubeconfig', cluster: {server, file}})
  const explained = (connection: Connection, env: Around['env'] = {}) => {
    const {kind, message, hints: next} = explainUnreachable(refused, connection, {...around, env})
    assert.equal(kind, 'unreachable')
    return [message, ...next]
  }

  it('nothing is configured: connect one or start one', () => {
    assert.deepEqual(explained(none), ['no cluster is configured', hints.absent, connect])
    assert.deepEqual(explained(none, {KUBERNETES_MASTER: 'http://m'}), ['refused', 'check the address'])
  })

  it('KUBECONFIG names a file that does not exist', () => {
    const [message, ...next] = explained(none, {KUBECONFIG: '/missing'})
    assert.equal(message, 'no cluster is configured: KUBECONFIG names /missing, which does not exist')
    assert.deepEqual(next, [hints.absent, connect])
  })

  it('a local cluster runs and the environment does not lead to it', () => {
    runs()
    assert.deepEqual(explained(none), ['no cluster is configured', hints.running, connect])
    assert.deepEqual(explained(to('https://far')), ['refused', 'check the address', hints.running])
  })

  it('the local cluster that is meant was stopped, has crashed, or is slow', () => {
    const file = join(folder, 'box/kubeconfig')
    assert.equal(explained(none, {KUBECONFIG: file})[1], hints.stopped)
    runs(2 ** 22 + 1)
    assert.deepEqual(explained(to('https://box:1', file)), ['refused', hints.stopped])
    assert.deepEqual(explained(to('https://box')), ['refused', hints.stopped])
    runs()
    assert.deepEqual(explained(to('https://box', file)), ['refused', 'check the address'])
    const cause = Object.assign(new Error('connect'), {code: 'ECONNREFUSED'})
    const nobody = new OmeError('unreachable', 'refused', [], {cause})
    assert.deepEqual(explainUnreachable(nobody, to('https://box', file), around).hints, [hints.stopped])
  })

  it('another cluster, a damaged record: the error stays as it is', () => {
    writeFileSync(join(folder, 'box/record.json'), '{')
    assert.deepEqual(explained(to('https://far')), ['refused', 'check the address'])
  })
})
