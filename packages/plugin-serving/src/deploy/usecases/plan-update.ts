import {checkNamed} from '@ome/capacity/runtime-selection'
import type {Model} from '@ome/inference-model/model'
import {pickByName} from '@ome/inference-model/names'
import type {Service} from '@ome/inference-model/service'
import {shortReason} from '@ome/inference-model/short-reason'
import {OmeError} from '@ome/sdk/errors'
import type {Change, Plan} from '@ome/sdk/plan'
import type {ServiceStore} from '../../domain/service-store.ts'
import {type ChooseServices, chooseServices} from '../../usecases/choose-services.ts'
import {chooseRuntime} from '../domain/choose-runtime.ts'
import type {DeployFacts, DeployWorld, ExistingService, ServiceWriter} from '../domain/deployment.ts'
import type {ScalingWriter} from '../domain/service-writer.ts'
import {checkBounds, type UpdateRequest, updateEdits} from '../domain/update.ts'
import {planScale, type ScaleSources} from './plan-scale.ts'

export interface UpdateSources extends ScaleSources {
  readonly services: ServiceStore
  readonly world: DeployWorld
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
    services.map((service) =>
      isStop ? stop(sources, writers, service) : updateOne(sources, writers, service, request),
    ),
  )
  const changes = plans.flatMap((plan) => plan.changes)
  const notes = [...new Set(plans.flatMap((plan) => plan.notes ?? []))]
  const changing = changes.filter(({action}) => action !== 'unchanged').length
  const asks = isStop
    ? `Stop ${services.length === 1 ? 'this service' : `these ${services.length} services`}?`
    : `Update ${services.length === 1 ? 'this service' : `these ${services.length} services`}?`
  return {changes, notes, ...((isStop || choose.names.length === 0) && changing > 0 ? {asks} : {})}
}

const stop = (sources: ScaleSources, {scaling}: Writers, {name, namespace}: Service): Promise<Plan> =>
  planScale(sources, scaling, {name, namespace, replicas: 0, component: 'engine', strict: false})

async function updateOne(
  {world}: UpdateSources,
  {writer}: Writers,
  service: Service,
  request: UpdateRequest,
): Promise<Plan> {
  const {name, namespace} = service
  const existing = await world.existing(namespace, name)
  if (!existing) throw new OmeError('not-found', `service "${name}" not found in namespace "${namespace}"`)
  checkBounds(existing, request)
  const needsFacts = request.model !== undefined || request.runtime !== undefined
  const decided = needsFacts ? decide(await world.facts(namespace), existing, service, request) : {notes: []}
  const edits = updateEdits(existing, request, decided)
  const object = {kind: 'inferenceservice', name, namespace}
  if (edits.length === 0) return {changes: [{action: 'unchanged', object}]}
  const change: Change = writer.edit({name, namespace}, edits, {
    action: 'update',
    reason: 'its pods are replaced one after the other',
  })
  return {changes: [change], notes: decided.notes}
}

interface Decided {
  readonly model?: {readonly name: string; readonly kind: string}
  readonly runtime?: {readonly name: string; readonly kind: string}
  readonly notes: readonly string[]
}

function decide(
  facts: DeployFacts,
  existing: ExistingService,
  {name, namespace}: Service,
  request: UpdateRequest,
): Decided {
  const wanted = request.model ?? existing.model
  if (wanted === undefined)
    throw new OmeError('failed', `service "${name}" names no model, so no runtime can be checked`)
  const picked = pickByName('model', wanted, facts.models)
  if (!picked)
    throw new OmeError('not-found', `model "${wanted}" not found in namespace "${namespace}" or at cluster scope`, [
      'list them: ome get models',
    ])
  const model = picked.item
  demandPresent(model, request)
  const running = existing.field(['spec', 'runtime', 'name'])
  const chosen = runtimeFor(facts, model, namespace, {named: request.runtime, running})
  const notes = [...(picked.note === undefined ? [] : [`note: ${picked.note}`]), ...chosen.notes]
  return {...(request.model === undefined ? {} : {model: {name: model.name, kind: model.kind}}), ...chosen, notes}
}

function demandPresent(model: Model, {model: typed, waitModel}: UpdateRequest): void {
  if (typed === undefined || waitModel || model.nodesReady.length > 0) return
  throw new OmeError('failed', `model "${model.name}" is on no node yet (${model.status})`, [
    `follow the download: ome get model ${model.name} -w`,
    'change now and let the pods wait for it: --wait-model',
  ])
}

/** The running one stays where it fits; a named one must fit; else the best one takes its place, and is named. */
function runtimeFor(
  {runtimes}: DeployFacts,
  model: Model,
  namespace: string,
  {named, running}: {readonly named: string | undefined; readonly running: unknown},
): Pick<Decided, 'runtime' | 'notes'> {
  const question = {model, namespace, runtimes}
  if (named !== undefined) {
    const {runtime, warnings} = chooseRuntime({...question, named})
    return {runtime: {name: runtime.name, kind: runtime.kind}, notes: warnings.map((text) => `warning: ${text}`)}
  }
  const check = typeof running === 'string' ? checkNamed(running, question) : undefined
  if (check?.ok) return {notes: []}
  if (check === undefined) return {notes: []}
  const {runtime, reason} = chooseRuntime(question)
  const why = check.problem === 'mismatch' ? shortReason(check.message) : check.message
  return {
    runtime: {name: runtime.name, kind: runtime.kind},
    notes: [`runtime ${String(running)} does not fit (${why}): ${runtime.name} takes its place, ${reason}`],
  }
}
