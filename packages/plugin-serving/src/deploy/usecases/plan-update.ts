import type {DeployWorld, ExistingService} from '@ome/inference-model/deploy/request'
import type {Service} from '@ome/inference-model/service'
import type {ServiceStore} from '@ome/inference-model/service-store'
import {OmeError} from '@ome/sdk/errors'
import type {Change, Plan} from '@ome/sdk/plan'
import type {CanaryStore} from '../../rollout/domain/canary.ts'
import {besideCanary, changesPods, openCanary, phaseOf} from '../../rollout/usecases/open-canary.ts'
import {type ChooseServices, chooseServices} from '../../usecases/choose-services.ts'
import type {ServiceWriter} from '../domain/deployment.ts'
import type {Dialect} from '../domain/dialect.ts'
import {refuseModeChange} from '../domain/mode-change.ts'
import type {ScalingWriter} from '../domain/service-writer.ts'
import {checkBounds, refusePredictor, type UpdateRequest, updateEdits} from '../domain/update.ts'
import {decideModel} from './decide-model.ts'
import {planScale, type ScaleSources} from './plan-scale.ts'

export interface UpdateSources extends ScaleSources {
  readonly services: ServiceStore
  readonly world: DeployWorld
  readonly dialect: Dialect
  readonly canaries: CanaryStore
}

interface Writers {
  readonly writer: ServiceWriter
  readonly scaling: ScalingWriter
}

/** The changes of every chosen service, with a runtime that fits where the model changes. */
export async function planUpdate(
  sources: UpdateSources,
  writers: Writers,
  choose: ChooseServices,
  request: UpdateRequest,
): Promise<Plan> {
  const services = await chooseServices(sources.services, 'update', choose)
  const isStop = request.min === 0 && request.max === 0
  const plans = await Promise.all(
    services.map((service) => (isStop ? stop(sources, writers, service) : changed(sources, writers, service, request))),
  )
  const changes = plans.flatMap((plan) => plan.changes)
  const notes = [...new Set(plans.flatMap((plan) => plan.notes ?? []))]
  const changing = changes.filter(({action}) => action !== 'unchanged').length
  const asks = isStop
    ? `Stop ${services.length === 1 ? 'this service' : `these ${services.length} services`}?`
    : `Update ${services.length === 1 ? 'this service' : `these ${services.length} services`}?`
  return {changes, notes, ...((isStop || choose.names.length === 0) && changing > 0 ? {asks} : {})}
}

/** What happens to the pods, by how the service has them replaced. */
function replacing(existing: ExistingService, {rollout}: UpdateRequest): string {
  const strategy = existing.field(['spec', 'engine', 'deploymentStrategy', 'type'])
  const isAtOnce = rollout === undefined ? strategy === 'Recreate' : rollout === 'recreate'
  return isAtOnce ? 'its pods all end before new ones begin' : 'its pods are replaced one after the other'
}

const stop = (sources: ScaleSources, {scaling}: Writers, {name, namespace}: Service): Promise<Plan> =>
  planScale(sources, scaling, {name, namespace, replicas: 0, component: 'engine', strict: false})

/** Whoever gives a stopped service replicas wakes it, as by `scale`. */
async function changed(
  sources: UpdateSources,
  writers: Writers,
  service: Service,
  {min, max, ...others}: UpdateRequest,
): Promise<Plan> {
  if (service.status !== 'Stopped' || (min === undefined && max === undefined))
    return await updateOne(sources, writers, service, {...others, min, max})
  const {name, namespace} = service
  const rest = await updateOne(sources, writers, service, others)
  const scale = {name, namespace, min, max, component: 'engine', strict: false}
  const woken = await planScale(sources, writers.scaling, scale)
  const edited = rest.changes.filter(({action}) => action !== 'unchanged')
  return {changes: [...edited, ...woken.changes], notes: [...(rest.notes ?? []), ...(woken.notes ?? [])]}
}

async function updateOne(
  {world, dialect, canaries}: UpdateSources,
  {writer}: Writers,
  service: Service,
  request: UpdateRequest,
): Promise<Plan> {
  const {name, namespace} = service
  const open = openCanary(canaries, service, phaseOf(service))
  const existing = await world.existing(namespace, name)
  if (!existing) throw new OmeError('not-found', `service "${name}" not found in namespace "${namespace}"`)
  checkBounds(existing, request)
  refusePredictor(existing, request)
  const needsFacts = request.model !== undefined || request.runtime !== undefined
  const wish = {...request, name, namespace}
  const decided = needsFacts ? decideModel(await world.facts(namespace), existing, wish) : undefined
  const workload = service.components.find((component) => component.name === 'engine')?.workload?.kind
  const mode = dialect.modeOf(existing, workload)
  const pace = request.rollout === undefined ? [] : dialect.pace(request.rollout, existing, mode)
  const edits = updateEdits(existing, request, decided ?? {}, pace)
  refuseModeChange({...existing, name}, edits, dialect, workload)
  const beside = edits.some(({at}) => changesPods(at)) ? besideCanary(await open) : []
  const object = {kind: 'inferenceservice', name, namespace}
  if (edits.length === 0) return {changes: [{action: 'unchanged', object}]}
  const reason = edits.some(({at}) => changesPods(at)) ? replacing(existing, request) : undefined
  const change: Change = writer.edit({name, namespace}, edits, {action: 'update', reason})
  return {changes: [change], notes: [...beside, ...(decided?.notes ?? [])]}
}
