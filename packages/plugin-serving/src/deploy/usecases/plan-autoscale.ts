import type {Mode, WantedFields} from '@ome/inference-model/deploy/mode'
import type {ReplicaRange} from '@ome/inference-model/deploy/replicas'
import type {DeployWorld, ExistingService} from '@ome/inference-model/deploy/request'
import {getService} from '@ome/inference-model/get-service'
import type {Service} from '@ome/inference-model/service'
import type {ServiceStore} from '@ome/inference-model/service-store'
import {OmeError} from '@ome/sdk/errors'
import type {Change, Plan} from '@ome/sdk/plan'
import {editsTo} from '../../domain/field-edit.ts'
import {
  type Autoscaling,
  checkTarget,
  metricNamed,
  metricNames,
  queryFor,
  type WantedMetric,
} from '../domain/autoscaling.ts'
import type {ServiceWriter} from '../domain/deployment.ts'
import type {Dialect} from '../domain/dialect.ts'
import type {ScalingWorld} from '../domain/scaling-world.ts'
import {demandEngine} from '../domain/update.ts'

export interface AutoscaleInput {
  readonly name: string
  readonly namespace: string
  readonly metric?: string | undefined
  readonly target?: number | undefined
  readonly min?: number | undefined
  readonly max?: number | undefined
  readonly off: boolean
  /** Where KEDA reaches Prometheus. */
  readonly prometheus?: string | undefined
}

export interface AutoscaleSources {
  readonly services: ServiceStore
  readonly world: Pick<DeployWorld, 'existing'>
  readonly writer: ServiceWriter
  readonly dialect: Dialect
  readonly scalers: ScalingWorld
  /** A Prometheus that programs in the cluster can reach, where one is known. */
  readonly prometheusAddress: () => Promise<string | undefined>
}

/** Lets the number of replicas follow a metric, or nothing. */
export async function planAutoscale(sources: AutoscaleSources, input: AutoscaleInput): Promise<Plan> {
  const metric = wantedMetric(input)
  const {name, namespace} = input
  const service = await getService(sources.services, input)
  const existing = await sources.world.existing(namespace, name)
  if (!existing) throw new OmeError('not-found', `service "${name}" not found in namespace "${namespace}"`)
  demandScalable(service, sources.dialect.modeOf(existing, engineOf(service)?.workload?.kind))
  demandEngine(existing)
  if (!metric) return turnedOff(sources, service, existing)
  const rivals = await sources.scalers.rivals(namespace, `${name}-engine`)
  if (rivals.length > 0) throw rivalError(service, rivals)
  if (metric.kind === 'query' && !(await sources.scalers.hasKeda())) throw withoutKeda(service)
  const {range, notes} = boundsFor(service, input)
  const by = await scalingBy(sources, service, metric, input)
  const said = by.kind === 'query' ? [`query: ${by.query}`, `Prometheus: ${by.server}`] : []
  const unknown = by.kind === 'query' && by.isGuess ? [guessNote(by.server)] : []
  const target = `target: ${by.target} ${metric.unit} per replica, ${range.min} to ${range.max} replicas`
  const outside = sources.dialect.scaledBy(existing) === 'external'
  const changes = changesFor(sources, service, existing, {...range, by})
  return {
    changes,
    notes: [...unknown, ...notes, target, ...said],
    ...(outside && {asks: `Service "${name}" is scaled by something outside of OME. Let OME scale it from now on?`}),
  }
}

function wantedMetric({metric, target, off, name, namespace}: AutoscaleInput): WantedMetric | undefined {
  if (off && (metric !== undefined || target !== undefined))
    throw new OmeError('usage', '--off ends autoscaling; it cannot stand beside --metric and --target')
  if (off) return undefined
  if (metric === undefined)
    throw new OmeError('usage', 'which metric shall the replicas follow? --metric is missing', [
      `there are ${metricNames.join(', ')}`,
      `ome autoscale service ${name} -n ${namespace} --metric requests-per-second --target 100`,
    ])
  const found = metricNamed(metric)
  if (target === undefined)
    throw new OmeError('usage', `how much of it may one replica have? --target is missing, in ${found.unit}`)
  checkTarget(found, target)
  return found
}

const engineOf = ({components}: Service) => components.find(({name}) => name === 'engine')

const unscalable: Readonly<Partial<Record<Mode, string>>> = {
  Serverless: 'Knative scales it by its own requests',
  MultiNode: 'it runs as a LeaderWorkerSet, for which OME makes no autoscaler',
  VirtualDeployment: 'nothing runs for it',
}

