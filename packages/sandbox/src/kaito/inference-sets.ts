import type {ApiObject} from '../api.ts'
import {conditionIs} from '../controllers/conditions.ts'
import {controlledBy, dependants} from '../controllers/ownership.ts'
import {isTerminating} from '../controllers/pod-facts.ts'
import {keyOf, ownerKey, reconciler, splitKey} from '../controllers/reconciler.ts'
import type {Controller, World} from '../controllers/world.ts'
import {hash32, seededRandom} from '../random.ts'
import {no, type Told, withFinalizer, withoutFinalizer, writeStatus, yes} from './conditions.ts'
import {operatorOf} from './operator.ts'
import {annotation, finalizer, kaito, label} from './resources.ts'
import {withRevision} from './revisions.ts'
import {ensurePool} from './set-extensions.ts'

const source = 'inferenceset-controller'

/** Keeps as many Workspaces as a set wants. Source: KAITO v0.12 `pkg/inferenceset`. */
export const inferenceSetController: Controller = (world) =>
  reconciler(world, {
    name: source,
    sources: [
      {resource: kaito.inferenceSets, keys: (object) => [keyOf(object)]},
      {resource: kaito.workspaces, keys: (object) => ownerKey(object, 'InferenceSet')},
    ],
    reconcile(key) {
      const {namespace, name} = splitKey(key)
      const set = world.api.get(kaito.inferenceSets, name, namespace)
      if (!set || !operatorOf(world.api).isOn('enableInferenceSetController')) return
      const children = dependants(world, kaito.workspaces, set)
      if (isTerminating(set)) return release(world, set, children)
      const held = withFinalizer(world, kaito.inferenceSets, set, finalizer.inferenceSet)
      const {object} = withRevision(world, kaito.inferenceSets, held, 'inferenceset.kaito.io', {
        template: held.spec.template,
      })
      fit(world, object, children)
      const problem = operatorOf(world.api).isOn('gatewayAPIInferenceExtension') ? ensurePool(world, object) : undefined
      tell(world, object, dependants(world, kaito.workspaces, object), problem)
    },
  })

function release(world: World, set: ApiObject, children: readonly ApiObject[]): void {
  writeStatus(world, kaito.inferenceSets, set, [
    ['InferenceSetDeleting', yes('inferencesetDeleted', 'inferenceset is being deleted')],
  ])
  for (const child of children) remove(world, child)
  withoutFinalizer(world, kaito.inferenceSets, set, finalizer.inferenceSet)
}

function remove(world: World, child: ApiObject): void {
  if (isTerminating(child)) return
  world.api.delete(kaito.workspaces, child.metadata.name, child.metadata.namespace)
}

const isReady = (child: ApiObject): boolean => conditionIs(child['status']?.conditions, 'WorkspaceSucceeded')

/** Replicas that are made, however many a set wants: each orders machines, and this cloud never runs out of them. */
const mostReplicas = 100

/** Children that are not ready go first when there are too many. */
function fit(world: World, set: ApiObject, children: readonly ApiObject[]): void {
  const wanted: number = set.spec.replicas ?? 1
  const most = Math.min(wanted, mostReplicas)
  const alive = children.filter((child) => !isTerminating(child))
  if (most < wanted && alive.length < most)
    world.api.event(set, 'Warning', 'FailedCreate', `the sandbox makes ${most} of ${wanted} replicas`, source)
  for (let count = alive.length, index = 0; count < most; index++) {
    const name = childName(set, index)
    if (world.api.get(kaito.workspaces, name, set.metadata.namespace)) continue
    world.api.create(kaito.workspaces, childOf(set, name))
    count++
  }
  const surplus = [...alive].sort((a, b) => Number(isReady(a)) - Number(isReady(b)) || -ageOrder(a, b))
  for (const child of surplus.slice(0, Math.max(0, alive.length - wanted))) remove(world, child)
  for (const child of alive) addLabels(world, set, child)
}

const ageOrder = (a: ApiObject, b: ApiObject): number =>
  (a.metadata.creationTimestamp ?? '').localeCompare(b.metadata.creationTimestamp ?? '')

/** As generated names look, and the same in every run, so that what remembers pods by name fits them. */
function childName({metadata: {namespace, name}}: ApiObject, index: number): string {
  return `${name}-${seededRandom(hash32(`${namespace}/${name}/${index}`)).suffix(5)}`
}

function childOf(set: ApiObject, name: string): ApiObject {
  const {template, labelSelector} = set.spec
  const {namespace, annotations = {}, labels = {}} = set.metadata
  const quiet = annotations[annotation.noBenchmark]
  const inherited = [label.multiRole, label.role].flatMap((key) => (labels[key] ? [[key, labels[key]]] : []))
  return {
    apiVersion: 'kaito.sh/v1beta1',
    kind: 'Workspace',
    metadata: {
      name,
      ...(namespace === undefined ? {} : {namespace}),
      labels: {...template.metadata?.labels, ...Object.fromEntries(inherited), [label.set]: set.metadata.name},
      annotations: {...template.metadata?.annotations, ...(quiet ? {[annotation.noBenchmark]: quiet} : {})},
      ownerReferences: [controlledBy(set)],
    },
    resource: {...template.resource, labelSelector},
    inference: template.inference,
  }
}

function addLabels(world: World, set: ApiObject, child: ApiObject): void {
  const wanted: Record<string, string> = set.spec.template.metadata?.labels ?? {}
  const missing = Object.entries(wanted).filter(([key, value]) => child.metadata.labels?.[key] !== value)
  if (missing.length === 0) return
  const {name, namespace} = child.metadata
  world.api.patch(kaito.workspaces, name, namespace, {metadata: {labels: Object.fromEntries(missing)}})
}

function tell(world: World, set: ApiObject, children: readonly ApiObject[], problem: string | undefined): void {
  const wanted: number = set.spec.replicas ?? 1
  const ready = children.filter((child) => !isTerminating(child) && isReady(child))
  const measured = ready.filter((child) => conditionIs(child['status']?.conditions, 'BenchmarkCompleted'))
  const counted =
    ready.length >= wanted
      ? yes('inferencesetReady', 'inferenceset is ready')
      : no('inferencesetNotReady', `inferenceset is not ready, ${ready.length}/${wanted} replicas are ready`)
  const told: Told[] = [['InferenceSetReady', problem === undefined ? counted : no('inferencesetFailed', problem)]]
  if (set.metadata.annotations?.[annotation.noBenchmark] !== 'true') {
    told.push([
      'BenchmarkCompleted',
      measured.length >= wanted
        ? yes('BenchmarkCompleted', 'all replicas are benchmarked')
        : no('BenchmarkPending', `${measured.length}/${wanted} replicas benchmarked`),
    ])
  }
  writeStatus(world, kaito.inferenceSets, set, told, {
    replicas: wanted,
    readyReplicas: ready.length,
    selector: `${label.set}=${set.metadata.name}`,
    ...performanceOf(measured),
  })
}

function performanceOf(measured: readonly ApiObject[]): Record<string, unknown> {
  const metrics = measured.flatMap((child) => child['status']?.performance?.metrics?.peakTokensPerMinute ?? [])
  if (metrics.length === 0) return {}
  const [first] = metrics
  const sum = metrics.reduce((total: number, metric: {value: string}) => total + Number(metric.value), 0)
  return {performance: {metrics: {aggregatedPeakTokensPerMinute: {...first, value: sum.toFixed(2)}}}}
}
