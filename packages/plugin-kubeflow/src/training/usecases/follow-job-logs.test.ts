import assert from 'node:assert/strict'
import {trainJobs} from '@ome/kinds/kubeflow'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import type {JobLogs, LogRange} from '../domain/job-logs.ts'
import {type TrainingJob, type TrainingStore, toTrainingJob} from '../domain/training-job.ts'
import type {TrainingPod} from '../domain/training-pod.ts'
import {type FollowJobLogs, followJobLogs} from './follow-job-logs.ts'

const kind = {component: 'training', word: 'trainjob', resource: trainJobs} as const

function job(condition?: string): TrainingJob {
  const conditions = condition === undefined ? [] : [{type: condition, status: 'True'}]
  const raw: KubeObject = {
    apiVersion: 'trainer.kubeflow.org/v1alpha1',
    kind: 'TrainJob',
    metadata: {name: 'sft', namespace: 'team-a'},
    spec: {},
    status: {conditions, jobsStatus: [{name: 'node', active: 1, ready: 1, succeeded: 0, failed: 0}]},
  }
  return toTrainingJob(kind, raw)
}

const pod = (rank: number, more: Partial<TrainingPod> = {}): TrainingPod => ({
  name: `sft-node-0-${rank}`,
  rank,
  label: `rank ${rank}`,
  container: 'node',
  phase: 'Running',
  state: 'running',
  restarts: 0,
  gpus: 1,
  createdAt: '',
  ...more,
})

const ended = (rank: number, more: Partial<TrainingPod> = {}): TrainingPod =>
  pod(rank, {phase: 'Succeeded', state: 'ended', ...more})

const at = (moment: number, text: string): string =>
  `${new Date(Date.UTC(2026, 10, 21) + moment).toISOString().slice(0, -1)}000000Z ${text}`

interface Look {
  readonly job?: TrainingJob | undefined
  readonly pods?: readonly TrainingPod[]
  readonly error?: OmeError
}

/** Looks in turn; the last one stays. */
function storeOf(looks: readonly Look[]): TrainingStore {
  let turn = -1
  const now = (): Look => looks[Math.min(turn, looks.length - 1)] ?? {}
  return {
    kinds: async () => [kind],
    async get() {
      turn++
      const {error, ...look} = now()
      if (error) throw error
      return 'job' in look ? look.job : job()
    },
    names: async () => [],
    pods: async () => now().pods ?? [],
    warnings: async () => [],
    nodes: async () => undefined,
    runtimes: async () => undefined,
    trainJobFields: async () => undefined,
  }
}

type Reading = (range: LogRange) => Iterable<string>

/** Each opening of a rank's log gives its next reading; `broken` breaks it off. Later ones find nothing new. */
function logsOf(readings: Readonly<Record<string, readonly Reading[]>>): JobLogs & {readonly ranges: LogRange[]} {
  const ranges: LogRange[] = []
  const turns = new Map<string, number>()
  return {
    ranges,
    async *read(_, {name}, range) {
      ranges.push(range)
      const turn = turns.get(name) ?? 0
      turns.set(name, turn + 1)
      for (const line of readings[name]?.[turn]?.(range) ?? []) {
        if (line === 'broken') throw new OmeError('unreachable', 'broke off')
        yield line
      }
    },
  }
}

async function followed(looks: readonly Look[], logs: JobLogs, more: Partial<FollowJobLogs> = {}) {
  const notes: string[] = []
  const lines: string[] = []
  const turn = () => new Promise<void>((go) => setImmediate(() => setImmediate(go)))
  const wish = {note: (text: string) => notes.push(text), pause: turn, ...more}
  for await (const batch of followJobLogs(storeOf(looks), logs, job(), wish))
    for (const {pod: from, text} of batch) lines.push(`${from.label} ${text}`)
  return {lines, notes}
}

