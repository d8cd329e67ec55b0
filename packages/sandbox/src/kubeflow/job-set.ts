import type {ApiObject} from '../api.ts'
import {type Condition, conditionIs, withCondition} from '../controllers/conditions.ts'
import {dependants} from '../controllers/ownership.ts'
import {isTerminating} from '../controllers/pod-facts.ts'
import {keyOf, ownerKey, reconciler, splitKey} from '../controllers/reconciler.ts'
import {jobs, services} from '../controllers/resources.ts'
import type {Controller, World} from '../controllers/world.ts'
import {childMeta, writeStatus} from './children.ts'
import {jobSets} from './resources.ts'

const prefix = 'jobset.sigs.k8s.io/'

interface ReplicatedJob {
  readonly name: string
  readonly replicas?: number
  readonly template: {
    readonly metadata?: ApiObject['metadata']
    readonly spec: Record<string, unknown> & {template?: PodTemplate}
  }
  readonly dependsOn?: readonly {readonly name: string; readonly status: 'Ready' | 'Complete'}[]
}

interface PodTemplate {
  readonly metadata?: {readonly labels?: Record<string, string>; readonly annotations?: Record<string, string>}
  readonly spec?: Record<string, unknown>
}

interface Counts {
  readonly name: string
  readonly ready: number
  readonly succeeded: number
  readonly failed: number
  readonly active: number
  readonly suspended: number
}

/** JobSets: the Jobs of each part, in the order that they depend on each other, and one outcome of all. */
export const jobSetController: Controller = (world) =>
  reconciler(world, {
    name: 'jobset-controller',
    sources: [
      {resource: jobSets, keys: (object) => [keyOf(object)]},
      {resource: jobs, keys: (object) => ownerKey(object, 'JobSet')},
    ],
    reconcile(key) {
      const {namespace, name} = splitKey(key)
      const set = world.api.get(jobSets, name, namespace)
      if (!set || isTerminating(set)) return
      const made = dependants(world, jobs, set)
      if (isOver(set)) return expire(world, set)
      const counts = partsOf(set).map((part) => countsOf(part, made))
      bring(world, set, made, counts)
      report(world, set, made, counts)
    },
  })

const isOver = (set: ApiObject): boolean =>
  conditionIs(set['status']?.conditions, 'Completed') || conditionIs(set['status']?.conditions, 'Failed')

const partsOf = (set: ApiObject): readonly ReplicatedJob[] => set.spec.replicatedJobs ?? []

const jobsOf = (part: ReplicatedJob, made: readonly ApiObject[]): ApiObject[] =>
  made.filter((job) => job.metadata.labels?.[`${prefix}replicatedjob-name`] === part.name)

function countsOf(part: ReplicatedJob, made: readonly ApiObject[]): Counts {
  const own = jobsOf(part, made)
  const having = (type: string): number => own.filter((job) => conditionIs(job['status']?.conditions, type)).length
  const [succeeded, failed, suspended] = [having('Complete'), having('Failed'), having('Suspended')]
  const wanted = (job: ApiObject): number => Math.min(job.spec.parallelism ?? 1, job.spec.completions ?? 1)
  const ready = own.filter((job) => (job['status']?.ready ?? 0) + (job['status']?.succeeded ?? 0) >= wanted(job)).length
  const active = own.filter((job) => (job['status']?.active ?? 0) > 0).length
  return {name: part.name, ready: Math.max(0, ready - succeeded), succeeded, failed, active, suspended}
}

function bring(world: World, set: ApiObject, made: readonly ApiObject[], counts: readonly Counts[]): void {
  const {name, namespace} = set.metadata
  const subdomain: string = set.spec.network?.subdomain ?? name
  if (set.spec.network?.enableDNSHostnames !== false && !world.api.get(services, subdomain, namespace))
    world.api.create(services, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: childMeta(set, subdomain),
      spec: {clusterIP: 'None', selector: {[`${prefix}jobset-name`]: name}, publishNotReadyAddresses: true},
    })
  for (const part of partsOf(set)) {
    if (!mayBegin(part, set, counts)) continue
    for (let index = 0; index < (part.replicas ?? 1); index++) {
      const existing = made.find((job) => job.metadata.name === `${name}-${part.name}-${index}`)
      const suspend = set.spec.suspend === true
      if (!existing) world.api.create(jobs, jobOf(set, part, index, subdomain))
      else if ((existing.spec.suspend === true) !== suspend)
        world.api.patch(jobs, existing.metadata.name, namespace, {spec: {suspend}})
    }
  }
}

