import assert from 'node:assert/strict'
import Debug from '../src/commands/debug.ts'
import Status from '../src/commands/rollout/status.ts'
import Update from '../src/commands/update.ts'
import {world} from './world.ts'

describe('an update that is stuck half-way', () => {
  it('is told with its cause first, and with commands that help', async () => {
    await using cluster = await world({scenario: 'slow-rollout'})
    const page = await cluster.run(Status, ['chat'])
    assert.match(page.out, /^Cause: .*Insufficient nvidia.com\/gpu/)
    assert.match(
      page.out,
      /\nUpdate: +2\/2 replicas of the engine are new, 1 old one left; it does not come through \(ProgressDeadlineExceeded\)\n/,
    )
    assert.match(page.out, /\nNext\nome debug service chat -n default\n$/)
    const {update} = JSON.parse((await cluster.run(Status, ['chat', '-o', 'json'])).out)
    assert.deepEqual(update, [{component: 'engine', updated: 2, replicas: 2, outdated: 1, stuck: true}])
    const {findings} = JSON.parse((await cluster.run(Debug, ['chat', '-o', 'json'])).out)
    const rollout = findings.find(({rule}: {rule: string}) => rule === 'rollout')
    assert.match(rollout.says, /2\/2 replicas of the engine are new, 1 old one left/)
    assert.equal(rollout.fix.command, 'ome rollout status service chat -n default')
  })

  it('goes back only where something is written down to go back to', async () => {
    await using cluster = await world({scenario: 'slow-rollout'})
    assert.equal((await cluster.run(Update, ['chat', '--set', 'env.A=b', '--yes'])).code, 0)
    const {out} = await cluster.run(Status, ['chat', '-o', 'json'])
    assert.deepEqual(JSON.parse(out).next, [
      'ome debug service chat -n default',
      'ome rollout undo service chat -n default',
    ])
  })
})
