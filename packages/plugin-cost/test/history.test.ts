import assert from 'node:assert/strict'
import {appendFile, mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {RunOptions} from '@ome/testkit/run'
import History from '../src/commands/cost/history.ts'
import CostRecord from '../src/commands/cost/record.ts'
import {type TestWorld, world} from './world.ts'

const hour = 3_600_000

describe('ome cost history', () => {
  let made: TestWorld
  before(async () => {
    made = await world({scenario: 'tour-kaito'})
  })
  after(() => made.stop())
  const history = (line: string, options: RunOptions = {}) =>
    made.run(History, line.split(' ').filter(Boolean), options)

  // Standard_NC24ads_A100_v4 in eastus: 3.673 USD an hour (Azure/karpenter-provider-azure, 2026-06-18).
  it('is told by the day from a Prometheus', async () => {
    const {code, out, err} = await history('workspace my-workspace --days 30')
    assert.equal(code, 0, err)
    // 24 × 3.673 = 88.152 a day; × 30 = 2644.56.
    assert.match(out, /^2026-11-20 +24\.0 +88\.15 +█{30}$/m)
    assert.match(out, /^total +720\.0 +2644\.56 +30 days$/m)
    assert.match(
      out,
      /hours from Prometheus monitoring\/prometheus-operated; prices of today: Standard_NC24ads_A100_v4/,
    )
  })

  it('of a namespace has a trend', async () => {
    const {out} = await history('-n kaito --trends')
    // One node for 30 days and a second for 7: 37 × 88.152 = 3261.62. 2 × 7 × 88.152 = 1234.13 against 617.06.
    assert.match(out, /^total +888\.0 +3261\.62 +30 days$/m)
    assert.match(out, /the last 7 days: 1234\.13, the 7 days before: 617\.06 \(\+100 %\)/)
  })

  it('of a set counts replicas that are gone', async () => {
    const {out} = await history('inferenceset chat -n kaito --days 14 -o json')
    const {totalUsd, items, partial} = JSON.parse(out)
    // (7 + 14) × 88.152 = 1851.19
    assert.deepEqual([totalUsd.toFixed(2), items.length, partial], ['1851.19', 14, false])
    assert.equal(
      totalUsd,
      items.reduce((sum: number, {usd}: {usd: number}) => sum + usd, 0),
    )
  })

  it('is drawn without blocks where the terminal has none', async () => {
    assert.match((await history('workspace my-workspace --days 1', {unicode: false})).out, / #{30}$/m)
  })

  it('that nobody told says how to get one', async () => {
    const {code, err} = await history('ragengine my-rag')
    assert.equal(code, 1)
    assert.match(err, /nothing is known of the past of ragengine\/my-rag/)
    assert.match(err, /hint: name a Prometheus that scrapes kube-state-metrics: ome config set prometheus\.url URL/)
    assert.match(err, /hint: keep a log of your own from now on, every hour: ome cost record/)
  })

  it('takes two weeks for a trend', async () => {
    assert.match((await history('workspace my-workspace --days 3 --trends')).err, /note: a trend takes 14 days/)
  })

  it('is written down, too', async () => {
    const {out} = await made.run(CostRecord, [])
    assert.match(out, /^workspace\/gen-answers +2 +7\.346$/m)
  })

  for (const [line, code, message] of [
    ['workspace nothing', 4, /workspace "nothing" not found/],
    ['inferenceset nothing', 4, /inferenceset "nothing" not found/],
    ['ragengine nothing', 4, /ragengine "nothing" not found/],
    ['workspace my-workspace --days 0', 2, /days/],
    ['workspace my-workspace --days 1000', 2, /days/],
    ['nothing', 4, /not found|not installed/],
  ] as const)
    it(`${line}: ${code}`, async () => {
      const result = await history(line)
      assert.equal(result.code, code, result.out)
      assert.match(result.err, message)
    })
})

describe('ome cost record', () => {
  let made: TestWorld
  let data: string
  before(async () => {
    made = await world({scenario: 'tour-ome'})
    data = await mkdtemp(join(tmpdir(), 'ome-ledger-'))
  })
  after(async () => {
    await made.stop()
    await rm(data, {recursive: true})
  })

  it('makes a history where no Prometheus does', async () => {
    const began = made.now().getTime()
    const at = (hours: number) => new Date(began + hours * hour)
    const spoilt = {atMs: began, cluster: 'c', namespace: 'default', object: 'service/prod-llama', usdPerHour: 1}
    const none = await made.run(History, ['service', 'prod-llama', '--days', '1'], {data})
    assert.equal(none.code, 1)
    for (const hours of [0, 1, 2]) {
      const {code, out, err} = await made.run(CostRecord, [], {data, now: at(hours)})
      assert.equal(code, 0, err)
      assert.match(out, /^service\/prod-llama +1\.5 +82\.56$/m)
      assert.match(err, /note: written to .*ledger\.jsonl/)
    }
    await appendFile(join(data, 'cost', 'ledger.jsonl'), '{"atMs": 1, "half a li')
    const more = await Promise.all([
      made.run(CostRecord, [], {data, now: at(3)}),
      made.run(CostRecord, [], {data, now: at(3)}),
    ])
    assert.deepEqual(
      more.map(({code}) => code),
      [0, 0],
    )
    const lines = [
      '{"atMs":1}',
      '[]',
      'null',
      JSON.stringify({...spoilt, nodes: -5}),
      JSON.stringify({...spoilt, nodes: 'many'}),
    ]
    await appendFile(join(data, 'cost', 'ledger.jsonl'), `${lines.join('\n')}\n`)
    const {out, err} = await made.run(History, ['service', 'prod-llama', '--days', '1'], {data, now: at(3)})
    // 12 GPUs × 6.88 (AcceleratorClass nvidia-h100) = 82.56 an hour, for 3 hours: 247.68.
    // 12 GPUs of machines with 8 are 1.5 machines.
    assert.match(out, /^total +4\.5 +247\.68 +1 day$/m)
    assert.match(out, /hours from .*ledger\.jsonl; prices then: as recorded/)
    assert.match(err, /note: 6 lines of .*ledger\.jsonl cannot be read/)
  })

  it('of one object writes that one', async () => {
    const {out} = await made.run(CostRecord, ['service', 'mistral-dev', '-o', 'json'], {data})
    assert.deepEqual(
      JSON.parse(out).items.map(({object}: {object: string}) => object),
      ['service/mistral-dev'],
    )
  })

  it('of a name that nothing has is not found', async () => {
    assert.equal((await made.run(CostRecord, ['workspace', 'nothing'], {data})).code, 4)
  })
})
