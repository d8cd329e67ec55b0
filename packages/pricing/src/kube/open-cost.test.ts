import assert from 'node:assert/strict'
import {OmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import {openCostPrices} from './open-cost.ts'

const page = `
node_total_hourly_cost{instance="gpu-1",node="gpu-1",instance_type="p5.48xlarge",region="us-east-1"} 50
node_gpu_hourly_cost{instance="gpu-1",node="gpu-1"} 6
node_total_hourly_cost{instance="guessed",node="guessed"} 9.1
node_gpu_hourly_cost{instance="guessed",node="guessed"} 0.95
node_total_hourly_cost{instance="free",node="free"} 0.4
node_gpu_hourly_cost{instance="free",node="free"} 0
node_total_hourly_cost{instance="broken",node="broken"} NaN
node_gpu_hourly_cost{instance="broken",node="broken"} 6
node_total_hourly_cost{instance="endless",node="endless"} +Inf
node_gpu_hourly_cost{instance="endless",node="endless"} 6
`

function answering(answers: Readonly<Record<string, string>>, asked: string[] = []): Pick<KubeClient, 'request'> {
  return {
    async request(_, path) {
      asked.push(path)
      const found = Object.entries(answers).find(([service]) => path.includes(`/services/${service}:`))
      const body = Buffer.from(found?.[1] ?? '')
      return {
        status: found ? 200 : 404,
        headers: {},
        body: (async function* () {
          yield body
        })(),
      }
    },
  }
}

describe('prices of OpenCost', () => {
  it('are those of the nodes', async () => {
    const prices = await openCostPrices(answering({opencost: page}))
    assert.deepEqual(prices?.quote({name: 'gpu-1', gpus: 8, instanceType: 'p5.48xlarge'}), {
      usdPerHour: 50,
      gpus: 8,
      kind: 'opencost',
      source: 'OpenCost',
      instanceType: 'p5.48xlarge',
    })
  })

  for (const [node, why] of [
    ['guessed', 'the default of OpenCost is no price of anybody'],
    ['free', 'zero is a price that was not found'],
    ['broken', 'it is no number'],
    ['endless', 'it has no end'],
    ['other', 'it is not told'],
  ] as const)
    it(`has none for a node where ${why}`, async () => {
      const prices = await openCostPrices(answering({opencost: page}))
      assert.equal(prices?.quote({name: node, gpus: 8}), undefined)
    })

  it('may be those of Kubecost', async () => {
    const prices = await openCostPrices(answering({'kubecost-cost-analyzer': page}))
    assert.equal(prices?.quote({name: 'gpu-1', gpus: 8})?.source, 'Kubecost')
  })

  it('are none where neither is, or where they may not be asked', async () => {
    const asked: string[] = []
    assert.equal(await openCostPrices(answering({}, asked)), undefined)
    assert.equal(asked.length, 2)
    const denied = async () => {
      throw new OmeError('denied', 'no')
    }
    assert.equal(await openCostPrices({request: denied}), undefined)
  })

  it('end with the command', async () => {
    const cancelled = async () => {
      throw new OmeError('cancelled', 'stopped')
    }
    await assert.rejects(openCostPrices({request: cancelled}), {kind: 'cancelled'})
  })
})
