import assert from 'node:assert/strict'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {Context} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import {managedClusterPolicy} from './managed-policy.ts'

describe('the policy of a cluster, for commands that change the tool', () => {
  let cache = ''
  let said: string[] = []
  let now = new Date('2026-11-21T12:00:00Z')
  beforeEach(() => {
    cache = mkdtempSync(join(tmpdir(), 'ome-managed-'))
    said = []
  })
  afterEach(() => rmSync(cache, {recursive: true, force: true}))

  const ask = (get: () => KubeObject | undefined, caller = 'ab') => {
    const kube = {...(caller === '' ? {} : {caller}), get: async () => get()}
    const io = {err: (text: string) => void said.push(text)}
    return managedClusterPolicy({kube: async () => kube, io, folders: {cache}, now: () => now} as unknown as Context)
  }
  const object = (text: string): KubeObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {name: 'ome-cli-policy'},
    data: {'policy.yaml': text},
  })
  const silent = (): never => {
    throw new OmeError('unreachable', 'no route')
  }

  it('is none where nothing names a cluster', async () => {
    assert.equal(await ask(silent, ''), undefined)
  })

  it('is the last one known while the cluster is silent, however old', async () => {
    assert.equal((await ask(() => object('link: false')))?.link, false)
    now = new Date('2026-11-22T12:00:00Z')
    assert.equal((await ask(silent))?.link, false)
    assert.deepEqual(said, [])
  })

  it('does not count, with a line, while a cluster is silent that nobody has asked before', async () => {
    assert.equal(await ask(silent), undefined)
    assert.deepEqual(said, ['warning: the policy of the cluster cannot be read and does not count: no route\n'])
  })

  it('is refused when it is broken', async () => {
    await assert.rejects(
      ask(() => object('lnik: false')),
      {kind: 'denied'},
    )
    await assert.rejects(ask(silent), {kind: 'denied'})
  })
})
