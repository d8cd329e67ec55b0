import {isDeepStrictEqual} from 'node:util'
import type {ApiObject} from '../api.ts'
import {type Condition, conditionIs} from './conditions.ts'
import {CronError, type CronSchedule, cronSchedule} from './cron-schedule.ts'
import {controlledBy, dependants} from './ownership.ts'
import {isTerminating} from './pod-facts.ts'
import {keyOf, ownerKey, reconciler, splitKey} from './reconciler.ts'
import {cronJobs, jobs} from './resources.ts'
import {type Controller, timestamp, type World} from './world.ts'

const source = 'cronjob-controller'
const manyMissed = 100

/** Makes Jobs at the times of a schedule. */
export const cronJobController: Controller = (world) =>
  reconciler(world, {
    name: source,
    sources: [
      {resource: cronJobs, keys: (object) => [keyOf(object)]},
      {resource: jobs, keys: (object) => ownerKey(object, 'CronJob')},
    ],
    reconcile(key, again) {
      const {namespace, name} = splitKey(key)
      const cron = world.api.get(cronJobs, name, namespace)
      if (!cron || isTerminating(cron)) return
      const state = stateOf(world, cron)
      removeHistory(world, cron)
      if (!cron.spec.suspend) run(world, cron, state, again)
      writeStatus(world, cron, state)
    },
  })

interface State {
  active: Reference[]
  lastScheduleTime: string | undefined
  lastSuccessfulTime: string | undefined
}

interface Reference {
  readonly apiVersion: string
  readonly kind: string
  readonly namespace?: string
  readonly name: string
  readonly uid: string
  readonly resourceVersion?: string
}

const finished = (job: ApiObject): Condition | undefined => {
  const conditions: Condition[] = job.status?.conditions ?? []
  return conditions.find(({type, status}) => status === 'True' && (type === 'Complete' || type === 'Failed'))
}

function stateOf(world: World, cron: ApiObject): State {
  const note = (type: 'Normal' | 'Warning', reason: string, message: string): void =>
    world.api.event(cron, type, reason, message, source)
  const before: Reference[] = cron.status?.active ?? []
  const own = dependants(world, jobs, cron)
  let lastSuccessfulTime: string | undefined = cron.status?.lastSuccessfulTime
  const active = before.filter((reference) => {
    const job = own.find(({metadata}) => metadata.uid === reference.uid)
    if (!job) note('Normal', 'MissingJob', `Active job went missing: ${reference.name}`)
    const end = job && finished(job)
    if (end) note('Normal', 'SawCompletedJob', `Saw completed job: ${reference.name}, condition: ${end.type}`)
    return job !== undefined && end === undefined
  })
  for (const job of own) {
    const end: string | undefined = job.status?.completionTime
    if (end && (lastSuccessfulTime === undefined || end > lastSuccessfulTime)) lastSuccessfulTime = end
    if (finished(job) || before.some(({uid}) => uid === job.metadata.uid)) continue
    const {name} = job.metadata
    note('Warning', 'UnexpectedJob', `Saw a job that the controller did not create or forgot: ${name}`)
  }
  return {active, lastScheduleTime: cron.status?.lastScheduleTime, lastSuccessfulTime}
}

function removeHistory(world: World, cron: ApiObject): void {
  const over = dependants(world, jobs, cron).filter(finished)
  const limits: [isSuccess: boolean, limit: number][] = [
    [true, cron.spec.successfulJobsHistoryLimit ?? 3],
    [false, cron.spec.failedJobsHistoryLimit ?? 1],
  ]
  for (const [isSuccess, limit] of limits) {
    const kind = over.filter((job) => conditionIs(job.status?.conditions, 'Complete') === isSuccess)
    for (const job of kind.slice(0, Math.max(0, kind.length - limit))) removeJob(world, cron, job.metadata.name)
  }
}

function removeJob(world: World, cron: ApiObject, name: string): void {
  world.api.delete(jobs, name, cron.metadata.namespace, {propagation: 'Background'})
  world.api.event(cron, 'Normal', 'SuccessfulDelete', `Deleted job ${name}`, source)
}

