import {isDeepStrictEqual} from 'node:util'
import type {ApiObject} from '../api.ts'
import {conditionIs} from '../controllers/conditions.ts'
import {isTerminating} from '../controllers/pod-facts.ts'
import {keyOf, ownerKey, reconciler, splitKey} from '../controllers/reconciler.ts'
import {jobs} from '../controllers/resources.ts'
import {type Controller, timestamp, type World} from '../controllers/world.ts'
import {benchmarkTask} from './benchmark-task.ts'
import {Refusal} from './refusal.ts'
import {benchmarkJobs, inferenceServices} from './resources.ts'

const finalizer = 'benchmarkjob.finalizers'
const pollMs = 60_000
const source = 'v1beta1Controllers'

/** Runs a load generator for each BenchmarkJob once its service is ready. Results go to storage alone. */
export const benchmarkController: Controller = (world) =>
  reconciler(world, {
    name: 'benchmarkjob-controller',
    sources: [
      {resource: benchmarkJobs, keys: (object) => [keyOf(object)]},
      {resource: jobs, keys: (object) => ownerKey(object, 'BenchmarkJob')},
    ],
    reconcile(key, again) {
      const {namespace, name} = splitKey(key)
      const benchmark = world.api.get(benchmarkJobs, name, namespace)
      if (!benchmark) return
      setFinalizer(world, benchmark, !isTerminating(benchmark))
      if (isTerminating(benchmark)) return
      const task = world.api.get(jobs, name, namespace)
      if (task) follow(world, benchmark, task)
      else if (begin(world, benchmark) === 'wait') again(world.clock.now() + pollMs)
    },
  })

function setFinalizer(world: World, benchmark: ApiObject, wanted: boolean): void {
  const {name, namespace, finalizers = []} = benchmark.metadata
  if (finalizers.includes(finalizer) === wanted) return
  const next = wanted ? [...finalizers, finalizer] : finalizers.filter((other) => other !== finalizer)
  world.api.patch(benchmarkJobs, name, namespace, {metadata: {finalizers: next}})
}

/** Starts the load generator; `wait` while the service is not there or not ready. */
function begin(world: World, benchmark: ApiObject): 'wait' | 'begun' {
  if (benchmark.status?.state === 'Completed' || benchmark.status?.state === 'Failed') return 'begun'
  const target = benchmark.spec.endpoint.inferenceService
  const service = target && world.api.get(inferenceServices, target.name, target.namespace)
  if (target && !conditionIs(service?.['status']?.conditions, 'Ready')) {
    const details = `InferenceService ${target.namespace}/${target.name} is not ready`
    writeStatus(world, benchmark, {state: 'Pending', details})
    return 'wait'
  }
  try {
    world.api.create(jobs, benchmarkTask(world, benchmark, service))
    writeStatus(world, benchmark, {state: 'Running', startTime: timestamp(world.clock.now())})
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    writeStatus(world, benchmark, {state: 'Failed', failureMessage: error.message})
    world.api.event(benchmark, 'Warning', error.reason, error.message, source)
  }
  return 'begun'
}

function follow(world: World, benchmark: ApiObject, task: ApiObject): void {
  const startTime = benchmark.status?.startTime ?? task.status?.startTime ?? timestamp(world.clock.now())
  const failed = task.status?.conditions?.find(
    (condition: {type: string; status: string}) => condition.type === 'Failed' && condition.status === 'True',
  )
  if (failed) {
    writeStatus(world, benchmark, {
      state: 'Failed',
      startTime,
      completionTime: failed.lastTransitionTime,
      failureMessage: failed.message ?? 'job failed',
    })
  } else if (conditionIs(task.status?.conditions, 'Complete')) {
    writeStatus(world, benchmark, {state: 'Completed', startTime, completionTime: task.status.completionTime})
  } else writeStatus(world, benchmark, {state: 'Running', startTime})
}

function writeStatus(world: World, benchmark: ApiObject, status: Record<string, unknown>): void {
  const {lastReconcileTime: _, ...before} = benchmark.status ?? {}
  if (isDeepStrictEqual(before, status)) return
  const {name, namespace} = benchmark.metadata
  const gone = Object.fromEntries(Object.keys(before).map((field) => [field, null]))
  const lastReconcileTime = timestamp(world.clock.now())
  world.api.patch(benchmarkJobs, name, namespace, {status: {...gone, ...status, lastReconcileTime}}, 'status')
}
