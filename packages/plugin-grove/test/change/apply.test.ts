import assert from 'node:assert/strict'
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import Apply from '../../src/commands/grove/apply.ts'
import PlanDelete from '../../src/commands/grove/plan/delete.ts'
import PlanDiff from '../../src/commands/grove/plan/diff.ts'
import PlanList from '../../src/commands/grove/plan/list.ts'
import PlanShow from '../../src/commands/grove/plan/show.ts'
import PlanStore from '../../src/commands/grove/plan/store.ts'
import {type RolloutTestWorld, rolloutWorld, times} from './rollout-world.ts'

const cwd = join(import.meta.dirname, '../../../sandbox/scenarios/tour-grove/files')

describe('grove apply and grove plan', () => {
  let made: RolloutTestWorld
  const line: RolloutTestWorld['line'] = (command, words) => made.line(command, words, {cwd})
  beforeEach(async () => {
    made = await rolloutWorld()
  })
  afterEach(() => made.stop())

  it('applies a file, and keeps the history', async () => {
    assert.equal((await line(Apply, '-f updated-pcs.yaml --wait')).code, 0)
    assert.deepEqual([made.tags('prefill'), made.tags('decode')], [times(4, 'v1.3.0'), times(8, 'v1.3.0')])
    const map = made.api.get({group: '', plural: 'configmaps'}, 'my-inference-ome-rev-6', 'prod')
    assert.equal(JSON.parse(map?.['data']['meta.json']).pending, false)
  })

  it('shows the difference, and then applies', async () => {
    const {code, out} = await line(Apply, '-f updated-pcs.yaml --diff')
    assert.equal(code, 0)
    assert.match(out, /\n\+ +image: nvcr\.io\/nvidia\/vllm:v1\.3\.0[\s\S]*podcliqueset\/my-inference configured/)
  })

  it('checks the file against a plan', async () => {
    const warned = await line(Apply, '-f updated-pcs.yaml --compare-plan=my-inference --dry-run')
    assert.equal(warned.code, 0)
    assert.match(warned.err, /FIELD +PLAN +FILE +VERDICT\n[\s\S]*decode image +\S+v1\.1\.2 +\S+v1\.3\.0 +differs\n/)
    assert.match(warned.err, /decode workers +8 +8 +ok\n/)
    const required = await line(Apply, '-f updated-pcs.yaml --compare-plan=my-inference --require-plan')
    assert.equal(required.code, 3)
    assert.match(required.err, /differs from the plan my-inference: prefill image, decode image/)
    assert.equal((await line(Apply, '-f updated-pcs.yaml --compare-plan=none')).code, 4)
  })

  it('lists what may not change any more', async () => {
    const text = await readFile(join(cwd, 'my-inference-pcs.yaml'), 'utf8')
    const stdin = text.replace('minAvailable: 2', 'minAvailable: 3')
    const {code, err} = await made.line(Apply, '-f -', {stdin})
    assert.equal(code, 1)
    assert.match(err, /may not change any more differs: spec\.template\.cliques\[0\]\.spec\.minAvailable\n/)
  })

  it('refuses what it does not apply', async () => {
    assert.equal((await made.line(Apply, '-f -', {stdin: '# nothing\n'})).code, 2)
    assert.equal((await line(Apply, '-f nothing.yaml')).code, 4)
    assert.equal((await line(Apply, '-f updated-pcs.yaml -n other')).code, 2)
    const other = await made.line(Apply, '-f -', {stdin: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n'})
    assert.equal(other.code, 2)
    assert.match(other.err, /apply it with: ome apply -f/)
  })

  it('plans are kept, shown, compared and removed', async () => {
    assert.match((await line(PlanShow, 'my-inference')).out, /Workers: +prefill 4, decode 8/)
    assert.match((await line(PlanDiff, 'my-inference')).out, /decode image +\S+v1\.1\.2 +\S+v1\.2\.0/)
    assert.equal((await line(PlanDiff, 'my-inference -f plan-dir --exit-code')).code, 3)
    assert.equal((await line(PlanStore, 'my-inference -f plan.json')).code, 2)
    assert.equal((await line(PlanStore, 'other -f plan-dir')).code, 0)
    assert.match((await line(PlanShow, 'other')).out, /Images: +prefill nvcr\.io\/nvidia\/vllm:v1\.1\.2/)
    assert.match((await line(PlanList, '-n prod')).out, /my-inference[\s\S]*\nother /)
    assert.equal((await line(PlanDelete, 'other')).code, 2)
    assert.equal((await line(PlanDelete, 'other --yes')).code, 0)
    assert.equal((await line(PlanShow, 'other')).code, 4)
    assert.equal((await line(PlanStore, 'x -f plan-dir/disagg/config.yaml')).code, 2)
    assert.equal((await line(PlanStore, 'x')).code, 2)
  })
})
