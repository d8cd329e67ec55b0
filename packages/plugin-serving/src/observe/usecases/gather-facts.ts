import type {Service} from '@ome/inference-model/service'
import {canaryName} from '../../rollout/domain/canary.ts'
import type {FactSource, Part, Unread} from '../domain/fact-source.ts'
import {isIncomplete, type LastLines, type ServiceFacts, unready} from '../domain/facts.ts'
import type {ModelFinding, ModelStore} from '../domain/model-finding.ts'
import type {PodLogs} from '../domain/pod-logs.ts'
import {crashingPod} from '../domain/service-report.ts'

/** Where the facts about a service are read from. */
export interface FactSources {
  readonly models: ModelStore
  readonly logs: PodLogs
  readonly facts: FactSource
  readonly services: {find(namespace: string, name: string): Promise<Service | undefined>}
  readonly now: () => Date
}

/** `glance`: what the state of the service asks for. `state`: of that, what waiting for it needs. `all`: everything. */
export type Depth = 'state' | 'glance' | 'all'

export interface Gathered {
  readonly facts: ServiceFacts
  readonly unread: readonly Unread[]
}

const everything: readonly Part[] = [
  'warnings',
  'machines',
  'losses',
  'runtimes',
  'stack',
  'scalers',
  'traffic',
  'claims',
  'quotas',
]

/** Reads what the rules look at. A service that is well costs next to nothing. */
export async function gatherFacts(sources: FactSources, service: Service, depth: Depth): Promise<Gathered> {
  const parts = depth === 'all' ? new Set(everything) : partsFor(service, depth, sources.now())
  const [model, lastLines, {facts, unread}] = await Promise.all([
    modelOf(sources.models, service, depth),
    linesOf(sources.logs, service, depth),
    parts.size === 0 ? {facts: {}, unread: []} : sources.facts.read(service, parts),
  ])
  const canary = await canaryOf(sources.services, service, facts)
  return {
    facts: {
      ...facts,
      service,
      now: sources.now(),
      ...(model && {model}),
      ...(lastLines && {lastLines}),
      ...(canary && {canary}),
    },
    unread,
  }
}

/** What keeps pods from starting is told by events; where they do not fit, by nodes; where there are none, by runtimes. */
function partsFor(service: Service, depth: Depth, now: Date): ReadonlySet<Part> {
  const parts = new Set<Part>(depth === 'glance' ? ['traffic'] : [])
  if (service.status === 'Stopped') return parts
  const pods = unready(service)
  const homeless = pods.some(({problem}) => problem?.state === 'unschedulable' || problem?.state === 'lost')
  const running = service.pods.filter(({terminating}) => !terminating).length
  const unmade = isIncomplete(service) && running < service.components.reduce((sum, {replicas}) => sum + replicas, 0)
  const silent = pods.some(({problem, phase}) => problem?.state === 'starting' && phase === 'Running')
  const failing = pods.some(({problem}) => problem?.state === 'failing')
  const fresh = depth === 'glance' && isFresh(service, now)
  if (homeless || unmade || failing || (silent && depth === 'glance') || fresh) parts.add('warnings')
  const killed = pods.some(({problem}) => problem?.outOfMemory)
  if (homeless || ((silent || killed) && depth === 'glance')) parts.add('machines')
  if (homeless && depth === 'glance') parts.add('losses')
  if (depth === 'glance' && service.components.every(({workload}) => !workload)) parts.add('runtimes')
  return parts
}

const day = 24 * 60 * 60 * 1000

/** A change that the controller cannot carry out shows in events alone, while all that runs is well. */
const isFresh = ({changedAt}: Service, now: Date): boolean =>
  changedAt !== undefined && now.getTime() - Date.parse(changedAt) < day

/** Read only where a route, or a Service in front of the pods of both, sends requests to it. */
async function canaryOf(
  services: FactSources['services'],
  {name, namespace, declared}: Service,
  {routes = []}: Partial<ServiceFacts>,
): Promise<Service | undefined> {
  const wanted = canaryName(name)
  const isSplit = declared?.sharesPods || routes.some(({shares}) => shares.some(({to}) => to === wanted))
  return isSplit ? await services.find(namespace, wanted) : undefined
}

async function modelOf(
  models: ModelStore,
  {model, namespace}: Service,
  depth: Depth,
): Promise<ModelFinding | undefined> {
  return model && (await models.find(model.name, model.kind, namespace, depth !== 'state'))
}

/** Of the run that failed; where everything is asked for, else of an engine that runs and does not answer. */
async function linesOf(logs: PodLogs, service: Service, depth: Depth): Promise<LastLines | undefined> {
  const crashing = crashingPod(service)
  const pod =
    crashing ??
    (depth === 'all' ? unready(service).find(({phase, problem}) => phase === 'Running' && problem) : undefined)
  if (!pod) return undefined
  const container = crashing?.problem?.container
  const previous = crashing !== undefined && pod.restarts > 0
  const lines = await logs.lastRun(service.namespace, {...pod, container, previous})
  return {pod: pod.name, previous, lines, ...(container !== undefined && {container})}
}
