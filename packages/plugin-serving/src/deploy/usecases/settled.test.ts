import assert from 'node:assert/strict'
import type {Service} from '@ome/inference-model/service'
import type {ServiceReport} from '../../observe/domain/service-report.ts'
import {hasScaled} from './follow-deployment.ts'
import {untilSettled} from './settled.ts'

const report = (status: Service['status'], ready?: string): ServiceReport => ({
  hints: [],
  modelGone: false,
  warnings: [],
  routes: [],
  service: {
    name: 'chat',
    namespace: 'default',
    replicas: 1,
    readyReplicas: 1,
    status,
    gpus: 0,
    memoryBytes: 0,
    components: [],
    conditions: ready === undefined ? [] : [{type: 'Ready', status: ready}],
    pods: [],
    labels: {},
  },
})

/** Reports, and then a watch that stays silent for ever. */
async function* followed(...reports: readonly ServiceReport[]): AsyncGenerator<ServiceReport> {
  yield* reports
  await Promise.withResolvers<void>().promise
}

const seen = async (source: AsyncIterable<ServiceReport>, grace = {reports: 5, ms: 60_000}) => {
  const statuses: string[] = []
  for await (const {service} of untilSettled(source, ({status}) => status === 'Ready' || status === 'Stopped', grace))
    statuses.push(`${service.status} ${service.conditions[0]?.status}`)
  return statuses
}

describe('waiting until a service has settled', () => {
  it('goes on until the Ready condition is True as well', async () => {
    const source = followed(report('Progressing', 'False'), report('Ready', 'False'), report('Ready', 'True'))
    assert.deepEqual(await seen(source), ['Progressing False', 'Ready False', 'Ready True'])
  })

  it('ends at once where there is no Ready condition, and with a stop', async () => {
    assert.deepEqual(await seen(followed(report('Ready'))), ['Ready undefined'])
    assert.deepEqual(await seen(followed(report('Stopped', 'False'))), ['Stopped False'])
  })

  it('ends after a few reports when the controller never sets it', async () => {
    const never = Array.from({length: 9}, () => report('Ready', 'False'))
    assert.equal((await seen(followed(...never), {reports: 2, ms: 60_000})).length, 3)
  })

  it('ends after the grace when nothing more is reported', async () => {
    assert.deepEqual(await seen(followed(report('Ready', 'False')), {reports: 5, ms: 0}), ['Ready False'])
  })
})

describe('whether a service has scaled', () => {
  const workload = {kind: 'Deployment', name: 'chat-engine'}
  const engine = {
    name: 'engine',
    replicas: 1,
    readyReplicas: 1,
    gpus: 1,
    memoryBytes: 0,
    stuck: false,
    workload,
  } as const
  const pod = (name: string, phase = 'Running') =>
    ({name, component: 'engine', phase, ready: true, restarts: 0, gpus: 1, terminating: false}) as const
  const scaled = (...pods: readonly ReturnType<typeof pod>[]) =>
    hasScaled({...report('Ready').service, components: [engine], pods}, {min: 1, max: 1})

  it('waits for pods that are not deleted yet', () => assert.equal(scaled(pod('a'), pod('b', 'Pending')), false))
  it('is done with one pod per replica', () => assert.equal(scaled(pod('a')), true))
  it('does not wait for what has failed and is kept', () => assert.equal(scaled(pod('a'), pod('b', 'Failed')), true))
})
