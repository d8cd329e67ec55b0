import assert from 'node:assert/strict'
import {comparisonIn, isBeyond} from './alert.ts'
import {alertRules} from './alert-rules.ts'

describe('an alert', () => {
  for (const [expression, left, operator, threshold] of [
    ['avg(X{a="b > 1"}) > 80', 'avg(X{a="b > 1"})', '>', 80],
    ['x <= 0.5', 'x', '<=', 0.5],
    ['up == 0', 'up', '==', 0],
  ] as const)
    it(`${expression} compares with ${threshold}`, () =>
      assert.deepEqual(comparisonIn(expression), {left, operator, threshold}))

  it('that compares with nothing has no threshold', () => assert.equal(comparisonIn('absent(up)'), undefined))

  it('fires on its side of the threshold only', () => {
    const above = {left: 'x', operator: '>', threshold: 80} as const
    assert.deepEqual(
      [81, 80, 79].map((value) => isBeyond(value, above)),
      [true, false, false],
    )
    assert.equal(isBeyond(0, {left: 'x', operator: '==', threshold: 0}), true)
  })
})

describe('the rules of an object', () => {
  const subject = {noun: 'workspace', name: 'phi', namespace: 'ml'} as const

  it('ask for its pods in its namespace', () => {
    const [gpu, queue, ready] = alertRules(subject, {gpuPercent: 90, queue: 10, notReadyMs: 600_000})
    assert.equal(gpu?.expr, 'avg(DCGM_FI_DEV_GPU_UTIL{namespace="ml",pod=~"phi-[0-9]+"}) > 90')
    assert.equal(queue?.expr, 'sum(vllm:num_requests_waiting{namespace="ml",pod=~"phi-[0-9]+"}) > 10')
    assert.deepEqual([ready?.alert, ready?.for], ['NotReady', '10m'])
  })

  it('are those of its Workspaces for a set', () => {
    const [gpu] = alertRules({...subject, noun: 'inferenceset'}, {gpuPercent: 90})
    assert.match(gpu?.expr ?? '', /pod=~"phi-\[a-z0-9\]\{5\}-\[0-9\]\+"/)
  })
})
