import assert from 'node:assert/strict'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {createServer, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {CommandClass, RunOptions} from '@ome/testkit/run'
import Compare from '../src/commands/cost/compare.ts'
import Estimate from '../src/commands/cost/estimate.ts'
import Optimize from '../src/commands/cost/optimize.ts'
import Cost from '../src/commands/cost.ts'
import {type TestWorld, world} from './world.ts'

const commands: Readonly<Record<string, CommandClass>> = {
  cost: Cost,
  estimate: Estimate,
  compare: Compare,
  optimize: Optimize,
}

/*
 * List prices an hour. Azure/karpenter-provider-azure of 2026-06-18, eastus: Standard_NC24ads_A100_v4 3.673,
 * Standard_NV36ads_A10_v5 3.20. aws/karpenter-provider-aws of 2026-07-20, us-east-1: g6.xlarge 0.8048.
 */
describe('ome cost of KAITO', () => {
  let made: TestWorld
  before(async () => {
    made = await world({scenario: 'tour-kaito'})
  })
  after(() => made.stop())
  const run = (line: string, options: RunOptions = {}) => {
    const [verb = '', ...words] = line.split(' ')
    const command = commands[verb]
    assert.ok(command)
    return made.run(command, words, options)
  }
  const json = async (line: string, options: RunOptions = {}) => {
    const {out, err} = await run(`${line} -o json`, options)
    assert.notEqual(out, '', err)
    return JSON.parse(out)
  }

  describe('of what runs', () => {
    it('is nodes times rate, for the time asked for', async () => {
      const {code, out} = await run('cost workspace my-workspace --duration 8h')
      assert.equal(code, 0)
      // 1 × 3.673 × 8 = 29.384
      assert.match(out, /^8 h +1 +3\.673 +29\.38$/m)
      assert.match(
        out,
        /^Price: +Standard_NC24ads_A100_v4 list price in eastus, Azure\/karpenter-provider-azure, 2026-06-18$/m,
      )
    })

    it('is that of an hour, a day and a month', async () => {
      // 2 nodes: 7.346; × 24 = 176.304; × 730 = 5362.58.
      const {out} = await run('cost workspace/gen-answers')
      assert.match(out, /^hour +2 +7\.346 +7\.35$/m)
      assert.match(out, /^day +2 +7\.346 +176\.30$/m)
      assert.match(out, /^month +2 +7\.346 +5362\.58$/m)
    })

    it('of a set counts the nodes of all its replicas', async () => {
      const {nodes, usdPerHour} = await json('cost inferenceset chat -n kaito')
      assert.deepEqual([nodes, usdPerHour.toFixed(3)], [2, '7.346'])
    })

    it('of an engine without GPU nodes is none, and says why', async () => {
      assert.match((await run('cost ragengine my-rag')).out, /Machines: +no GPU nodes of its own/)
    })

    it('finds an object by its name alone, with a note', async () => {
      const {out, err} = await run('cost service gen-answers')
      assert.match(out, /^month +2 +7\.346 +5362\.58$/m)
      assert.match(err, /note: "gen-answers" is a workspace of KAITO/)
    })

    it('lists everything of a namespace', async () => {
      const {out} = await run('cost')
      assert.match(out, /^workspace\/gen-answers +2 +7\.346 +5362\.58 /m)
      const {objects, usdPerHour} = await json('cost')
      const parts = objects.map((each: {usdPerHour: number}) => each.usdPerHour)
      assert.equal(usdPerHour.toFixed(6), parts.reduce((sum: number, each: number) => sum + each, 0).toFixed(6))
    })

    it('of a name that nothing has is not found', async () => {
      const {code, err} = await run('cost workspace my-workspce')
      assert.equal(code, 4)
      assert.match(err, /did you mean my-workspace\?/)
      const alone = await run('cost my-workspce')
      assert.equal(alone.code, 4)
      assert.match(alone.err, /KAITO has no object "my-workspce" in namespace "default", and OME is not installed/)
      assert.match(alone.err, /did you mean my-workspace\?/)
    })

    it('takes another region’s price when it is asked to, and fails where there is none', async () => {
      const {code, err} = await run('cost workspace my-workspace --region atlantis')
      assert.equal(code, 1)
      assert.match(err, /the price of Standard_NC24ads_A100_v4 in atlantis is not known/)
      assert.match(err, /state it: --prices FILE/)
    })
  })

  describe('of a model', () => {
    it('is the nodes that the estimator of KAITO counts', async () => {
      // 3 nodes × 3.673 × 24 h = 264.456
      const line = 'estimate --model llama-3.3-70b-instruct --instance-type Standard_NC24ads_A100_v4 --duration 24h'
      assert.match((await run(line)).out, /^24 h +3 +11\.019 +264\.46$/m)
    })

    it('that is tuned takes the cheapest machine that holds it, and shows its parts', async () => {
      // 1 × 3.20 × 4 h = 12.80
      const {out} = await run('estimate --model phi-3-mini --method qlora --duration 4h --breakdown')
      assert.match(out, /^4 h +1 +3\.20 +12\.80$/m)
      assert.match(out, /^GPU-hours: +4\.0$/m)
      assert.match(out, /^weights: +1\.89 GiB/m)
      assert.match(out, /^not priced: +disks and images/m)
    })

    it('is told without any cluster', async () => {
      const {code, out} = await run('estimate --model phi-3-mini --offline', {
        kube: async () => assert.fail('was asked'),
      })
      assert.equal(code, 0)
      assert.match(out, /^month +1 +3\.20 +2336\.00$/m)
      const aws = await json('estimate --model phi-3-mini --cloud aws', {kube: async () => assert.fail('was asked')})
      assert.deepEqual([aws.instanceType, aws.usdPerHour], ['g6.xlarge', 0.8048])
    })

    it('takes the cloud of the nodes where the operator tells none', async () => {
      await using bare = await world({install: ['kaito']})
      const {out, err} = await bare.run(Estimate, ['--model', 'phi-3-mini'])
      assert.match(out, /^month +1 +3\.20 +2336\.00$/m)
      assert.match(err, /note: the operator's arguments cannot be read: azure/)
    })

    it('without KAITO is that of Azure, with a note', async () => {
      await using bare = await world()
      const {err} = await bare.run(Estimate, ['--model', 'phi-4'])
      assert.match(err, /note: KAITO is not installed in this cluster: azure is assumed/)
    })

    it('is priced where the nodes of the cluster are, and says so', async () => {
      const labels = {'topology.kubernetes.io/region': 'westeurope'}
      const node = {apiVersion: 'v1', kind: 'Node', metadata: {name: 'a', labels}, spec: {providerID: 'azure:///a'}}
      await using bare = await world({install: ['kaito'], objects: [node]})
      const {out} = await bare.run(Estimate, ['--model', 'phi-3-mini'])
      // Standard_NV36ads_A10_v5 in westeurope: 4.16 x 730 = 3036.80.
      assert.match(out, /^month +1 +4\.16 +3036\.80$/m)
      assert.match(out, /^Region: +westeurope, where the nodes of the cluster are$/m)
      const {out: both} = await bare.run(Compare, ['--model', 'phi-3-mini'])
      assert.match(both, /Region: westeurope, where the nodes of the cluster are; us-east-1, usual for aws: --region/)
      const typed = await bare.run(Estimate, ['--model', 'phi-3-mini', '--region', 'eastus', '-o', 'json'])
      assert.deepEqual([JSON.parse(typed.out).regionFrom, JSON.parse(typed.out).usdPerHour], ['flag', 3.2])
    })

    it('costs as much as its replicas', async () => {
      const {nodes, usdPerHour, gpus} = await json('estimate --model phi-3-mini --replicas 3')
      assert.deepEqual([nodes, gpus, usdPerHour.toFixed(2)], [3, 3, '9.60'])
    })

    it('on a retired type is that of the machine that takes its place', async () => {
      const {err, code} = await run('estimate --model phi-3-mini --instance-type Standard_NC6s_v3')
      assert.equal(code, 0)
      assert.match(err, /Standard_NC6s_v3 \(3\.06 USD\/h\) is not offered.*Standard_NV36ads_A10_v5 \(3\.20 USD\/h\)/)
    })

    it('is compared over clouds', async () => {
      // 3.20 × 8 = 25.60; 0.8048 × 8 = 6.4384.
      const {out} = await run('compare --model phi-3-mini --duration 8h --clouds azure,aws')
      assert.match(out, /^azure +Standard_NV36ads_A10_v5 +1 +1 +3\.20 +25\.60 +eastus +2026-06-18 /m)
      assert.match(out, /^aws +g6\.xlarge +1 +1 +0\.8048 +6\.44 +us-east-1 +2026-07-20 /m)
      assert.match(out, /Prices: list price in eastus, \S+, 2026-06-18; list price in us-east-1, \S+, 2026-07-20\./)
    })

    it('is compared over regions, those where it is not sold left out', async () => {
      const {items} = await json(
        'compare --model phi-3-mini --clouds azure,aws --regions eastus,WestEurope --regions us-east-1,mars',
      )
      assert.deepEqual(
        items.map(({region, usdPerHour}: {region: string; usdPerHour: number}) => [region, usdPerHour]),
        [
          // Standard_NV36ads_A10_v5: 3.20 in eastus, 4.16 in westeurope.
          ['eastus', 3.2],
          ['westeurope', 4.16],
          ['us-east-1', 0.8048],
        ],
      )
    })

    it('that runs is compared with where it runs', async () => {
      const {items} = await json('compare workspace my-workspace')
      assert.deepEqual(
        items.map(({usdPerHour, current}: {usdPerHour: number; current: boolean}) => [usdPerHour, current]),
        [
          [3.2, false],
          [3.673, true],
          [0.8048, false],
        ],
      )
      const all = await run('compare workspace my-workspace --clouds azure,aws --all-types')
      assert.match(all.out, /^azure +Standard_ND96isr_H200_v5 +1 +8 +<unknown> +<unknown> /m)
    })

    it('within too small a budget fails with what it would take', async () => {
      const {code, out} = await run('optimize --model llama-3.3-70b-instruct --budget 100 --duration 24h')
      assert.equal(code, 3)
      // 100 / 11.019 = 9.08 h
      assert.match(out, /not enough; the smallest total is 264\.46, .*; 100\.00 buys 9\.08 h of it/)
      assert.match(out, /Prices: list price in eastus, \S+, 2026-06-18\./)
    })

    it('within a budget names the cheapest', async () => {
      const {within, best} = await json('optimize --model llama-3.3-70b-instruct --budget 300 --duration 24h')
      assert.deepEqual([within, best.instanceType], [true, 'Standard_NC24ads_A100_v4'])
    })

    it('that runs could run for less', async () => {
      // (3.673 - 3.20) × 730 = 345.29
      const {out} = await run('optimize workspace my-workspace --alternatives')
      assert.match(out, /^Standard_NV36ads_A10_v5 +1 +3\.20 +2336\.00 +345\.29 +needs recreate$/m)
      assert.match(out, /^Standard_NC24ads_A100_v4 .* runs there$/m)
      assert.match(out, /Prices: list price in eastus, \S+, 2026-06-18\./)
      const {items} = await json('optimize workspace my-workspace')
      assert.equal(items.length, 1)
      assert.match((await run('optimize inferenceset chat -n kaito')).out, /690\.58 +needs recreate/)
    })
  })

  describe('with other prices', () => {
    let folder: string
    const servers: Server[] = []
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'ome-cost-'))
    })
    after(async () => {
      await rm(folder, {recursive: true})
      for (const server of servers) server.close()
    })

    it('takes the person’s own before those of the catalogue', async () => {
      await writeFile(
        join(folder, 'own.yaml'),
        'date: 2026-11-01\nprices: [{instanceType: Standard_NC24ads_A100_v4, usdPerHour: 2}]\n',
      )
      const {out} = await run('cost workspace my-workspace --prices own.yaml', {cwd: folder})
      assert.match(out, /^Price: +Standard_NC24ads_A100_v4, own\.yaml, 2026-11-01$/m)
      assert.match(out, /^month +1 +2\.00 +1460\.00$/m)
      const configured = await json('cost workspace my-workspace', {
        settings: {'prices.file': join(folder, 'own.yaml')},
      })
      assert.equal(configured.usdPerHour, 2)
    })

    it('asks the cloud when it is told to', async () => {
      const size = 'Standard_NC24ads_A100_v4'
      const item = {
        armSkuName: size,
        retailPrice: 4,
        currencyCode: 'USD',
        type: 'Consumption',
        unitOfMeasure: '1 Hour',
        productName: 'NCads',
        skuName: size,
        meterName: size,
      }
      const server = createServer((_, response) => response.end(JSON.stringify({Items: [item]})))
      servers.push(server)
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const env = {OME_AZURE_PRICES_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}`}
      const {out, err} = await run('cost workspace my-workspace --online', {env})
      assert.match(out, /list price in eastus, Azure Retail Prices API, 2026-11-21$/m, err)
      assert.match(out, /^month +1 +4\.00 +2920\.00$/m)
    })

    it('takes the price that is typed', async () => {
      // 2 machines with 1 GPU each: 2 × 1.50 × 730 = 2190.00.
      assert.match((await run('cost workspace gen-answers --price 1.5')).out, /^month +2 +3\.00 +2190\.00$/m)
    })

    it('has prices of spot machines where somebody states them', async () => {
      await writeFile(
        join(folder, 'spot.yaml'),
        'prices: [{instanceType: Standard_NV36ads_A10_v5, spotUsdPerHour: 1.1}]\n',
      )
      const {out} = await run('estimate --model phi-3-mini --offline --spot --prices spot.yaml', {cwd: folder})
      assert.match(out, /^hour +1 +1\.10 +1\.10$/m)
      assert.match(out, /^Price: +Standard_NV36ads_A10_v5 spot price, spot\.yaml$/m)
      const line = 'compare --model phi-3-mini --clouds azure --offline --spot --prices spot.yaml --duration 10h'
      const compared = await run(line, {cwd: folder})
      // 10 h × 1.10.
      assert.match(compared.out, /^azure +Standard_NV36ads_A10_v5 +1 +1 +1\.10 +11\.00 /m)
      assert.match(compared.out, /Spot prices: the cloud may take these machines back\./)
      assert.equal(JSON.parse((await run(`${line} -o json`, {cwd: folder})).out).items[0].spot, true)
      const both = await run('compare --model phi-3-mini --offline --spot --prices spot.yaml', {cwd: folder})
      assert.match(both.err, /^note: no type that holds \S+ has a known price in aws$/m)
      const some = await run('compare --model phi-4 --offline --regions eastus,mars')
      assert.match(some.err, /has a known price in mars$/m)
      assert.doesNotMatch(some.err, /eastus/)
      const none = await run('estimate --model phi-3-mini --offline --spot')
      assert.equal(none.code, 3)
      assert.match(none.err, /no instance type of azure with a known price/)
    })

    it('goes on without a cloud that does not answer', async () => {
      const env = {OME_AZURE_PRICES_ENDPOINT: 'http://127.0.0.1:9'}
      const {code, out, err} = await run('cost workspace my-workspace --online', {env})
      assert.equal(code, 0)
      assert.match(err, /note: Azure Retail Prices API: .*: other prices are used/)
      assert.match(out, /^month +1 +3\.673 /m)
    })
  })

  for (const [line, code, message] of [
    ['compare --model phi-3-mini --clouds mars', 2, /no instance types of the cloud "mars"/],
    ['compare --model phi-4 --clouds ,', 2, /--clouds names none/],
    ['compare --model phi-4 --regions ,', 2, /--regions names none/],
    [
      'estimate --model phi-4 --context-length 99999999',
      3,
      /holds phi-4 with 99999999 tokens of context\nhint: take a/,
    ],
    ['estimate --model phi-4 --spot', 3, /no instance type of azure with a known price in eastus holds phi-4/],
    ['compare --model phi-4 --regions mars', 3, /no type that holds phi-4 has a known price in mars$/m],
    ['compare --model phi-4 --spot --offline', 3, /no type that holds phi-4 has a known price in azure, aws$/m],
    ['compare', 2, /name a model, or an object that runs/],
    ['estimate --model phi-4 --duration 0h', 2, /"0h" is no time/],
    ['compare workspace my-workspace --model phi-4', 2, /name a model, or an object that runs/],
    ['compare something', 2, /name a model, or an object that runs/],
    ['optimize service prod-llama', 2, /could run on: ome optimize service NAME$/m],
    ['compare inferenceset nothing', 4, /inferenceset "nothing" not found/],
    ['optimize inferenceset nothing', 4, /inferenceset "nothing" not found/],
    ['optimize workspace nothing', 4, /workspace "nothing" not found/],
    ['compare workspace nothing', 4, /workspace "nothing" not found/],
    ['compare workspace my-workspace --offline', 2, /--offline asks no cluster/],
    ['optimize --model phi-4', 2, /state it: --budget USD/],
    ['optimize --model phi-4 --budget -1', 2, /is no amount of USD above 0/],
    ['optimize ragengine my-rag', 2, /a ragengine has none of its own/],
    ['estimate --model phj-4', 4, /the nearest: /],
    ['estimate --model llama-3.3-70b --method lora', 3, /KAITO cannot tune/],
    ['estimate --model some/model', 3, /the size of some\/model is not known here/],
    ['estimate --model phi-4 --method lora --instance-type Standard_NV36ads_A10_v5', 3, /A10_v5 does not hold phi-4/],
    ['estimate --model phi-4 --instance-type Standard_NC1', 2, /KAITO cannot size/],
    ['estimate --model phi-4 --online --offline', 2, /which --offline forbids/],
    ['cost workspace', 2, /which workspace\? its name is missing/],
  ] as const)
    it(`${line}: ${code}`, async () => {
      const result = await run(line)
      assert.equal(result.code, code, result.out + result.err)
      assert.match(result.err, message)
    })
})
