import assert from 'node:assert/strict'
import {cluster, type TestCluster} from '@ome/testkit/cluster'
import {run} from '@ome/testkit/run'
import Delete from '../src/commands/delete.ts'

describe('delete of what KAITO runs', () => {
  let world: TestCluster
  before(async () => {
    world = await cluster({scenario: 'tour-kaito'})
  })
  after(() => world.stop())

  const planned = async (words: string) => {
    const {kube, now} = world
    const argv = [...words.split(' '), '--dry-run=client']
    const {code, out, err} = await run(Delete, argv, {kube, now, plugin: 'cluster'})
    assert.equal(code, 0, err)
    return out
  }

  it('tells the machine, the money, the adapters and who asks a Workspace', async () => {
    const out = await planned('workspace my-workspace')
    assert.match(
      out,
      /^workspace\/my-workspace: a machine goes with it: nodeclaim\/ws\w+ \(Standard_NC24ads_A100_v4\)$/m,
    )
    assert.match(out, /^workspace\/my-workspace: 3\.673 USD\/h end with it \(.*eastus.*; GPU nodes alone\)$/m)
    assert.match(out, /^workspace\/my-workspace: adapter no longer served: old-adapter \(old-adapter:v1\)$/m)
    assert.match(out, /^workspace\/my-workspace: ragengine\/my-rag asks it, and will have no answers$/m)
    assert.match(out, /^workspace\/my-workspace deleted \(dry run\)$/m)
  })

  it('tells that a training is lost, and that an index stays', async () => {
    const out = await planned('workspaces.kaito.sh/my-tuning')
    assert.match(out, /^workspace\/my-tuning: its training ends, and what it learned so far is lost$/m)
    assert.match(
      await planned('ragengine my-rag'),
      /^ragengine\/my-rag: its index stays on volume claim my-rag-index$/m,
    )
  })

  it('counts the machines of all replicas of a set, and says that it makes one anew', async () => {
    const set = await planned('inferenceset chat -n kaito')
    assert.match(set, /^inferenceset\/chat: 2 machines go with it: nodeclaim\/\w+ \(.*\), nodeclaim\/\w+ \(.*\)$/m)
    assert.match(set, /^inferenceset\/chat: 7\.346 USD\/h end with it/m)
    const replica = /workspace\/(chat-\w+)/.exec(await planned('workspaces --all -n kaito'))?.[1] ?? ''
    assert.match(
      await planned(`workspace ${replica} -n kaito`),
      /: it is a replica of inferenceset chat, which makes another one; to have fewer: ome scale inferenceset chat -n kaito/,
    )
  })
})