function demandScalable({name, namespace, status}: Service, mode: Mode): void {
  const why = unscalable[mode]
  if (why !== undefined)
    throw new OmeError('failed', `service "${name}" cannot be autoscaled: ${why}`, [
      `set the number yourself: ome scale service ${name} -n ${namespace} --replicas 2`,
    ])
  if (status === 'Stopped')
    throw new OmeError('failed', `service "${name}" is stopped`, [
      `wake it first: ome scale service ${name} -n ${namespace} --replicas 1`,
    ])
}

function turnedOff({dialect, writer}: AutoscaleSources, service: Service, existing: ExistingService): Plan {
  const {name, namespace} = service
  const replicas = Math.max(1, engineOf(service)?.replicas ?? 1)
  const edits = editsTo(existing, dialect.fixed(replicas))
  const object = {kind: 'inferenceservice', name, namespace}
  if (edits.length === 0) return {changes: [{action: 'unchanged', object}]}
  const reason = `stays at ${replicas} ${replicas === 1 ? 'replica' : 'replicas'}`
  return {changes: [writer.edit(service, edits, {action: 'update', reason})]}
}

function boundsFor(
  service: Service,
  {min, max}: AutoscaleInput,
): {readonly range: ReplicaRange; readonly notes: readonly string[]} {
  const engine = engineOf(service)
  const lower = min ?? Math.min(Math.max(1, engine?.minReplicas ?? 1), max ?? Number.POSITIVE_INFINITY)
  const current = engine?.maxReplicas ?? lower
  const upper = max ?? (current > lower ? current : lower * 2)
  if (lower < 1)
    throw new OmeError('usage', '--min 0 is no bound of an autoscaler here', [
      `stop it instead: ome scale service ${service.name} -n ${service.namespace} --replicas 0`,
    ])
  if (lower > upper) throw new OmeError('usage', `--min ${lower} is more than --max ${upper}`)
  if (lower === upper) throw new OmeError('usage', `--min and --max are both ${lower}: nothing could be scaled`)
  const notes =
    max === undefined && upper !== current ? [`the number was fixed at ${lower}: up to ${upper} now, or say --max`] : []
  return {range: {min: lower, max: upper}, notes}
}

type Scaled = Autoscaling['by'] & {readonly isGuess?: boolean}

async function scalingBy(
  {prometheusAddress}: AutoscaleSources,
  service: Service,
  metric: WantedMetric,
  {target = 0, prometheus}: AutoscaleInput,
): Promise<Scaled> {
  if (metric.kind === 'resource') return {kind: 'resource', resource: metric.resource, target}
  const known = prometheus ?? (await prometheusAddress())
  const server = known ?? usualAddress
  const labelled = new URL(server).hostname.startsWith('ome-prometheus')
  const runs = engineOf(service)?.workload?.kind === 'InferenceReplica' ? 'instances' : 'deployment'
  const {query, template} = queryFor(metric.name, {...service, runs}, labelled)
  return {kind: 'query', target, server, query, template, isGuess: known === undefined}
}

const usualAddress = 'http://prometheus-operated.monitoring:9090'

const guessNote = (server: string): string =>
  `warning: no Prometheus was found in the cluster: ${server} is written down, and nothing is scaled until one answers there; name it with --prometheus URL`

/** OME v1.3 takes KEDA after an HPA only when nothing of its own scaled in between. */
function changesFor(
  {dialect, writer}: AutoscaleSources,
  service: Service,
  existing: ExistingService,
  scaling: Autoscaling,
): readonly Change[] {
  const {name, namespace} = service
  const edits = editsTo(existing, dialect.autoscaled(scaling))
  if (edits.length === 0) return [{action: 'unchanged', object: {kind: 'inferenceservice', name, namespace}}]
  const words = {action: 'update', reason: 'its replicas follow the metric'} as const
  const last = writer.edit(service, edits, words)
  const before = dialect.scaledBy(existing)
  const changesHands = dialect.native && scaling.by.kind === 'query' && (before === undefined || before === 'hpa')
  if (!changesHands) return [last]
  const between: WantedFields = [[['spec', 'engine', 'autoscaler'], {class: 'External', hpa: null, keda: null}]]
  const reason = 'its HPA goes before KEDA comes'
  return [writer.edit(service, editsTo(existing, between), {action: 'update', reason}), last]
}

const rivalError = ({name, namespace}: Service, rivals: readonly string[]): OmeError =>
  new OmeError(
    'conflict',
    `hpa "${rivals[0]}" scales deployment "${name}-engine" already: two autoscalers would undo each other`,
    [`delete it, and try again: ome delete hpa ${rivals[0]} -n ${namespace}`],
  )

const withoutKeda = ({name, namespace}: Service): OmeError =>
  new OmeError('failed', 'the cluster has no KEDA, which would ask Prometheus for the metric', [
    `follow the CPU instead: ome autoscale service ${name} -n ${namespace} --metric cpu --target 80`,
  ])