function mayBegin({dependsOn = []}: ReplicatedJob, set: ApiObject, counts: readonly Counts[]): boolean {
  return dependsOn.every(({name, status}) => {
    const wanted = partsOf(set).find((part) => part.name === name)?.replicas ?? 1
    const {ready = 0, succeeded = 0} = counts.find((one) => one.name === name) ?? {}
    return (status === 'Complete' ? succeeded : ready + succeeded) >= wanted
  })
}

function jobOf(set: ApiObject, part: ReplicatedJob, index: number, subdomain: string): ApiObject {
  const {name} = set.metadata
  const total = partsOf(set).reduce((sum, {replicas = 1}) => sum + replicas, 0)
  const before = partsOf(set)
    .slice(0, partsOf(set).indexOf(part))
    .reduce((sum, {replicas = 1}) => sum + replicas, 0)
  const labels = {
    [`${prefix}jobset-name`]: name,
    [`${prefix}jobset-uid`]: set.metadata.uid ?? '',
    [`${prefix}replicatedjob-name`]: part.name,
    [`${prefix}replicatedjob-replicas`]: String(part.replicas ?? 1),
    [`${prefix}global-replicas`]: String(total),
    [`${prefix}job-index`]: String(index),
    [`${prefix}job-global-index`]: String(before + index),
    [`${prefix}restart-attempt`]: '0',
  }
  const {template = {}, ...spec} = part.template.spec
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: childMeta(set, `${name}-${part.name}-${index}`, {...part.template.metadata?.labels, ...labels}),
    spec: {
      ...spec,
      suspend: set.spec.suspend === true,
      template: {
        metadata: {
          labels: {...template.metadata?.labels, ...labels},
          annotations: {...template.metadata?.annotations},
        },
        spec: {restartPolicy: 'OnFailure', subdomain, ...template.spec},
      },
    },
  }
}

function report(world: World, set: ApiObject, made: readonly ApiObject[], counts: readonly Counts[]): void {
  const known: readonly Condition[] | undefined = set['status']?.conditions
  const verdict = outcome(set, counts)
  let conditions = known
  if (verdict) conditions = withCondition(world, conditions, verdict)
  else if (set.spec.suspend === true)
    conditions = withCondition(world, conditions, {
      type: 'Suspended',
      status: 'True',
      reason: 'SuspendedJobs',
      message: 'jobset is suspended',
    })
  else if (conditionIs(known, 'Suspended'))
    conditions = withCondition(world, conditions, {
      type: 'Suspended',
      status: 'False',
      reason: 'ResumeJobs',
      message: 'jobset is resumed',
    })
  writeStatus(world, jobSets, set, {
    ...(conditions ? {conditions} : {}),
    replicatedJobsStatus: partsOf(set).map((part) => countsOf(part, made)),
    ...(verdict ? {terminalState: verdict.type} : {}),
  })
}

function outcome(set: ApiObject, counts: readonly Counts[]): Condition | undefined {
  const bad = counts.find(({failed}) => failed > 0)
  if (bad)
    return {
      type: 'Failed',
      status: 'True',
      reason: 'FailedJobs',
      message: `jobset failed due to one or more job failures (first failed job: ${set.metadata.name}-${bad.name}-0)`,
    }
  const targets: readonly string[] = set.spec.successPolicy?.targetReplicatedJobs ?? []
  const wanted = partsOf(set).filter(({name}) => targets.length === 0 || targets.includes(name))
  const done = wanted.every(
    ({name, replicas = 1}) => (counts.find((one) => one.name === name)?.succeeded ?? 0) >= replicas,
  )
  if (!done || wanted.length === 0) return undefined
  return {type: 'Completed', status: 'True', reason: 'AllJobsCompleted', message: 'jobset completed successfully'}
}

function expire(world: World, set: ApiObject): void {
  const seconds: number | undefined = set.spec.ttlSecondsAfterFinished
  const conditions: readonly Condition[] = set['status'].conditions
  const over = conditions.find(({type}) => type === 'Completed' || type === 'Failed')
  if (seconds === undefined || !over?.lastTransitionTime) return
  const {name, namespace, uid} = set.metadata
  world.clock.at(Date.parse(over.lastTransitionTime) + seconds * 1000, () => {
    world.queue.add(`ttl ${uid}`, () => {
      if (world.api.get(jobSets, name, namespace)?.metadata.uid === uid) world.api.delete(jobSets, name, namespace)
    })
  })
}
