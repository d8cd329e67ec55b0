import assert from 'node:assert/strict'
import Cost from '../src/commands/cost.ts'
import {type TestWorld, world} from './world.ts'

describe('ome cost of services', () => {
  let made: TestWorld
  before(async () => {
    made = await world({scenario: 'tour-ome'})
  })
  after(() => made.stop())
  const cost = (line: string, options = {}) => made.run(Cost, line.split(' ').filter(Boolean), options)
  const json = async (line: string, options = {}) => JSON.parse((await cost(`${line} -o json`, options)).out)

  it('bills GPU-hours by the price of the class, and says how much of the time is known', async () => {
    const {code, out, err} = await cost('service prod-llama')
    assert.equal(code, 0, err)
    // 3 replicas × 4 GPUs = 12 GPUs at 6.88 (AcceleratorClass nvidia-h100): 82.56 an hour, × 730 = 60268.80.
    assert.match(out, /^month +730 h +82\.56 +60268\.80 +what runs now$/m)
    assert.match(out, /^gpu +\d+\.\d GPU-h +6\.88 +\d+\.\d\d +accelerator class nvidia-h100$/m)
    assert.match(out, /^cpu .* included +paid with the GPUs of the machine$/m)
    // Made with its pods: there was nothing before them.
    assert.match(out, /Known: +7d of 30d, from the start of its pods; it was made 7d ago$/m)
    assert.match(out, /per 1M output tokens, at \d+\.\d tokens\/s since the engines began \(3 engines\)/)
    assert.match(out, /^nvidia-a100 +4 +\d+\.\d\d +\d+\.\d\d +accelerator class nvidia-a100$/m)
  })

  it('gives the whole bill as data, whose parts add up', async () => {
    const {totalUsd, items, monthUsd, partial, coveredHours, coverageSource} = await json('prod-llama')
    const parts = items.map(({usd}: {usd: number | null}) => usd ?? 0)
    assert.equal(
      totalUsd,
      parts.reduce((sum: number, usd: number) => sum + usd, 0),
    )
    assert.deepEqual([monthUsd.toFixed(2), partial, coverageSource], ['60268.80', false, 'the start of its pods'])
    assert.ok(coveredHours > 160 && coveredHours < 170)
  })

  it('looks as far back as it is told', async () => {
    const {totalUsd, coverageGap} = await json('prod-llama --since 24h')
    // 12 GPUs × 24 h × 6.88 = 1981.44.
    assert.deepEqual([totalUsd.toFixed(2), coverageGap], ['1981.44', null])
  })

  it('takes the price that is typed', async () => {
    const {totalUsd, items} = await json('prod-llama --since 24h --price 2')
    // 12 GPUs × 24 h × 2.00 = 576.00.
    assert.deepEqual([totalUsd.toFixed(2), items[0].source], ['576.00', 'p5.48xlarge, --price'])
  })

  it('projects the calendar month', async () => {
    const {projected, usdPerHour} = await json('prod-llama --projected')
    // From 2026-11-21T12:00Z to the end of November are 9.5 days = 228 h.
    assert.equal((projected.monthEndUsd - projected.monthToDateUsd).toFixed(2), (228 * usdPerHour).toFixed(2))
    assert.match((await cost('prod-llama --projected')).out, /this month in all: +\d+\.\d\d at the present rate/)
  })

  it('lists all services of a namespace, with their sum', async () => {
    const {out} = await cost('')
    assert.match(out, /^prod-llama +12 +\d+\.\d +\d+\.\d\d +82\.56 +60268\.80 +7\.0 of 30 days$/m)
    const {items, totalUsd} = await json('')
    assert.equal(
      totalUsd,
      items.reduce((sum: number, each: {totalUsd: number}) => sum + each.totalUsd, 0),
    )
  })

  it('projects the calendar month of all of them', async () => {
    const {out} = await cost('--projected')
    assert.match(out, /^NAME +SO FAR +IN ALL +NOT KNOWN$/m)
    const {items} = await json('--projected')
    const ends = items.map(({projected}: {projected: {monthEndUsd: number}}) => projected.monthEndUsd)
    const total = ends.reduce((sum: number, usd: number) => sum + usd, 0)
    assert.match(out, new RegExp(`^total +\\d+\\.\\d\\d +${total.toFixed(2)} +-$`, 'm'))
  })

  it('lists none in a namespace without any', async () => {
    const {code, out} = await cost('-n kube-system')
    assert.equal(code, 0)
    assert.match(out, /^nothing there runs models$/m)
  })

  for (const [line, code, message] of [
    ['nothing-here', 4, /service "nothing-here" not found in namespace "default"/],
    ['prod-lama', 4, /did you mean prod-llama\?/],
    ['service a b', 2, /unexpected argument: b/],
    ['budget', 2, /"cost budget" is the beginning of a command/],
    ['service budget', 4, /service "budget" not found/],
    ['model x', 2, /is about services and objects of KAITO, not "model"/],
    ['prod-llama --duration 8h', 2, /--duration is about objects of KAITO[\s\S]*--since 8h/],
    ['prod-llama --region eastus', 2, /--region is about objects of KAITO/],
    ['--duration 8h', 2, /--duration is about one object of KAITO/],
    [
      'workspace x --since 7d',
      2,
      /--since is about services of OME, and not a workspace[\s\S]*cost history workspace x/,
    ],
    ['workspace x --projected', 2, /--projected is about services of OME/],
    ['prod-llama --price free', 2, /--price: "free" is no amount of USD above 0/],
    ['prod-llama --since soon', 2, /invalid duration "soon"/],
    ['prod-llama --since 0s', 2, /"0s" is no time/],
    ['prod-llama --prices /nowhere.yaml', 2, /the price file \/nowhere.yaml cannot be read/],
  ] as const)
    it(`${line}: ${code}`, async () => {
      const result = await cost(line)
      assert.equal(result.code, code, result.out)
      assert.match(result.err, message)
    })
})

describe('ome cost for a person with few rights', () => {
  it('does without the nodes, says so, and takes nothing for free', async () => {
    await using made = await world({scenario: 'forbidden'})
    const {code, out, err} = await made.run(Cost, ['-n', 'team-a'])
    assert.equal(code, 0)
    assert.match(err, /note: you may not list nodes: their prices are not known/)
    assert.match(out, /^chat +1 +\d+\.\d +<unknown> +<unknown> +<unknown> /m)
    const {totalUsd, partial} = JSON.parse((await made.run(Cost, ['-n', 'team-a', '-o', 'json'])).out)
    assert.deepEqual([totalUsd, partial], [null, true])
    assert.equal((await made.run(Cost, ['-n', 'team-c'])).code, 5)
  })
})
