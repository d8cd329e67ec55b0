import assert from 'node:assert/strict'
import type {CommandClass} from '@ome/testkit/run'
import Check from '../src/commands/cost/budget/check.ts'
import Delete from '../src/commands/cost/budget/delete.ts'
import Export from '../src/commands/cost/budget/export.ts'
import SetBudget from '../src/commands/cost/budget/set.ts'
import Show from '../src/commands/cost/budget/show.ts'
import {type TestWorld, world} from './world.ts'

const commands: Readonly<Record<string, CommandClass>> = {
  set: SetBudget,
  show: Show,
  check: Check,
  delete: Delete,
  export: Export,
}

/** A cluster with KAITO alone. November 21st, 12:00Z: 492 of 720 hours are over; Standard_NC24ads_A100_v4 is 3.673 USD an hour. */
describe('ome cost budget of KAITO', () => {
  let made: TestWorld
  before(async () => {
    made = await world({scenario: 'tour-kaito'})
  })
  after(() => made.stop())
  afterEach(() => {
    if (made.api.get(configMaps, 'ome-budgets', 'default')) made.api.delete(configMaps, 'ome-budgets', 'default')
  })
  const configMaps = {group: '', plural: 'configmaps'}
  const budget = (line: string) => {
    const [verb = '', ...words] = line.split(' ')
    const command = commands[verb]
    assert.ok(command)
    return made.run(command, words)
  }
  const rows = async () => JSON.parse((await budget('show -o json')).out).items

  it('of a Workspace is told from what was recorded of its pods', async () => {
    const {code, out, err} = await budget('set workspace my-workspace --limit 2700')
    assert.deepEqual([code, out], [0, 'configmap/ome-budgets created\n'], err)
    const kept = made.api.get(configMaps, 'ome-budgets', 'default')
    assert.deepEqual(kept?.['data'], {'workspace.my-workspace': '{"limitUsd":2700,"alertAt":0.8}'})
    const [row] = await rows()
    assert.deepEqual([row.object, row.service, row.state], ['workspace/my-workspace', null, 'alert'])
    assert.ok(Math.abs(row.spentUsd - 492 * 3.673) < 8, `${row.spentUsd}`)
    assert.ok(Math.abs(row.forecastUsd - 720 * 3.673) < 8, `${row.forecastUsd}`)
  })

  it('of what nobody recorded is told from its age, and says so', async () => {
    await budget('set wks/gen-answers --limit 100')
    await budget('set rag my-rag --limit 100')
    const [engine, workspace] = await rows()
    assert.deepEqual([engine.object, engine.spentUsd, engine.state, engine.note], ['ragengine/my-rag', 0, 'ok', null])
    // 20 days on 2 nodes.
    assert.ok(Math.abs(workspace.spentUsd - 20 * 24 * 7.346) < 15, `${workspace.spentUsd}`)
    assert.equal(workspace.note, 'as if it had had its 2 nodes of now since it was made')
    const {code, out} = await budget('check')
    assert.equal(code, 3)
    assert.match(out, /^workspace\/gen-answers .* over$/m)
    assert.equal((await budget('check ragengine my-rag')).code, 0)
  })

  it('becomes a rule of Prometheus, where it has GPUs', async () => {
    await budget('set workspace my-workspace --limit 1000')
    await budget('set ragengine my-rag --limit 100')
    const {code, out, err} = await budget('export prometheus-rule')
    assert.equal(code, 0)
    assert.match(out, /\* 3\.673 \* 730 > 800/)
    assert.match(out, /workspace: my-workspace/)
    assert.match(err, /ragengine "my-rag" is left out/)
  })

  it('is deleted after a yes', async () => {
    await budget('set workspace my-workspace --limit 1000')
    const asked = await budget('delete workspace my-workspace')
    assert.deepEqual([asked.code, /Delete the budget of workspace "my-workspace"/.test(asked.err)], [2, true])
    assert.equal((await budget('delete workspace my-workspace --yes')).code, 0)
    assert.deepEqual(await rows(), [])
  })

  for (const [line, code, message] of [
    ['set workspace my-workspce --limit 10', 4, /did you mean my-workspace\?/],
    ['set is chat --limit 10 -n kaito --dry-run', 0, /^$/],
    ['set gen-answers --limit 10', 4, /hint: say so: ome cost budget set workspace gen-answers --limit 10 -n default/],
    ['set nothing --limit 10', 4, /OME is not installed|no group ome\.io|not found/],
    ['set isets chatt --limit 10 -n kaito', 4, /did you mean chat\?/],
    ['set rag my-rags --limit 10', 4, /did you mean my-rag\?/],
    ['set workspace --limit 10', 2, /which workspace\? its name is missing/],
    ['set --limit 10', 2, /object/],
    ['show workspace my-workspace', 4, /set one: ome cost budget set workspace my-workspace --limit USD -n default/],
  ] as const)
    it(`${line}: ${code}`, async () => {
      const result = await budget(line)
      assert.equal(result.code, code, result.err)
      assert.match(result.err, message)
    })
})