function scheduleOf(world: World, cron: ApiObject): CronSchedule | undefined {
  try {
    return cronSchedule(cron.spec.schedule, cron.spec.timeZone)
  } catch (error) {
    if (!(error instanceof CronError)) throw error
    const message = `unparseable schedule: "${cron.spec.schedule}" : ${error.message}`
    world.api.event(cron, 'Warning', 'UnparseableSchedule', message, source)
    return undefined
  }
}

function run(world: World, cron: ApiObject, state: State, again: (time: number) => void): void {
  const schedule = scheduleOf(world, cron)
  if (!schedule) return
  const now = world.clock.now()
  const due = lastDue(world, cron, schedule, state, now)
  const next = schedule.next(now)
  if (next !== undefined) again(next)
  if (due === undefined) return
  const limit: number | undefined = cron.spec.startingDeadlineSeconds
  if (limit !== undefined && due + limit * 1000 < now) {
    const message = `Missed scheduled time to start a job: ${new Date(due).toUTCString().replace('GMT', '+0000')}`
    world.api.event(cron, 'Warning', 'MissSchedule', message, source)
    return
  }
  start(world, cron, state, due)
}

/** The last time at which a Job should have been made and was not. */
function lastDue(world: World, cron: ApiObject, schedule: CronSchedule, state: State, now: number): number | undefined {
  const limit: number | undefined = cron.spec.startingDeadlineSeconds
  const since = Date.parse(state.lastScheduleTime ?? cron.metadata.creationTimestamp ?? '')
  const from = limit === undefined ? since : Math.max(since, now - limit * 1000)
  let last: number | undefined
  let count = 0
  for (let at = schedule.next(from); at !== undefined && at <= now; at = schedule.next(at)) {
    last = at
    count++
    // What lies between is not started anyway: go on shortly before the present.
    if (count === manyMissed) {
      const message = 'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew'
      world.api.event(cron, 'Warning', 'TooManyMissedTimes', message, source)
      at = Math.max(at, now - ((at - from) / count) * 2)
    }
  }
  return last
}

function start(world: World, cron: ApiObject, state: State, due: number): void {
  const policy: string = cron.spec.concurrencyPolicy ?? 'Allow'
  if (policy === 'Forbid' && state.active.length > 0) {
    const message = 'Not starting job because prior execution is running and concurrency policy is Forbid'
    world.api.event(cron, 'Normal', 'JobAlreadyActive', message, source)
    return
  }
  if (policy === 'Replace') {
    for (const {name} of state.active) removeJob(world, cron, name)
    state.active = []
  }
  const {name, namespace} = cron.metadata
  const template = cron.spec.jobTemplate
  const jobName = `${name}-${Math.floor(due / 60_000)}`
  state.lastScheduleTime = timestamp(due)
  if (world.api.get(jobs, jobName, namespace)) return
  const annotations = {
    ...template.metadata?.annotations,
    'batch.kubernetes.io/cronjob-scheduled-timestamp': timestamp(due),
  }
  const job = world.api.create(jobs, {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: jobName,
      ...(namespace === undefined ? {} : {namespace}),
      ...(template.metadata?.labels ? {labels: template.metadata.labels} : {}),
      annotations,
      ownerReferences: [controlledBy(cron)],
    },
    spec: template.spec,
  })
  world.api.event(cron, 'Normal', 'SuccessfulCreate', `Created job ${jobName}`, source)
  const {uid = '', resourceVersion = ''} = job.metadata
  state.active.push({
    apiVersion: 'batch/v1',
    kind: 'Job',
    ...(namespace === undefined ? {} : {namespace}),
    name: jobName,
    uid,
    resourceVersion,
  })
}

function writeStatus(world: World, cron: ApiObject, state: State): void {
  const status = {
    active: state.active.length > 0 ? state.active : null,
    lastScheduleTime: state.lastScheduleTime ?? null,
    lastSuccessfulTime: state.lastSuccessfulTime ?? null,
  }
  const before = cron.status ?? {}
  if (Object.entries(status).every(([field, value]) => isDeepStrictEqual(before[field] ?? null, value))) return
  world.api.patch(cronJobs, cron.metadata.name, cron.metadata.namespace, {status}, 'status')
}
