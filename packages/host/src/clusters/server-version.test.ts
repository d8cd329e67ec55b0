import assert from 'node:assert/strict'
import type {Context} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import {serverVersion} from './server-version.ts'

const never = new Promise<never>(() => {})

describe('the version of the cluster', () => {
  const context = (kube: () => Promise<unknown>): Pick<Context, 'kube'> => ({kube: kube as Context['kube']})

  it('is not waited for when the server is silent, or the login hangs', async () => {
    for (const kube of [() => never, async () => ({version: () => never})]) {
      const {server, failure} = await serverVersion(context(kube), 5)
      assert.equal(server, undefined)
      assert.equal(failure?.message, 'the server did not answer within 0.005 s')
    }
  })

  it('is what the server says; being unreachable is no failure of the command, everything else is', async () => {
    const answered = context(async () => ({version: async () => ({gitVersion: 'v1.36.0'})}))
    assert.deepEqual(await serverVersion(answered), {server: 'v1.36.0'})
    const refused = new OmeError('unreachable', 'refused')
    assert.equal((await serverVersion(context(() => Promise.reject(refused)))).failure, refused)
    await assert.rejects(serverVersion(context(() => Promise.reject(new OmeError('denied', 'no')))), {kind: 'denied'})
  })
})
