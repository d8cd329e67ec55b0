import assert from 'node:assert/strict'
import type {Service} from '@ome/inference-model/service'
import type {ServicePod} from '@ome/inference-model/service-pod'
import type {ServiceStore} from '@ome/inference-model/service-store'
import {OmeError} from '@ome/sdk/errors'
import type {Running, RunningStore} from '../../domain/running.ts'
import {runningService} from '../../usecases/running-service.ts'
import type {PodLogs} from '../domain/pod-logs.ts'
import {type FollowLogs, followLogs} from './follow-logs.ts'

const pod = (name: string, restarts = 0): ServicePod => ({
  name,
  component: 'engine',
  phase: 'Running',
  ready: true,
  restarts,
  gpus: 1,
  terminating: false,
})

const service = (...pods: readonly ServicePod[]): Service => ({
  name: 'chat',
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

const store = (follow: ServiceStore['follow']): RunningStore =>
  runningService(
    {
      find: async () => undefined,
      follow,
      list: async () => [],
      names: async () => [],
      hasCoreService: async () => false,
    },
    {name: 'chat', namespace: 'default'},
  )

const running = ({name, namespace, pods}: Service): Running => ({noun: 'service', name, namespace, pods})

type Texts = Readonly<Record<string, readonly (readonly string[] | Error)[]>>

/** Each opening of a pod's log gives its next entry. */
function opened(texts: Texts): PodLogs & {readonly opens: string[]} {
  const opens: string[] = []
  return {
    opens,
    async *read(_, {name}, {tail, since}) {
      const turn = opens.filter((open) => open.startsWith(name)).length
      opens.push(`${name}${tail === undefined ? '' : ` tail ${tail}`}${since === undefined ? '' : ` since ${since}`}`)
      const found = texts[name]?.[turn] ?? []
      if (found instanceof Error) throw found
      for (const line of found) {
        if (line === 'broken') throw new OmeError('unreachable', 'broke off')
        yield line
      }
    },
    lastRun: async () => [],
  }
}

async function followed(first: Service, later: readonly Service[], logs: PodLogs, more: Partial<FollowLogs> = {}) {
  const notes: string[] = []
  const changes = store(async function* () {
    for (const each of later) {
      await new Promise((go) => setImmediate(go))
      yield each
    }
  })
  const input = {namespace: 'default', note: (text: string) => notes.push(text), pauseMs: 1, ...more}
  const lines: string[] = []
  for await (const line of followLogs(changes, logs, running(first), input)) lines.push(`${line.pod} ${line.text}`)
  return {lines, notes}
}

const at = (second: number, text: string): string => `2026-11-21T13:00:0${second}Z ${text}`

describe('following the logs of a service', () => {
  it('opens the logs of pods that come later, from their beginning', async () => {
    const logs = opened({a: [[at(1, 'one')]], b: [[at(2, 'two')]]})
    const {lines, notes} = await followed(service(pod('a')), [service(pod('a'), pod('b'))], logs, {tail: 5})
    assert.deepEqual(lines, ['a one', 'b two'])
    assert.deepEqual(notes, ['pod b has begun'])
    assert.deepEqual(logs.opens, ['a tail 5', 'b'])
  })

  it('waits for pods that have not begun', async () => {
    const waiting = {...pod('a'), phase: 'Pending', ready: false}
    const {lines} = await followed(
      service(waiting),
      [service(waiting), service(pod('a'))],
      opened({a: [[at(1, 'one')]]}),
    )
    assert.deepEqual(lines, ['a one'])
  })

  it('goes on after a restart, and says so', async () => {
    const logs = opened({a: [[at(1, 'one')], [at(3, 'again')]]})
    const {lines, notes} = await followed(service(pod('a')), [service(pod('a')), service(pod('a', 1))], logs)
    assert.deepEqual(lines, ['a one', 'a again'])
    assert.deepEqual(notes, ['pod a started again (1 restart)'])
  })

  it('goes on behind the last line where a log breaks off', async () => {
    const logs = opened({
      a: [[at(1, 'one'), 'broken'], new OmeError('unreachable', 'no'), [at(1, 'one'), at(2, 'two')]],
    })
    const {lines} = await followed(service(pod('a')), [], logs)
    assert.deepEqual(lines, ['a one', 'a two'])
  })

  it('leaves out a pod that goes while its log is opened', async () => {
    const logs = opened({a: [new OmeError('not-found', 'gone')], b: [[at(1, 'one')]]})
    const {lines, notes} = await followed(service(pod('a'), pod('b')), [service(pod('b'))], logs)
    assert.deepEqual(lines, ['b one'])
    assert.deepEqual(notes, ['pod a is gone'])
  })

  it('keeps to one pod, or to one component', async () => {
    const texts = {a: [[at(1, 'one')]], r: [[at(2, 'two')]]}
    const both = service(pod('a'), {...pod('r'), component: 'router'})
    assert.deepEqual((await followed(both, [both], opened(texts), {pod: 'a'})).lines, ['a one'])
    assert.deepEqual((await followed(both, [both], opened(texts), {component: 'router'})).lines, ['r two'])
  })

  it('goes on with what there is where changes may not be watched', async () => {
    const notes: string[] = []
    const denied = store(() => ({
      [Symbol.asyncIterator]: () => ({next: () => Promise.reject(new OmeError('denied', 'you may not watch pods'))}),
    }))
    const input = {namespace: 'default', note: (text: string) => notes.push(text)}
    const lines: string[] = []
    for await (const {text} of followLogs(denied, opened({a: [[at(1, 'one')]]}), running(service(pod('a'))), input))
      lines.push(text)
    assert.deepEqual([lines, notes], [['one'], ['pods that come later are not followed: you may not watch pods']])
  })

  it('gives every line of one moment', async () => {
    const moment = [at(1, 'one'), at(1, 'two'), at(1, 'three')]
    const {lines} = await followed(service(pod('a')), [], opened({a: [moment]}))
    assert.deepEqual(lines, ['a one', 'a two', 'a three'])
  })

  it('ends where the service is deleted', async () => {
    const gone = store(async function* () {
      yield undefined
    })
    const input = {namespace: 'default', note: () => {}}
    const reading = async () => {
      for await (const _ of followLogs(gone, opened({}), running(service(pod('a'))), input));
    }
    await assert.rejects(reading(), {kind: 'not-found'})
  })
})
