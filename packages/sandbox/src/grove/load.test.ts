import assert from 'node:assert/strict'
import {classesOf, outputTokens, promptTokens, requestsPerSecond, roleOf} from './load.ts'

const quantile = (image: string, of: 'firstToken' | 'betweenTokens', share: number): number => {
  let reached = 0
  for (const one of [...classesOf(image)].sort((a, b) => a[of] - b[of])) {
    reached += one.share
    if (reached >= share - 1e-9) return one[of]
  }
  return Number.POSITIVE_INFINITY
}

const pod = (labels: Record<string, string>) => ({apiVersion: 'v1', kind: 'Pod', metadata: {name: 'p', labels}})

/** @feature Grove: steady load by role | works */
describe('the load of Grove engines', () => {
  it('shares of requests add up', () => {
    for (const tag of ['v1.3.0', 'v1.3.1-slow']) {
      const sum = classesOf(`vllm:${tag}`).reduce((total, {share}) => total + share, 0)
      assert.ok(Math.abs(sum - 1) < 1e-9, tag)
    }
  })

  it('a good version passes 500 ms and 20 ms, the slow one does not', () => {
    assert.ok(quantile('vllm:v1.3.0', 'firstToken', 0.99) < 0.5)
    assert.ok(quantile('vllm:v1.3.0', 'betweenTokens', 0.99) < 0.02)
    assert.equal(quantile('vllm:v1.3.1-slow', 'firstToken', 0.99), 0.9)
  })

  it('a set reads 1,240 and writes 8,920 tokens per second', () => {
    assert.deepEqual([requestsPerSecond * promptTokens, requestsPerSecond * outputTokens], [1240, 8920])
  })

  it('the role is what the clique is labelled with, else what its name says', () => {
    assert.equal(roleOf(pod({'grove.io/role': 'prefill', 'grove.io/podclique': 'x-0-decode'})), 'prefill')
    assert.equal(roleOf(pod({'grove.io/podclique': 'chat-0-frontend'})), 'frontend')
    assert.equal(roleOf(pod({'grove.io/podclique': 'chat-0-worker'})), 'decode')
  })
})
