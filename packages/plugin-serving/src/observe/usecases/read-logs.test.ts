import assert from 'node:assert/strict'
import type {Service} from '@ome/inference-model/service'
import type {ServicePod} from '@ome/inference-model/service-pod'
import type {ServiceStore} from '@ome/inference-model/service-store'
import {isOmeError} from '@ome/sdk/errors'
import {runningService} from '../../usecases/running-service.ts'
import type {LoggedPod} from '../domain/pod-logs.ts'
import {type ReadLogs, readLogs} from './read-logs.ts'

const pod = (name: string, more: Partial<ServicePod> = {}): ServicePod => ({
  name,
  component: 'engine',
  phase: 'Running',
  ready: true,
  restarts: 0,
  gpus: 1,
  terminating: false,
  ...more,
})

const service = (pods: readonly ServicePod[]): Service => ({
  name: 'llama',
  namespace: 'default',
  replicas: pods.length,
  readyReplicas: pods.length,
  status: 'Ready',
  gpus: 1,
  memoryBytes: 0,
  components: [],
  conditions: [],
  pods,
  labels: {},
})

const store = (pods: readonly ServicePod[]): ServiceStore => ({
  find: async (_, name) => (name === 'llama' ? service(pods) : undefined),
  async *follow() {},
  list: async () => [],
  names: async () => [],
  hasCoreService: async () => false,
})

const texts: Readonly<Record<string, readonly string[]>> = {
  a: ['2026-11-21T13:00:01Z INFO one', '2026-11-21T13:00:03Z ERROR three', '2026-11-21T13:00:05Z   traceback of three'],
  b: ['2026-11-21T13:00:02Z INFO two', '2026-11-21T13:00:04Z INFO four'],
}
const logs = {
  async *read(_: string, {name}: LoggedPod) {
    yield* texts[name] ?? []
  },
  lastRun: async () => [],
}

const input: ReadLogs = {namespace: 'default', follow: false, previous: false}
const read = async (more: Partial<ReadLogs>, pods = [pod('a'), pod('b')], name = 'llama'): Promise<string[]> => {
  const {lines} = await readLogs(runningService(store(pods), {name, namespace: 'default'}), logs, {
    ...input,
    ...more,
  })
  const found: string[] = []
  for await (const {text} of lines) found.push(text.trim())
  return found
}

describe('logs of a service', () => {
  it('joins its pods by time', async () => {
    assert.deepEqual(await read({}), ['INFO one', 'INFO two', 'ERROR three', 'INFO four', 'traceback of three'])
  })

  it('has all lines when following, in the order of each pod', async () => {
    const found = await read({follow: true})

    assert.equal(found.length, 5)
    assert.ok(found.indexOf('INFO one') < found.indexOf('ERROR three'))
  })

  it('keeps errors with what belongs to them', async () => {
    assert.deepEqual(await read({level: 'error'}), ['ERROR three', 'traceback of three'])
  })

  it('keeps what matches', async () => assert.deepEqual(await read({grep: /two|four/}), ['INFO two', 'INFO four']))

  it('takes a replica by number or pod name', async () => {
    assert.deepEqual(await read({replica: '2'}), ['INFO two', 'INFO four'])
    assert.deepEqual(await read({replica: 'b'}), ['INFO two', 'INFO four'])
  })

  for (const [what, more, pods, name] of [
    ['a replica that is not there', {replica: '3'}, undefined, 'llama'],
    ['a component without pods', {component: 'decoder'}, undefined, 'llama'],
    ['a service without pods', {}, [], 'llama'],
    ['a service that is not there', {}, undefined, 'gone'],
  ] as const) {
    it(`${what} is not found`, async () => {
      await assert.rejects(
        read(more, pods && [...pods], name),
        (error) => isOmeError(error) && error.kind === 'not-found' && error.hints.length > 0,
      )
    })
  }
})
