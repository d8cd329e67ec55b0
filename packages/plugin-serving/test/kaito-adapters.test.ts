import assert from 'node:assert/strict'
import {inferenceSets, workspaces} from '@ome/kinds/kaito'
import Add from '../src/commands/adapters/add.ts'
import List from '../src/commands/adapters/list.ts'
import Remove from '../src/commands/adapters/remove.ts'
import Deploy from '../src/commands/deploy.ts'
import {type KaitoWorld, kaitoWorld} from './kaito-world.ts'

describe('adapters', () => {
  let world: KaitoWorld
  before(async () => {
    world = await kaitoWorld()
  })
  after(() => world.stop())

  const adapters = (name: string, namespace = 'default'): {source: {name: string}; strength?: string}[] =>
    world.api.get(workspaces, name, namespace)?.['inference'].adapters ?? []

  /** Somebody makes it wait for one more replica. */
  const scaleChat = (replicas: number): void => {
    const set = world.api.get(inferenceSets, 'chat', 'kaito')
    assert.ok(set)
    world.api.update(inferenceSets, {...set, spec: {...set['spec'], replicas}})
  }

  it('are listed with what the engine serves', async () => {
    const {code, out, err} = await world.said(List, 'workspace my-workspace')
    assert.equal(code, 0, err)
    assert.match(out, /^NAME +SOURCE +STRENGTH +SERVED\nold-adapter +old-adapter:v1 +1 +yes\n$/)
    const json = JSON.parse((await world.said(List, 'my-workspace -o json')).out)
    assert.deepEqual(json.items, [{name: 'old-adapter', source: 'old-adapter:v1', strength: '1', served: 'yes'}])
    assert.match((await world.said(List, 'wk/gen-answers')).err, /it has no adapters/)
    assert.equal((await world.said(List, 'workspace nothing')).code, 4)
    assert.match((await world.said(List, 'rag my-rag')).err, /hint: it works on workspace, inferenceset\n/)
  })

  it('are added to an engine that was started with some', async () => {
    const {code, out, err} = await world.said(Add, 'workspace my-workspace new-adapter:v1 --wait')
    assert.equal(code, 0, err)
    assert.match(out, /^workspace\/my-workspace configured \(adapters old-adapter → old-adapter,new-adapter\)$/m)
    assert.match(err, /^FIELD +FROM +TO +EFFECT +WHY$/m)
    assert.match(err, /^inference\.adapters +old-adapter +old-adapter,new-adapter +takes effect +its pods restart/m)
    assert.deepEqual(
      adapters('my-workspace').map(({source}) => source.name),
      ['old-adapter', 'new-adapter'],
    )
    const listed = await world.said(List, 'workspace my-workspace')
    assert.match(listed.out, /^new-adapter +new-adapter:v1 +1 +yes$/m)
  })

  it('the first one takes what runs with it, after a yes', async () => {
    const refused = await world.said(Add, 'workspace gen-answers pvc://my-rag-index')
    assert.equal(refused.code, 2)
    assert.match(refused.err, /it is the first adapter: .* lacks --enable-lora/)
    assert.match(refused.err, /--recreate/)
    const unasked = await world.said(Add, 'workspace gen-answers pvc://my-rag-index --recreate')
    assert.equal(unasked.code, 2)
    assert.deepEqual(adapters('gen-answers'), [])
    const done = await world.said(Add, 'workspace gen-answers pvc://my-rag-index --recreate --yes --adapter-name legal')
    assert.equal(done.code, 0, done.err)
    assert.match(done.out, /^statefulset\/gen-answers deleted$/m)
    assert.equal(adapters('gen-answers')[0]?.source.name, 'legal')
  })

  it('of a claim that is not there are refused: the pods would wait for it', async () => {
    const before = adapters('my-workspace')
    const {code, err} = await world.said(Add, 'workspace my-workspace pvc://nowhere')
    assert.deepEqual([code, adapters('my-workspace')], [4, before])
    assert.match(err, /^error: persistentvolumeclaim "nowhere" not found in namespace "default"$/m)
    const deployed = await world.said(Deploy, 'phi-4 --name fresh --adapter pvc://nowhere -n default')
    assert.deepEqual([deployed.code, world.api.get(workspaces, 'fresh', 'default')], [4, undefined])
    const there = await world.said(Deploy, 'phi-4 --name fresh --adapter pvc://my-rag-index -n default --dry-run')
    assert.equal(there.code, 0, there.err)
  })

  it('are removed by name or image', async () => {
    const {code, out, err} = await world.said(Remove, 'workspace/my-workspace old-adapter:v1')
    assert.equal(code, 0, err)
    assert.match(out, /configured/)
    assert.deepEqual(
      adapters('my-workspace').map(({source}) => source.name),
      ['new-adapter'],
    )
    const absent = await world.said(Remove, 'workspace my-workspace old-adaptr')
    assert.equal(absent.code, 4)
    assert.equal((await world.said(Remove, 'workspace my-workspace new-adapter --wait')).code, 0)
    assert.deepEqual(adapters('my-workspace'), [])
  })

  it('of a set reach new replicas only', async () => {
    scaleChat(3)
    const {code, err} = await world.said(Add, 'inferenceset chat team/style:v2 -n kaito --wait')
    assert.equal(code, 0, err)
    assert.match(err, /new replicas only/)
    assert.match(err, /ome update inferenceset chat -n kaito --roll/)
    scaleChat(4)
    const removed = await world.said(Remove, 'chat style -n kaito --wait')
    assert.equal(removed.code, 0, removed.err)
    assert.equal((await world.said(Add, 'chat team/style:v2 -n kaito')).code, 0)
  })

  for (const [words, message] of [
    ['workspace my-workspace a --adapter-strength 0.5', /vLLM takes no --adapter-strength/],
    ['workspace my-workspace a --adapter-strength 5', /not between 0 and 1/],
    ['workspace my-tuning a', /serves no model/],
    ['workspace my-workspace', /its name is missing/],
    ['rag/my-rag a', /does not work on a ragengine/],
    ['is/chat team/style:v2 -n kaito', /has an adapter "style" already/],
  ] as const)
    it(`refuses ${words}`, async () => {
      const {code, err} = await world.said(Add, words)
      assert.equal(code, 2, err)
      assert.match(err, message)
    })
})
