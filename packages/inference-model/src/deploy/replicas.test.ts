import assert from 'node:assert/strict'
import {isOmeError} from '@ome/sdk/errors'
import {chooseReplicas, type ReplicaFlags, replicaText} from './replicas.ts'

describe('replicas of a deployment', () => {
  const cases: readonly (readonly [string, ReplicaFlags, boolean, string])[] = [
    ['nothing said: one', {}, false, '1'],
    ['nothing said, autoscaling preferred: one to three', {}, true, '1 to 3'],
    ['a fixed number', {replicas: 4}, false, '4'],
    ['a fixed number wins over the preference', {replicas: 4}, true, '4'],
    ['autoscaling alone', {autoscale: true}, false, '1 to 3'],
    ['autoscaling with bounds', {autoscale: true, min: 2, max: 10}, false, '2 to 10'],
    ['bounds alone mean autoscaling', {min: 2, max: 5}, false, '2 to 5'],
    ['only a lower bound above three', {autoscale: true, min: 5}, false, '5'],
    ['replicas widen an open range', {autoscale: true, replicas: 6}, false, '1 to 6'],
  ]
  for (const [name, flags, preference, expected] of cases) {
    it(name, () => assert.equal(replicaText(chooseReplicas(flags, preference).range), expected))
  }

  const refused: readonly (readonly [string, ReplicaFlags, RegExp])[] = [
    ['min above max', {autoscale: true, min: 5, max: 2}, /--min-replicas 5 is more than --max-replicas 2/],
    ['replicas outside the range', {autoscale: true, min: 1, max: 2, replicas: 3}, /--replicas 3 lies outside 1 to 2/],
    ['scale to zero', {autoscale: true, min: 0}, /serverless/],
    ['bounds without autoscaling', {autoscale: false, min: 1}, /need --autoscale/],
  ]
  for (const [name, flags, message] of refused) {
    it(`${name} is a usage error`, () =>
      assert.throws(
        () => chooseReplicas(flags, false),
        (error) => isOmeError(error) && error.kind === 'usage' && message.test(error.message),
      ))
  }

  it('says that a number cannot be kept beside autoscaling', () => {
    assert.match(chooseReplicas({autoscale: true, replicas: 2}, false).notes[0] ?? '', /cannot be kept/)
  })

  it('keeps the bound of a service that exists when only the other one is typed', () => {
    const current = {min: 2, max: 2}
    assert.deepEqual(chooseReplicas({autoscale: true, max: 4}, false, current).range, {min: 2, max: 4})
    assert.deepEqual(chooseReplicas({max: 1}, false, {min: 2, max: 5}).range, {min: 1, max: 1})
    assert.deepEqual(chooseReplicas({min: 3}, false, {min: 2, max: 5}).range, {min: 3, max: 5})
    assert.deepEqual(chooseReplicas({min: 7}, false, {min: 2, max: 5}).range, {min: 7, max: 7})
    assert.deepEqual(chooseReplicas({}, false, current).range, current)
  })

  it('says with how many replicas an autoscaled service starts', () => {
    assert.match(
      chooseReplicas({autoscale: true, replicas: 2}, false).notes[0] ?? '',
      /starts with 1 .* --min-replicas 2$/,
    )
    assert.doesNotMatch(chooseReplicas({autoscale: true, replicas: 2, min: 2}, false).notes[0] ?? '', /to start/)
  })
})
