import assert from 'node:assert/strict'
import type {KubeClient} from '@ome/sdk/kube'
import Apply from '../src/commands/apply.ts'
import {configMap, type Workspace, workspace} from './workspace.ts'

const model = (name: string) => ({
  apiVersion: 'ome.io/v1beta1',
  kind: 'ClusterBaseModel',
  metadata: {name},
  spec: {storage: {storageUri: 'hf://org/m', path: '/raid/models/m', nodeSelector: {none: 'has-this'}}},
})

describe('--wait', () => {
  let here: Workspace
  before(async () => {
    here = await workspace({install: ['ome']})
  })
  after(() => here.stop())

  /** A client on which a watched model becomes ready, or goes. */
  const telling = async (type: 'MODIFIED' | 'DELETED'): Promise<KubeClient> => {
    const kube = await here.cluster.kube()
    async function* watch() {
      yield {type, object: {...model('soon'), status: {state: 'Ready'}}}
    }
    return Object.assign(Object.create(kube), {watch})
  }

  it('ends when what was applied says that it is ready', async () => {
    here.write({'m.yaml': model('soon'), 'c.yaml': configMap('c', {})})
    const kube = await telling('MODIFIED')
    const {out, err, code} = await here.run(Apply, '-f m.yaml -f c.yaml --wait', {kube})
    assert.equal(code, 0, err)
    assert.match(out, /clusterbasemodel\/soon created\n/)
    assert.match(err, /^clusterbasemodel\/soon ready\n$/)
  })

  it('ends with 3 when the time is over, and with 4 when it is deleted meanwhile', async () => {
    here.write({'m.yaml': model('never')})
    const late = await here.run(Apply, '-f m.yaml --wait --timeout 100ms')
    assert.deepEqual(
      [late.code, late.err.split('\n')[0]],
      [3, 'error: timed out after 100ms waiting for it to be ready'],
    )
    here.write({'m.yaml': model('gone')})
    const kube = await telling('DELETED')
    const {code, err} = await here.run(Apply, '-f m.yaml --wait', {kube})
    assert.equal(code, 4, err)
  })

  it('says nothing when Ctrl-C ends it', async () => {
    here.write({'m.yaml': model('interrupted')})
    const stop = new AbortController()
    const kube = await here.cluster.kube({}, stop.signal)
    const watch: KubeClient['watch'] = (...ask) => {
      setImmediate(() => stop.abort())
      return kube.watch(...ask)
    }
    const client = Object.assign(Object.create(kube), {watch})
    const {err, code} = await here.run(Apply, '-f m.yaml --wait', {kube: client, signal: stop.signal})
    assert.doesNotMatch(err, /ready/)
    assert.equal(code, 130)
  })

  it('waits for what is there already and is as it should be', async () => {
    here.write({'m.yaml': model('soon')})
    const late = await here.run(Apply, '-f m.yaml --wait --timeout 50ms')
    assert.deepEqual([late.code, late.out], [3, 'clusterbasemodel/soon unchanged\n'])
    const {err, code} = await here.run(Apply, '-f m.yaml --wait', {kube: await telling('MODIFIED')})
    assert.deepEqual([code, err], [0, 'clusterbasemodel/soon ready\n'])
  })

  it('waits for nothing after a dry run or where nothing says that it is ready', async () => {
    here.write({'c.yaml': configMap('c', {}), 'm.yaml': model('never')})
    assert.equal((await here.run(Apply, '-f c.yaml --wait')).code, 0)
    assert.equal((await here.run(Apply, '-f m.yaml --wait --dry-run')).code, 0)
  })
})
