import assert from 'node:assert/strict'
import {coveredBy, heldByRunning, heldIn, requestedGpus, seenHours, stepsOf} from './gpu-hours.ts'

const hour = 3_600_000

describe('GPU-hours', () => {
  it('of a history are looks times steps; what is not there is no zero hour', () => {
    const points = [
      {atMs: 1 * hour, value: 4},
      {atMs: 2 * hour, value: 4},
      {atMs: 4 * hour, value: 2},
    ]
    assert.deepEqual(heldIn([{labels: {pod: 'a', node: 'n'}, points}], 3600), [{pod: 'a', node: 'n', gpuHours: 10}])
    assert.equal(
      seenHours(
        [
          {labels: {}, points},
          {labels: {}, points: points.slice(1)},
        ],
        3600,
      ),
      3,
    )
  })

  it('of running pods count from their start, within the span', () => {
    const pods = [
      {name: 'a', gpus: 2, node: 'n', startedAtMs: 6 * hour},
      {name: 'old', gpus: 1, startedAtMs: -100 * hour},
      {name: 'waiting', gpus: 8},
      {name: 'router', gpus: 0, startedAtMs: 0},
    ]
    const asked = {fromMs: 0, toMs: 10 * hour}
    assert.deepEqual(heldByRunning(pods, asked), [
      {pod: 'a', node: 'n', gpuHours: 8},
      {pod: 'old', gpuHours: 10},
    ])
    assert.equal(coveredBy(pods, asked), 10)
    assert.equal(coveredBy(pods.slice(0, 1), asked), 4)
    assert.equal(coveredBy([], asked), 0)
  })

  it('are looked at once an hour, or more often in a short span, never more than 11,000 times', () => {
    for (const days of [1, 30, 365]) {
      const {fromMs, toMs, stepSeconds} = stepsOf({fromMs: 0, toMs: days * 24 * hour})
      const looks = (toMs - fromMs) / (stepSeconds * 1000) + 1
      assert.equal(looks * stepSeconds, days * 24 * 3600)
      assert.ok(looks < 11_000)
    }
  })

  it('are asked for pods of a namespace, whose names are quoted', () => {
    assert.match(requestedGpus({namespace: 'a"b', pods: 'x-\\d'}), /namespace="a\\"b",pod=~"x-\\\\d"/)
  })
})
