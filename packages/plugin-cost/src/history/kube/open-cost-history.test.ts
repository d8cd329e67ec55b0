import assert from 'node:assert/strict'
import {OmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import {openCostHistory} from './open-cost-history.ts'

const allocation = (pod: string, namespace: string, more: Record<string, unknown>) => ({
  properties: {pod, namespace},
  window: {start: '2026-11-20T00:00:00Z', end: '2026-11-21T00:00:00Z'},
  ...more,
})

function answering(status: number, body: unknown, asked: string[] = []): Pick<KubeClient, 'request'> {
  return {
    async request(_, path) {
      asked.push(path)
      const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
      return {
        status,
        headers: {},
        body: (async function* () {
          yield bytes
        })(),
      }
    },
  }
}

const span = {fromMs: Date.UTC(2026, 10, 20), toMs: Date.UTC(2026, 10, 21)}

describe('the history of OpenCost', () => {
  it('is what pods of the namespace with GPUs were allocated', async () => {
    const asked: string[] = []
    const set = {
      'n/chat-0': allocation('chat-0', 'n', {gpuHours: 24, totalCost: 88.2}),
      'n/free-0': allocation('free-0', 'n', {gpuHours: 24, totalCost: 0}),
      'n/cpu': allocation('cpu', 'n', {gpuHours: 0, totalCost: 3}),
      'm/chat-0': allocation('chat-0', 'm', {gpuHours: 24, totalCost: 1}),
      __idle__: {gpuHours: 4, totalCost: 9},
    }
    const found = await openCostHistory(answering(200, {code: 200, data: [set]}, asked), 'n', span)
    const atMs = Date.UTC(2026, 10, 21)
    assert.deepEqual(found, [
      {pod: 'chat-0', atMs, gpuHours: 24, usd: 88.2},
      {pod: 'free-0', atMs, gpuHours: 24},
    ])
    assert.match(decodeURIComponent(asked[0] ?? ''), /window=2026-11-20T00:00:00Z,2026-11-21T00:00:00Z&step=1d/)
  })

  for (const [what, status, body] of [
    ['is not there', 404, 'not found'],
    ['says something else', 200, '<html>'],
    ['says nothing', 200, {}],
  ] as const)
    it(`is none where one ${what}`, async () =>
      assert.equal(await openCostHistory(answering(status, body), 'n', span), undefined))

  it('ends with the command', async () => {
    const cancelled = async () => {
      throw new OmeError('cancelled', 'stopped')
    }
    await assert.rejects(openCostHistory({request: cancelled}, 'n', span), {kind: 'cancelled'})
  })
})
