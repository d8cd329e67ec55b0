import type {ApiObject} from '../api.ts'
import {type Condition, conditionIs, withCondition} from '../controllers/conditions.ts'
import {isTerminating} from '../controllers/pod-facts.ts'
import {keyOf, ownerKey, reconciler, splitKey} from '../controllers/reconciler.ts'
import type {Controller, World} from '../controllers/world.ts'
import {writeStatus} from './children.ts'
import {clusterTrainingRuntimes, jobSets, trainingRuntimes, trainJobs} from './resources.ts'
import {jobSetFrom} from './train-job-set.ts'

const ownName = 'trainer.kubeflow.org/trainjob-controller'

/** TrainJobs of Trainer v2: a JobSet after a runtime, and a status after the JobSet. */
export const trainJobController: Controller = (world) =>
  reconciler(world, {
    name: 'trainjob-controller',
    sources: [
      {resource: trainJobs, keys: (object) => [keyOf(object)]},
      {resource: jobSets, keys: (object) => ownerKey(object, 'TrainJob')},
    ],
    reconcile(key) {
      const {namespace, name} = splitKey(key)
      const job = world.api.get(trainJobs, name, namespace)
      if (!job || isTerminating(job) || isOver(job) || (job.spec.managedBy ?? ownName) !== ownName) return
      const runtime = runtimeOf(world, job)
      if (!runtime) return unsupported(world, job)
      const set = world.api.get(jobSets, name, namespace)
      const suspend = job.spec.suspend === true
      if (!set) world.api.create(jobSets, jobSetFrom(job, runtime))
      else if ((set.spec.suspend === true) !== suspend) world.api.patch(jobSets, name, namespace, {spec: {suspend}})
      report(world, job, world.api.get(jobSets, name, namespace))
    },
  })

const isOver = (job: ApiObject): boolean =>
  conditionIs(job['status']?.conditions, 'Complete') || conditionIs(job['status']?.conditions, 'Failed')

function runtimeOf(world: World, job: ApiObject): ApiObject | undefined {
  const {kind, name} = job.spec.runtimeRef
  return kind === 'TrainingRuntime'
    ? world.api.get(trainingRuntimes, name, job.metadata.namespace)
    : world.api.get(clusterTrainingRuntimes, name)
}

function unsupported(world: World, job: ApiObject): void {
  const {apiGroup, kind, name} = job.spec.runtimeRef
  const conditions = withCondition(world, job['status']?.conditions, {
    type: 'Failed',
    status: 'True',
    reason: 'TrainingRuntimeNotSupported',
    message: `Referenced TrainingRuntime not supported: ${apiGroup}/${kind} "${name}" not found`,
  })
  writeStatus(world, trainJobs, job, {conditions})
}

function report(world: World, job: ApiObject, set: ApiObject | undefined): void {
  const known: readonly Condition[] | undefined = job['status']?.conditions
  const of: readonly Condition[] = set?.['status']?.conditions ?? []
  const over = of.find(({type, status}) => (type === 'Completed' || type === 'Failed') && status === 'True')
  let conditions = known
  if (job.spec.suspend === true)
    conditions = withCondition(world, conditions, {
      type: 'Suspended',
      status: 'True',
      reason: 'Suspended',
      message: 'TrainJob is suspended',
    })
  else if (conditionIs(known, 'Suspended'))
    conditions = withCondition(world, conditions, {
      type: 'Suspended',
      status: 'False',
      reason: 'Resumed',
      message: 'TrainJob is resumed',
    })
  if (over)
    conditions = withCondition(world, conditions, {
      type: over.type === 'Completed' ? 'Complete' : 'Failed',
      status: 'True',
      reason: over.reason ?? '',
      message: over.message ?? '',
    })
  writeStatus(world, trainJobs, job, {
    ...(conditions ? {conditions} : {}),
    jobsStatus: set?.['status']?.replicatedJobsStatus ?? [],
  })
}
