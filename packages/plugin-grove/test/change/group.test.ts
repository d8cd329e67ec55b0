import assert from 'node:assert/strict'
import Restart from '../../src/commands/grove/restart.ts'
import Abort from '../../src/commands/grove/rollout/abort.ts'
import Update from '../../src/commands/grove/update.ts'
import {type RolloutTestWorld, rolloutWorld} from './rollout-world.ts'

const pods = {group: '', plural: 'pods'}
const group = 'grove.io/podcliquescalinggroup'

/** A worker of two nodes is one unit, also where another one finds no place. */
describe('drivers of scaling groups', () => {
  let made: RolloutTestWorld
  beforeEach(async () => {
    made = await rolloutWorld()
  })
  afterEach(() => made.stop())

  const members = () => made.api.list(pods, {namespace: 'prod', labels: {[group]: 'chat-0-decode'}})
  const tagsOf = (replica: number): readonly string[] =>
    members()
      .filter(({metadata}) => metadata.labels?.[`${group}-replica-index`] === String(replica))
      .map((pod) => pod['spec'].containers[0].image.split(':')[1])

  it('replace all pods of a replica together, and go back as far as there is room', async () => {
    const [before] = tagsOf(0)
    const words = 'chat --image=vllm:v1.9.9 --role=decode --unit-timeout=2m --batch-size=1'
    const {code, err} = await made.line(Update, words)
    assert.equal(code, 3, err)
    assert.match(err, /replacing decode\/0\/1[\s\S]*decode\/0\/1 is not ready after 120 s: /)
    for (const replica of [0, 1]) assert.equal(new Set(tagsOf(replica)).size, 1, `replica ${replica}`)

    const aborted = await made.line(Abort, 'chat')
    assert.equal(aborted.code, 0, aborted.err)
    for (const replica of [0, 1]) assert.deepEqual(new Set(tagsOf(replica)), new Set([before]))
  })

  it('restart whole replicas', async () => {
    const names = (): string[] =>
      members()
        .filter(({metadata}) => metadata.labels?.[`${group}-replica-index`] === '0')
        .map(({metadata}) => metadata.name)
    const before = names()
    await made.line(Restart, 'chat --role=decode --batch-size=2 --unit-timeout=2m')
    assert.equal(names().length, before.length)
    assert.ok(names().every((name) => !before.includes(name)) || names().every((name) => before.includes(name)))
  })
})
