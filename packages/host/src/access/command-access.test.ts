import assert from 'node:assert/strict'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {OmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import {noPolicyFiles} from '../policy/policy-places.ts'
import {commandAccess} from './command-access.ts'

describe('the access of a command to several clusters', () => {
  let cache: string
  beforeEach(() => {
    cache = mkdtempSync(join(tmpdir(), 'ome-access-'))
  })
  afterEach(() => rmSync(cache, {recursive: true, force: true}))

  const accessOf = () =>
    commandAccess({
      subject: {plugin: 'note', command: 'note:set', risk: 'write'},
      manifest: () => undefined,
      files: noPolicyFiles,
      cache,
      env: {},
      manages: false,
    })
  const client = (contextName: string, request: () => Promise<unknown>): KubeClient =>
    ({contextName, caller: contextName, get: request, request}) as unknown as KubeClient
  const around = {now: () => new Date(0), namespace: async () => 'default'}

  it('is told of each by itself: one that is down keeps none from being written to', async () => {
    const access = accessOf()
    await access.admit(
      client('up', async () => undefined),
      around,
    )
    await access.admit(
      client('down', () => Promise.reject(new OmeError('unreachable', 'the connection was refused'))),
      around,
    )

    await access.mayWrite('up')
    await assert.rejects(access.mayWrite('down'), {kind: 'unreachable'})
    await assert.rejects(access.mayWrite(), {kind: 'unreachable'})
  })
})
