import type {DeployWorld} from '@ome/inference-model/deploy/request'
import {getService} from '@ome/inference-model/get-service'
import type {Service} from '@ome/inference-model/service'
import {troubleOf} from '@ome/inference-model/service-status'
import type {ServiceStore} from '@ome/inference-model/service-store'
import {type Canary, type CanaryStore, canaryName, openPhases} from '../domain/canary.ts'
import type {CanaryView} from '../domain/canary-view.ts'
import type {HistoryStore} from '../domain/history-store.ts'

export interface ViewSources {
  readonly services: ServiceStore
  readonly canaries: CanaryStore
  readonly world: Pick<DeployWorld, 'existing'>
  readonly history: Pick<HistoryStore, 'read'>
}

/** Throws `not-found`. */
export async function viewCanary(
  {services, canaries, world, history}: ViewSources,
  ask: {readonly name: string; readonly namespace: string},
): Promise<CanaryView> {
  const {name, namespace} = ask
  const [service, found, second] = await Promise.all([
    getService(services, ask),
    canaries.find(namespace, name),
    services.find(namespace, canaryName(name)),
  ])
  const canary = found ?? (await foreignCanary(service, world))
  if (!canary) {
    const trouble = troubleIn(service)
    const way = trouble !== undefined && (await history.read(namespace, name)).length > 1
    return {service, settled: service.status === 'Ready', foreign: false, ...cause(trouble), canUndo: way}
  }
  const state = await canaries.backend(canary.by).state(canary)
  const apart = second && !['native', 'serverless'].includes(canary.by) ? second : undefined
  return {
    service,
    canary,
    state,
    ...(apart && {second: apart}),
    ...cause(troubleIn(apart ?? service)),
    canUndo: false,
    settled: state.done ?? isReplaced(service, canary),
    foreign: !found,
  }
}

const inTrouble = new Set(['Failed', 'Degraded'])

/** What keeps new pods from becoming ready; where no pod tells, what the service says of itself. */
const troubleIn = ({pods, status, reason}: Service): string | undefined =>
  troubleOf(pods) ?? (inTrouble.has(status) ? reason : undefined)

const cause = (trouble: string | undefined): Pick<CanaryView, 'cause'> =>
  trouble === undefined ? {} : {cause: trouble}

/** Ready, and with other pods than before. */
const isReplaced = ({status, components}: Service, {movedFrom}: Canary): boolean =>
  status === 'Ready' && (movedFrom === undefined || revisionOf(components) !== movedFrom)

export const revisionOf = (components: Service['components']): string | undefined =>
  components.find(({name}) => name === 'engine')?.revision

/** A rollout by steps that OME was told to make by somebody else. */
async function foreignCanary(
  {name, namespace, components}: Service,
  world: ViewSources['world'],
): Promise<Canary | undefined> {
  const engine = components.find((component) => component.name === 'engine')
  const phase = engine?.rollout?.phase
  if (phase === undefined || !openPhases.has(phase) || engine?.workload?.kind !== 'InferenceReplica') return undefined
  const existing = await world.existing(namespace, name)
  if (!existing) return undefined
  return {
    service: name,
    namespace,
    uid: existing.uid,
    by: 'native',
    phase: phase === 'Promoting' ? 'promoting' : phase === 'RollingBack' ? 'aborting' : 'running',
    percent: engine.traffic?.find(({tag}) => tag === 'canary')?.percent ?? 0,
    replicas: engine.replicas,
    target: Object(existing.field(['spec'])),
    startedAt: engine.rollout?.since ?? '',
  }
}
