import assert from 'node:assert/strict'
import type {ApiObject} from '../api.ts'
import {allWorkloads} from '../engines/workloads.ts'
import {type StandingCluster, standingCluster} from '../standing-cluster.ts'
import {cronSchedule} from './cron-schedule.ts'
import {readIndexes, writeIndexes} from './job-indexes.ts'
import {cronJobs, events, jobs, nodes, pods} from './resources.ts'

const template = (annotations: Record<string, string> = {}, spec: Record<string, unknown> = {}) => ({
  metadata: {annotations},
  spec: {restartPolicy: 'Never', containers: [{name: 'main', image: 'example/task:1'}], ...spec},
})
const exits = (code: number) => template({'sandbox.ome.cli/exit-code': String(code)})

const job = (name: string, spec: Record<string, unknown>): ApiObject => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: {name, namespace: 'default'},
  spec: {template: template(), ...spec},
})

const cron = (spec: Record<string, unknown>): ApiObject => ({
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: {name: 'nightly', namespace: 'default'},
  spec: {schedule: '*/10 * * * *', jobTemplate: {spec: {template: template()}}, ...spec},
})

/** @feature Controllers: Jobs (indexes, failure and success policies, deadlines), CronJobs | works */
describe('jobs', () => {
  let cluster: StandingCluster
  const faults: string[] = []

  beforeEach(async () => {
    cluster = await standingCluster({
      workloads: allWorkloads,
      start: Date.parse('2026-11-21T12:00:00Z'),
      log: (line) => faults.push(line),
    })
    cluster.api.create(nodes, {apiVersion: 'v1', kind: 'Node', metadata: {name: 'a'}})
    await cluster.advance(1000)
  })
  afterEach(() => {
    cluster.stop()
    assert.deepEqual(faults.splice(0), [])
  })

  const statusOf = (name: string) => cluster.api.get(jobs, name, 'default')?.status
  const conditionsOf = (name: string): string[] =>
    (statusOf(name)?.conditions ?? []).map(
      (condition: Record<string, string>) => `${condition['type']}=${condition['status']} ${condition['reason']}`,
    )
  const members = (): ApiObject[] => cluster.api.list(pods, {namespace: 'default'})
  const reasons = (name: string): string[] =>
    cluster.api
      .list(events)
      .filter((event) => event['involvedObject'].name === name)
      .map((event) => event['reason'])

  it('a job is complete once its criteria are met and its pods have ended', async () => {
    cluster.api.create(jobs, job('task', {completions: 3, parallelism: 2}))

    await cluster.advance(60_000)

    assert.deepEqual(conditionsOf('task'), [
      'SuccessCriteriaMet=True CompletionsReached',
      'Complete=True CompletionsReached',
    ])
    assert.deepEqual([statusOf('task').succeeded, statusOf('task').active, members().length], [3, 0, 3])
    assert.ok(members().every((pod) => pod.metadata.finalizers === undefined || pod.metadata.finalizers.length === 0))
  })

  it('an indexed job gives each pod its index, and its name and host name', async () => {
    cluster.api.create(jobs, job('task', {completions: 3, parallelism: 3, completionMode: 'Indexed'}))
    await cluster.queue.idle()

    const pod = members()[1]
    assert.match(pod?.metadata.name ?? '', /^task-1-[a-z0-9]{5}$/)
    assert.equal(pod?.spec.hostname, 'task-1')
    assert.equal(pod?.metadata.annotations?.['batch.kubernetes.io/job-completion-index'], '1')
    assert.equal(pod?.spec.containers[0].env[0].name, 'JOB_COMPLETION_INDEX')
    await cluster.advance(60_000)
    assert.equal(statusOf('task').completedIndexes, '0-2')
  })

  it('the pauses between failures are as much shorter as the cluster is faster', async () => {
    const fast = await standingCluster({workloads: allWorkloads, speed: 2000})
    fast.api.create(nodes, {apiVersion: 'v1', kind: 'Node', metadata: {name: 'a'}})
    const reason = new Promise<string>((resolve) => {
      fast.api.watch(jobs, ({object}) => {
        const failed = object.status?.conditions?.find(({type}: {type: string}) => type === 'Failed')
        if (failed) resolve(failed.reason)
      })
    })
    fast.api.create(jobs, job('task', {backoffLimit: 2, template: exits(2)}))

    fast.clock.run()
    // The pauses are half a minute of work: nobody waits that long for a test.
    const outcome = await reason
    fast.stop()

    assert.equal(outcome, 'BackoffLimitExceeded')
  })

  it('a failing job waits longer each time, then gives up', async () => {
    cluster.api.create(jobs, job('task', {backoffLimit: 2, template: exits(2)}))

    await cluster.advance(10_000)
    assert.equal(members().length, 1)
    await cluster.advance(12_000)
    assert.equal(members().length, 2)
    await cluster.advance(120_000)

    assert.deepEqual(conditionsOf('task'), [
      'FailureTarget=True BackoffLimitExceeded',
      'Failed=True BackoffLimitExceeded',
    ])
    assert.equal(statusOf('task').failed, 3)
    assert.ok(reasons('task').includes('BackoffLimitExceeded'))
  })

  it('the failures of a job count although its pods are removed', async () => {
    cluster.api.create(jobs, job('task', {backoffLimit: 1, template: exits(2)}))
    await cluster.advance(12_000)
    for (const pod of members()) cluster.api.delete(pods, pod.metadata.name, 'default')

    await cluster.advance(60_000)

    assert.equal(statusOf('task').failed, 2)
    assert.ok(conditionsOf('task').includes('Failed=True BackoffLimitExceeded'))
  })

  it('each index may fail a number of times of its own', async () => {
    const spec = {completions: 2, parallelism: 2, completionMode: 'Indexed', backoffLimitPerIndex: 1}
    cluster.api.create(jobs, job('task', {...spec, backoffLimit: 100, template: exits(1)}))

    await cluster.advance(120_000)

    assert.equal(statusOf('task').failedIndexes, '0,1')
    assert.ok(conditionsOf('task').includes('Failed=True FailedIndexes'))
  })

  it('a pod failure policy ends a job at once, in its words', async () => {
    const rules = [{action: 'FailJob', onExitCodes: {operator: 'In', values: [42]}}]
    cluster.api.create(jobs, job('task', {podFailurePolicy: {rules}, template: exits(42)}))

    await cluster.advance(30_000)

    const failed = statusOf('task').conditions.find((condition: {type: string}) => condition.type === 'Failed')
    assert.equal(failed.reason, 'PodFailurePolicy')
    assert.match(
      failed.message,
      /^Container main for pod default\/task-\w+ failed with exit code 42 matching FailJob rule at index 0$/,
    )
  })

  it('a job that is active too long fails and its pods go', async () => {
    cluster.api.create(
      jobs,
      job('task', {activeDeadlineSeconds: 20, template: template({'sandbox.ome.cli/run-for': '10m'})}),
    )

    await cluster.advance(90_000)

    assert.ok(conditionsOf('task').includes('Failed=True DeadlineExceeded'))
    assert.deepEqual(members(), [])
  })

  it('a suspended job has no pods until it is resumed', async () => {
    cluster.api.create(jobs, job('task', {suspend: true}))
    await cluster.advance(5000)
    assert.deepEqual([members().length, statusOf('task').startTime], [0, undefined])
    assert.deepEqual(conditionsOf('task'), ['Suspended=True JobSuspended'])

    cluster.api.patch(jobs, 'task', 'default', {spec: {suspend: false}})
    await cluster.advance(60_000)

    assert.ok(conditionsOf('task').includes('Complete=True CompletionsReached'))
    assert.deepEqual(
      reasons('task')
        .filter((reason) => /ed$/.test(reason))
        .sort(),
      ['Completed', 'Resumed', 'Suspended'],
    )
  })

  it('a success policy ends a job before all indexes are done', async () => {
    const successPolicy = {rules: [{succeededIndexes: '0'}]}
    const spec = {completions: 3, parallelism: 1, completionMode: 'Indexed', successPolicy}
    cluster.api.create(jobs, job('task', spec))

    await cluster.advance(60_000)

    assert.ok(conditionsOf('task').includes('Complete=True SuccessPolicy'))
    assert.equal(statusOf('task').completedIndexes, '0')
  })

  it('deleting a job takes its pods along, finalizers or not', async () => {
    cluster.api.create(jobs, job('task', {template: template({'sandbox.ome.cli/run-for': '10m'})}))
    await cluster.advance(10_000)

    cluster.api.delete(jobs, 'task', 'default', {propagation: 'Background'})
    await cluster.advance(60_000)

    assert.deepEqual(members(), [])
  })

  it('a cron job makes jobs at its times and keeps the last three', async () => {
    cluster.api.create(cronJobs, cron({}))

    await cluster.advance(51 * 60_000)

    const names = cluster.api.list(jobs, {namespace: 'default'}).map((one) => one.metadata.name)
    const first = Date.parse('2026-11-21T12:30:00Z') / 60_000
    assert.deepEqual(
      names,
      [first, first + 10, first + 20].map((minute) => `nightly-${minute}`),
    )
    assert.equal(cluster.api.get(cronJobs, 'nightly', 'default')?.status.lastScheduleTime, '2026-11-21T12:50:00Z')
    assert.ok(reasons('nightly').includes('SawCompletedJob'))
  })

  for (const [policy, names] of [
    ['Forbid', 1],
    ['Replace', 1],
    ['Allow', 3],
  ] as const) {
    it(`a cron job with the policy ${policy} has ${names} running at a time`, async () => {
      const long = {spec: {template: template({'sandbox.ome.cli/run-for': '10h'})}}
      cluster.api.create(cronJobs, cron({concurrencyPolicy: policy, jobTemplate: long}))

      await cluster.advance(31 * 60_000)

      assert.equal(cluster.api.list(jobs).length, names)
      assert.equal(cluster.api.get(cronJobs, 'nightly', 'default')?.status.active.length, names)
      assert.equal(reasons('nightly').includes('JobAlreadyActive'), policy === 'Forbid')
    })
  }

  it('a suspended cron job makes nothing', async () => {
    cluster.api.create(cronJobs, cron({suspend: true}))

    await cluster.advance(31 * 60_000)

    assert.deepEqual(cluster.api.list(jobs), [])
  })

  const times: readonly [string, string | undefined, string, string][] = [
    ['30 2 * * *', undefined, '2026-11-21T12:00:00Z', '2026-11-22T02:30:00Z'],
    ['30 2 * * *', 'Europe/Berlin', '2026-11-21T12:00:00Z', '2026-11-22T01:30:00Z'],
    ['0 9 * * mon-fri', 'America/New_York', '2026-11-20T15:00:00Z', '2026-11-23T14:00:00Z'],
    ['0 0 29 2 *', undefined, '2026-11-21T12:00:00Z', '2028-02-29T00:00:00Z'],
    ['0 0 13 * 5', undefined, '2026-11-21T12:00:00Z', '2026-11-27T00:00:00Z'],
    ['5/20 * * * *', undefined, '2026-11-21T12:05:00Z', '2026-11-21T12:25:00Z'],
    ['@weekly', undefined, '2026-11-21T12:00:00Z', '2026-11-22T00:00:00Z'],
    ['30 2 * * *', 'Europe/Berlin', '2027-03-27T12:00:00Z', '2027-03-29T00:30:00Z'],
  ]
  for (const [text, zone, from, next] of times) {
    it(`${text}${zone ? ` in ${zone}` : ''} comes after ${from} at ${next}`, () => {
      assert.equal(cronSchedule(text, zone).next(Date.parse(from)), Date.parse(next))
    })
  }

  for (const text of ['* * * *', '61 * * * *', '*/0 * * * *', 'a * * * *', '5-1 * * * *']) {
    it(`"${text}" is no schedule`, () => {
      assert.throws(() => cronSchedule(text))
    })
  }

  it('indexes are written as ranges and read back', () => {
    assert.equal(writeIndexes(new Set([7, 0, 1, 2, 4, 5])), '0-2,4,5,7')
    assert.deepEqual([...readIndexes('0-2,4,5,7')], [0, 1, 2, 4, 5, 7])
    assert.deepEqual([...readIndexes(undefined)], [])
  })
})
