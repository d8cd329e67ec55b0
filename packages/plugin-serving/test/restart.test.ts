import assert from 'node:assert/strict'
import Restart from '../src/commands/restart.ts'
import {type TestWorld, world} from './world.ts'

const pods = {group: '', plural: 'pods'}

describe('ome restart', () => {
  let cluster: TestWorld
  before(async () => {
    cluster = await world()
    await cluster.serve('chat', 2)
    await cluster.serve('other', 1)
  })
  after(() => cluster.stop())

  const names = (service: string) =>
    cluster.api
      .list(pods, {namespace: 'default', labels: {'ome.io/inferenceservice': service}})
      .map(({metadata}) => metadata.name)
      .sort()

  it('replaces every pod, and waits for the new ones', async () => {
    const old = names('chat')
    const {out, err, code} = await cluster.pass(Restart, ['service', 'chat', '--wait'])
    assert.deepEqual([out, code], ['inferenceservice/chat restarted\nservice/chat Ready\n', 0], err)
    assert.equal(names('chat').length, 2)
    assert.deepEqual(
      names('chat').filter((name) => old.includes(name)),
      [],
    )
  })

  it('shows first with --dry-run, and asks for a selection', async () => {
    const before = [...names('chat'), ...names('other')]
    const tried = await cluster.run(Restart, ['service/other', '--dry-run'])
    assert.match(tried.out, /^inferenceservice\/other restarted .*\(server dry run\)\n {2}1 pod is replaced\n/)
    const asked = await cluster.run(Restart, ['services', '--all'])
    assert.equal(asked.code, 2)
    assert.match(asked.err, /this needs a yes: Restart these 2 services\?/)
    assert.deepEqual([...names('chat'), ...names('other')], before)
    assert.equal((await cluster.run(Restart, ['services', '--all', '--yes'])).code, 0)
    assert.equal((await cluster.run(Restart, ['services', '-l', 'none=such'])).err, 'nothing to restart\n')
  })

  for (const [words, code] of [
    ['', 2],
    ['chat --all', 2],
    ['pods/x', 2],
    ['nothing', 4],
  ] as const)
    it(`restart ${words}: ${code}`, async () =>
      assert.equal((await cluster.run(Restart, words.split(' ').filter(Boolean))).code, code))
})
