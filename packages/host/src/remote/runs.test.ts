import assert from 'node:assert/strict'
import type {KubeClient} from '@ome/sdk/kube'
import {findRun} from './runs.ts'

describe('a run that is not there', () => {
  it('is looked for where it was typed', async () => {
    const kube = {get: async () => undefined, list: async () => []} as unknown as KubeClient
    const context = {signal: new AbortController().signal, connectionWords: () => "--context 'my prod' --as bob"}
    await assert.rejects(findRun(kube, 'x', 'a', context), {
      hints: ["list what is there: ome command runs list -n a --context 'my prod' --as bob"],
    })
  })
})