describe('following the logs of a training job', () => {
  it('joins the ranks by time until the job has ended', async () => {
    const logs = logsOf({
      'sft-node-0-0': [() => [at(1, 'a'), at(3, 'c')]],
      'sft-node-0-1': [() => [at(2, 'b'), at(4, 'd')]],
    })
    const {lines, notes} = await followed(
      [{pods: [pod(0), pod(1)]}, {job: job('Complete'), pods: [ended(0), ended(1)]}],
      logs,
    )
    assert.deepEqual([lines, notes], [['rank 0 a', 'rank 1 b', 'rank 0 c', 'rank 1 d'], []])
  })

  it('says where a rank begins again in a new pod', async () => {
    const logs = logsOf({
      'sft-node-0-0': [() => [at(1, 'a')]],
      'sft-node-0-0-b': [() => [at(2, 'b')]],
    })
    const next = {name: 'sft-node-0-0-b'}
    const {lines, notes} = await followed(
      [{pods: [pod(0)]}, {pods: [pod(0, next)]}, {job: job('Complete'), pods: [ended(0, next)]}],
      logs,
    )
    assert.deepEqual([lines, notes], [['rank 0 a', 'rank 0 b'], ['rank 0 began again in a new pod, sft-node-0-0-b']])
  })

  it('reads on from the last line where a log breaks off, without a line lost or doubled', async () => {
    const logs = logsOf({
      'sft-node-0-0': [
        () => [at(1, 'one'), at(2, 'two'), at(2, 'three'), 'broken'],
        ({sinceTime}) => (sinceTime === '2026-11-21T00:00:00Z' ? [at(2, 'two'), at(2, 'three'), at(2, 'four')] : []),
      ],
    })
    const {lines} = await followed([{pods: [pod(0)]}, {pods: [pod(0)]}, {job: job('Complete'), pods: [ended(0)]}], logs)
    assert.deepEqual(lines, ['rank 0 one', 'rank 0 two', 'rank 0 three', 'rank 0 four'])
  })

  it('gives the end of a run that was missed, then the run that follows it', async () => {
    const logs = logsOf({
      'sft-node-0-0': [
        () => [at(1, 'one'), 'broken'],
        ({previous}) => (previous ? [at(1, 'one'), at(2, 'its end')] : assert.fail('it is the run before')),
        ({previous}) => (previous ? assert.fail('it is the run now') : [at(9, 'again')]),
      ],
    })
    const {lines, notes} = await followed(
      [{pods: [pod(0)]}, {pods: [pod(0, {restarts: 1})]}, {job: job('Complete'), pods: [ended(0, {restarts: 1})]}],
      logs,
    )
    assert.deepEqual(lines, ['rank 0 one', 'rank 0 its end', 'rank 0 again'])
    assert.deepEqual(notes, ['rank 0 started again (1 restart)'])
  })

  it('a run that nobody has told of yet is not taken for the one that broke off', async () => {
    const logs = logsOf({
      'sft-node-0-0': [
        () => [at(1, 'one'), 'broken'],
        () => [at(9000, 'again')],
        ({previous}) => (previous ? [at(1, 'one'), at(2, 'its end')] : assert.fail('it has started again')),
        () => [at(9000, 'again')],
      ],
    })
    const {lines} = await followed(
      [
        {pods: [pod(0)]},
        {pods: [pod(0)]},
        {pods: [pod(0, {restarts: 1})]},
        {job: job('Complete'), pods: [ended(0, {restarts: 1})]},
      ],
      logs,
    )
    assert.deepEqual(lines, ['rank 0 one', 'rank 0 its end', 'rank 0 again'])
  })

  it('says where a log was rotated away', async () => {
    const logs = logsOf({
      'sft-node-0-0': [() => [at(1, 'one'), 'broken'], () => [at(9000, 'much later')], () => [at(9000, 'much later')]],
    })
    const {lines, notes} = await followed(
      [{pods: [pod(0)]}, {pods: [pod(0)]}, {pods: [pod(0)]}, {job: job('Complete'), pods: [ended(0)]}],
      logs,
    )
    assert.deepEqual(lines, ['rank 0 one', 'rank 0 much later'])
    assert.deepEqual(notes, ['lines of rank 0 may be missing: its log does not go back to the last one'])
  })

  it('says which runs were missed altogether', async () => {
    const logs = logsOf({
      'sft-node-0-0': [() => [at(1, 'one'), 'broken'], () => [at(8, 'two')], () => [at(9, 'three')]],
    })
    const {lines, notes} = await followed(
      [{pods: [pod(0)]}, {pods: [pod(0, {restarts: 3})]}, {job: job('Complete'), pods: [ended(0, {restarts: 3})]}],
      logs,
    )
    assert.deepEqual(lines, ['rank 0 one', 'rank 0 two', 'rank 0 three'])
    assert.ok(notes.includes('lines of rank 0 are missing: it started again 3 times while its log was not read'))
  })

  it('opens pods that begin later and those that replace others', async () => {
    const second = pod(0, {name: 'sft-node-0-0-again'})
    const logs = logsOf({
      'sft-node-0-0': [() => [at(1, 'first try')]],
      'sft-node-0-0-again': [() => [at(5, 'second try')]],
      'sft-node-0-1': [() => [at(3, 'late')]],
    })
    const {lines} = await followed(
      [
        {pods: [pod(0), pod(1, {state: 'waiting', phase: 'Pending'})]},
        {pods: [ended(0, {phase: 'Failed'}), pod(1)]},
        {
          job: job('Complete'),
          pods: [ended(0, {phase: 'Failed'}), {...second, phase: 'Succeeded', state: 'ended'}, ended(1)],
        },
      ],
      logs,
    )
    assert.deepEqual(lines, ['rank 0 first try', 'rank 1 late', 'rank 0 second try'])
  })

  it('keeps to the ranks that are wanted; the range counts for the first opening alone', async () => {
    const logs = logsOf({
      'sft-node-0-1': [() => [at(1, 'one'), 'broken'], () => [at(1, 'one'), at(2, 'two')]],
    })
    const {lines} = await followed(
      [{pods: [pod(0), pod(1)]}, {pods: [pod(0), pod(1)]}, {job: job('Complete'), pods: [ended(0), ended(1)]}],
      logs,
      {ranks: new Set([1]), tail: 5},
    )
    assert.deepEqual(lines, ['rank 1 one', 'rank 1 two'])
    assert.deepEqual(
      logs.ranges.map(({tail}) => tail),
      [5, undefined, undefined],
    )
  })

  it('goes on when the cluster does not answer for a while, and says it once', async () => {
    const error = new OmeError('unreachable', 'no answer')
    const logs = logsOf({'sft-node-0-0': [() => [at(1, 'one')]]})
    const {lines, notes} = await followed(
      [{pods: [pod(0)]}, {error}, {error}, {job: job('Complete'), pods: [ended(0)]}],
      logs,
    )
    assert.deepEqual([lines, notes], [['rank 0 one'], ['no answer; trying again']])
  })

  it('ends with what it may not do', async () => {
    const error = new OmeError('denied', 'you may not list pods')
    await assert.rejects(followed([{error}], logsOf({})), {kind: 'denied'})
  })

  it('ends where the job is deleted', async () => {
    const logs = logsOf({'sft-node-0-0': [() => [at(1, 'one')]]})
    const {lines, notes} = await followed([{pods: [pod(0)]}, {job: undefined}], logs)
    assert.deepEqual([lines, notes], [['rank 0 one'], ['trainjob/sft was deleted']])
  })

  it('64 ranks of 1,600 lines, each log broken off twice: every line once and in order', async () => {
    const [ranks, count] = [64, 1600]
    const names = Array.from({length: ranks}, (_, rank) => `sft-node-0-${rank}`)
    const moment = (rank: number, index: number): number => index + (rank % 7)
    const text = (rank: number, index: number): string => at(moment(rank, index), `${index}`)
    function* part(rank: number, from: number, to: number, isBroken: boolean): Generator<string> {
      for (let index = from; index < to; index++) yield text(rank, index)
      if (isBroken) yield 'broken'
    }
    const logs = logsOf(
      Object.fromEntries(
        names.map((name, rank) => [
          name,
          [() => part(rank, 0, 500, true), () => part(rank, 400, 1100, true), () => part(rank, 0, count, false)],
        ]),
      ),
    )
    const running = names.map((_, rank) => pod(rank))
    const next = new Array<number>(ranks).fill(0)
    const store = storeOf([
      ...Array.from({length: 6}, () => ({pods: running})),
      {job: job('Complete'), pods: names.map((_, rank) => ended(rank))},
    ])
    const wish = {note: () => {}, pause: () => new Promise<void>((go) => setTimeout(go, 1))}
    let total = 0
    for await (const batch of followJobLogs(store, logs, job(), wish)) {
      assert.ok(batch.length <= 1024)
      for (const {
        pod: {rank = -1},
        text: said,
      } of batch) {
        assert.equal(Number(said), next[rank], `rank ${rank}`)
        next[rank] = (next[rank] ?? 0) + 1
        total++
      }
    }
    assert.equal(total, ranks * count)
  })
})
