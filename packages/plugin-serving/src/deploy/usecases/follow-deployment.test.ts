import assert from 'node:assert/strict'
import type {Service} from '@ome/inference-model/service'
import {isOmeError} from '@ome/sdk/errors'
import type {Plan} from '@ome/sdk/plan'
import type {Warning} from '../../observe/domain/facts.ts'
import type {ReportSources} from '../../observe/usecases/report-service.ts'
import {followDeployment} from './follow-deployment.ts'

const ready: Service = {
  name: 'chat',
  namespace: 'default',
  replicas: 1,
  readyReplicas: 1,
  status: 'Ready',
  url: 'http://chat.default.svc.cluster.local:8080',
  gpus: 1,
  memoryBytes: 0,
  components: [
    {
      name: 'engine',
      replicas: 1,
      readyReplicas: 1,
      gpus: 1,
      memoryBytes: 0,
      stuck: false,
      revision: '1',
      workload: {kind: 'Deployment', name: 'chat-engine'},
    },
  ],
  conditions: [],
  pods: [],
  labels: {},
  changedAt: '2026-11-21T12:00:00Z',
}

const sources = (warnings: readonly Warning[], service = ready): ReportSources => ({
  now: () => new Date('2026-11-21T12:00:20Z'),
  models: {find: async () => ({state: 'gone'})},
  logs: {lastRun: async () => [], async *read() {}},
  facts: {read: async (_, parts) => ({facts: parts.has('warnings') ? {warnings} : {}, unread: []})},
  services: {
    list: async () => [],
    find: async () => service,
    async *follow() {
      yield service
      await new Promise(() => {})
    },
  } as unknown as ReportSources['services'],
})

const plan: Plan = {
  changes: [
    {
      action: 'update',
      object: {kind: 'inferenceservice', name: 'chat', namespace: 'default'},
      fields: [{path: 'spec.engine.runner.env', from: undefined, to: []}],
      run: async () => 'configured',
    } as unknown as Plan['changes'][number],
  ],
}

const warning = (
  at: string,
  message = 'fails to reconcile engine component: env[0].name: Required value',
): Warning => ({
  object: 'inferenceservice/chat',
  reason: 'InternalError',
  message,
  at,
  count: 1,
})

describe('following a change of a service that stays ready', () => {
  const follow = async (warnings: readonly Warning[]): Promise<void> => {
    for await (const report of followDeployment(sources(warnings), plan, 'default', ready, 1)) assert.ok(report)
  }

  it('ends with an error where the controller says that it cannot carry it out', async () => {
    await assert.rejects(follow([warning('2026-11-21T12:00:01Z')]), (error) => {
      assert.ok(isOmeError(error))
      assert.match(error.message, /^service "chat" does not take the change: .*env\[0\]\.name: Required value$/)
      assert.match(error.hints.join('\n'), /ome rollout history service chat -n default/)
      return true
    })
  })

  for (const [about, event] of [
    ['an error of before the change', warning('2026-11-21T11:59:59Z')],
    ['what the controller tries again', warning('2026-11-21T12:00:01Z', 'the object has been modified; please apply')],
  ] as const)
    it(`takes ${about} for none`, () => follow([event]))

  it('ends at once where the service is stopped and stays so', async () => {
    const stopped: Service = {...ready, status: 'Stopped', replicas: 0, readyReplicas: 0}
    const told: string[] = []
    for await (const {service} of followDeployment(sources([], stopped), plan, 'default', stopped))
      told.push(service.status)
    assert.deepEqual(told, ['Stopped'])
  })
})
