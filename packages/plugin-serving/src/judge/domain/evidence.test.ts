import assert from 'node:assert/strict'
import type {Measurement} from '@ome/engine-metrics/measure-engines'
import type {Service} from '@ome/inference-model/service'
import type {ServiceMeasurements} from '../../measure/domain/measured-service.ts'
import {liveLoad} from '../../options/domain/live-speed.ts'
import {type Evidence, presentSpan} from './evidence.ts'

const minute = 60_000
const nowMs = Date.parse('2026-11-21T12:00:00Z')

const itl = (seconds: number, mean: number): Measurement => {
  const middle = {relation: '=', value: mean} as const
  return {
    metric: 'itl',
    unit: 's',
    kind: 'latency',
    p50: middle,
    p95: middle,
    p99: middle,
    mean,
    count: 9,
    names: [],
    window: {seconds},
  }
}

const measurements = (
  seconds: number,
  mean: number,
  kind: 'prometheus' | 'pods' = 'prometheus',
): ServiceMeasurements => ({
  at: new Date(nowMs),
  service: {name: 'chat', namespace: 'default'},
  engines: [itl(seconds, mean)],
  gpus: [],
  source: {kind, title: 'Prometheus p'},
  gpuSource: 'none',
  notes: [],
})

const evidence = (ages: readonly number[], measured: ServiceMeasurements, more: Partial<Evidence> = {}): Evidence => {
  const pods = ages.map((age) => ({
    name: 'p',
    component: 'engine',
    createdAt: new Date(nowMs - age * minute).toISOString(),
    terminating: false,
  }))
  return {
    service: {name: 'chat', namespace: 'default', pods} as unknown as Service,
    measured,
    usages: {},
    ...more,
  } as Evidence
}

describe('what was measured of the replicas that run now', () => {
  const day = measurements(86_400, 0.04)
  for (const [what, ages, measured, span] of [
    ['all of it where one of them is older', [2, 3000], day, undefined],
    ['the time since the oldest of them came', [30, 90.5], day, 90 * minute],
    ['nothing where they came a moment ago', [4], day, 'young'],
    ['all that pods tell of themselves', [4], measurements(86_400, 0.04, 'pods'), undefined],
  ] as const)
    it(`is ${what}`, () => assert.equal(presentSpan(evidence(ages, measured), nowMs), span))

  it('corrects estimates, and what was measured before does not', () => {
    const speed = (ofPresent?: ServiceMeasurements | 'young') =>
      liveLoad(evidence([30], day, ofPresent === undefined ? {} : {ofPresent})).speed
    assert.equal(speed().itl, 0.04)
    assert.deepEqual(
      [speed(measurements(1800, 0.01)).itl, speed(measurements(1800, 0.01)).from],
      [0.01, 'Prometheus p, 30m'],
    )
    assert.deepEqual(speed('young'), {from: 'replicas that are gone', spreads: {}})
  })
})
