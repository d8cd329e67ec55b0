import assert from 'node:assert/strict'
import {cluster} from '@ome/testkit/cluster'
import {golden} from '@ome/testkit/golden'
import {run} from '@ome/testkit/run'
import {scenario} from '@ome/testkit/scenario'
import GroveShowCommand from '../src/commands/grove/show.ts'

describe('ome grove show', () => {
  it('counts the pods of the namespace', async () => {
    const objects = await scenario(import.meta.dirname, 'grove-show')
    await using world = await cluster({objects})

    const {code, out, err} = await run(GroveShowCommand, [], {kube: world.kube})

    assert.deepEqual({code, err}, {code: 0, err: ''})
    golden(import.meta.dirname, 'grove-show', out)
  })

  it('says so when there are none', async () => {
    await using world = await cluster()

    const {code, out, err} = await run(GroveShowCommand, [], {kube: world.kube})

    assert.deepEqual({code, out, err}, {code: 0, out: '', err: 'no pods\n'})
  })
})
