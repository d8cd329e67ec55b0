import assert from 'node:assert/strict'
import {at} from '@ome/capacity/fields'
import type {CommandClass} from '@ome/testkit/run'
import Autoscale from '../src/commands/autoscale.ts'
import Restart from '../src/commands/restart.ts'
import Abort from '../src/commands/rollout/abort.ts'
import History from '../src/commands/rollout/history.ts'
import Pause from '../src/commands/rollout/pause.ts'
import Promote from '../src/commands/rollout/promote.ts'
import Resume from '../src/commands/rollout/resume.ts'
import Shift from '../src/commands/rollout/set.ts'
import Status from '../src/commands/rollout/status.ts'
import Undo from '../src/commands/rollout/undo.ts'
import Scale from '../src/commands/scale.ts'
import Update from '../src/commands/update.ts'
import {world} from './world.ts'

const rollouts: Readonly<Record<string, CommandClass & {readonly examples: readonly unknown[]}>> = {
  'rollout abort': Abort,
  'rollout history': History,
  'rollout pause': Pause,
  'rollout promote': Promote,
  'rollout resume': Resume,
  'rollout set': Shift,
  'rollout status': Status,
  'rollout undo': Undo,
}

const linesOf = (command: {readonly examples: readonly unknown[]}) =>
  command.examples.map((example) => String(example).replace('<%= config.bin %> ', ''))

describe('examples in the help of rollout', () => {
  for (const [id, command] of Object.entries(rollouts))
    it(id, async () => {
      await using cluster = await world({scenario: 'new-ome'})
      if (command === Undo) {
        await cluster.run(Abort, ['chat'])
        await cluster.until(
          () => at(cluster.service('chat'), 'status', 'components', 'engine', 'rolloutPhase') === 'RolledBack',
        )
        await cluster.run(Scale, ['chat', '--replicas', '5'])
      }
      for (const line of linesOf(command)) {
        assert.ok(line.startsWith(`${id} `), line)
        const {code, err} = await cluster.run(command, line.slice(id.length + 1).split(' '))
        assert.equal(code, 0, `${line}: ${err}`)
      }
    })
})

describe('rollout of a service that is not there', () => {
  it('is not found, by every command', async () => {
    await using cluster = await world({scenario: 'tour-ome'})
    for (const [id, command] of Object.entries({...rollouts, autoscale: Autoscale})) {
      const line = id === 'rollout set' ? ['25', 'nothing'] : ['nothing']
      const more = id === 'autoscale' ? ['--metric', 'cpu', '--target', '80'] : []
      const {code, err} = await cluster.run(command, [...line, ...more])
      assert.equal(code, 4, `${id}: ${err}`)
    }
    const scaled = await cluster.pass(Autoscale, [
      'mistral-dev',
      '--metric',
      'cpu',
      '--target',
      '80',
      '--max',
      '2',
      '--wait',
    ])
    assert.match(scaled.out, /service\/mistral-dev Ready\n$/, scaled.err)
    assert.equal((await cluster.run(Update, ['mistral-dev', '--set', 'env.A=1'])).code, 0)
    const undone = await cluster.pass(Undo, ['mistral-dev', '--wait'])
    assert.match(undone.out, /service\/mistral-dev Ready\n$/, undone.err)

    // The cluster's time stands still behind the update: nothing can become ready before it is looked at.
    assert.equal((await cluster.pass(Update, ['mistral-dev', '--set', 'env.B=1', '--wait'])).code, 0)
    const waited = await cluster.run(Undo, ['mistral-dev', '--wait', '--timeout', '1s'])
    assert.equal(waited.code, 3, waited.err)
  })
})

describe('examples in the help', () => {
  it('autoscale', async () => {
    await using cluster = await world({install: ['keda']})
    await cluster.serve('chat')
    for (const line of linesOf(Autoscale)) {
      const {code, err} = await cluster.run(Autoscale, line.split(' ').slice(1))
      assert.equal(code, 0, `${line}: ${err}`)
    }
  })

  it('restart', async () => {
    await using cluster = await world()
    await cluster.serve('chat')
    const {code, err} = await cluster.pass(Restart, linesOf(Restart)[0]?.split(' ').slice(1) ?? [])
    assert.equal(code, 0, err)
  })
})
