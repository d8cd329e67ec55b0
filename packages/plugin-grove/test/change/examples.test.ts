import assert from 'node:assert/strict'
import {join} from 'node:path'
import type {CommandClass} from '@ome/testkit/run'
import Apply from '../../src/commands/grove/apply.ts'
import PlanDelete from '../../src/commands/grove/plan/delete.ts'
import PlanDiff from '../../src/commands/grove/plan/diff.ts'
import PlanList from '../../src/commands/grove/plan/list.ts'
import PlanShow from '../../src/commands/grove/plan/show.ts'
import PlanStore from '../../src/commands/grove/plan/store.ts'
import Restart from '../../src/commands/grove/restart.ts'
import Abort from '../../src/commands/grove/rollout/abort.ts'
import Canary from '../../src/commands/grove/rollout/canary.ts'
import Diff from '../../src/commands/grove/rollout/diff.ts'
import History from '../../src/commands/grove/rollout/history.ts'
import Pause from '../../src/commands/grove/rollout/pause.ts'
import Promote from '../../src/commands/grove/rollout/promote.ts'
import Resume from '../../src/commands/grove/rollout/resume.ts'
import Start from '../../src/commands/grove/rollout/start.ts'
import Status from '../../src/commands/grove/rollout/status.ts'
import Undo from '../../src/commands/grove/rollout/undo.ts'
import Scale from '../../src/commands/grove/scale.ts'
import Update from '../../src/commands/grove/update.ts'
import {type RolloutTestWorld, rolloutWorld} from './rollout-world.ts'

type Example = CommandClass & {readonly examples: readonly unknown[]}

/** What an example is shown with: most are only tried, so that one set serves all of them. */
const tried: Readonly<Record<string, Example>> = {
  apply: Apply,
  restart: Restart,
  scale: Scale,
  update: Update,
  'rollout canary': Canary,
  'rollout start': Start,
  'rollout undo': Undo,
  'plan store': PlanStore,
}
const carriedOut: Readonly<Record<string, Example>> = {
  'rollout status': Status,
  'rollout history': History,
  'rollout diff': Diff,
  'plan list': PlanList,
  'plan show': PlanShow,
  'plan diff': PlanDiff,
  'plan delete': PlanDelete,
  'rollout pause': Pause,
  'rollout resume': Resume,
}
const files = join(import.meta.dirname, '../../../sandbox/scenarios/tour-grove/files')

describe('examples in the help of what changes sets', () => {
  let made: RolloutTestWorld
  before(async () => {
    made = await rolloutWorld()
  })
  after(() => made.stop())

  const words = (verb: string, example: unknown): string => {
    const line = String(example).replace('<%= config.bin %> ', '')
    assert.ok(line.startsWith(`grove ${verb} `), line)
    return line.slice(`grove ${verb} `.length)
  }

  for (const [verb, command] of Object.entries({...tried, ...carriedOut}))
    for (const example of command.examples)
      it(`${verb}: ${example}`, async () => {
        const line = `${words(verb, example).replace(' --dry-run', '')}${verb in tried ? ' --dry-run' : ''}`
        const {code, err} = await made.line(command, line, {cwd: files})
        assert.equal(code, 0, err)
      })

  for (const [verb, command] of Object.entries({'rollout promote': Promote, 'rollout abort': Abort}))
    it(`${verb}, after a canary`, async () => {
      await made.line(Canary, `my-inference --image vllm:${verb === 'rollout abort' ? 'v1.4.0' : 'v1.3.0'}`)
      const {code, err} = await made.line(command as Example, words(verb, (command as Example).examples[0]))
      assert.equal(code, 0, err)
    })
})
