import {OmeError} from '@ome/sdk/errors'
import type {Model} from '../model.ts'
import {objectName} from '../names.ts'
import type {RuntimeChoice} from './choose-runtime.ts'
import {acceleratorFor} from './decide-accelerator.ts'
import {runtimeFor} from './decide-runtime.ts'
import {explainPlacement} from './explain-placement.ts'
import type {ModeWords} from './modes.ts'
import {demandDownload, modelNotes, type PickedModel, pickModel} from './pick-model.ts'
import type {HourlyPrice} from './price.ts'
import {chooseReplicas} from './replicas.ts'
import {
  type DeployFacts,
  type DeployPreferences,
  type DeployRequest,
  type DeployWorld,
  type ExistingService,
  placementIn,
  rangeIn,
} from './request.ts'
import {nameProblem, type ServiceDraft} from './service-draft.ts'

export interface DecidingSources {
  readonly world: Pick<DeployWorld, 'facts' | 'existing'>
  readonly modes: ModeWords
}

export interface DecidedService {
  readonly draft: ServiceDraft
  readonly notes: DecisionNotes
  /** What it costs, where that is known. */
  readonly price?: HourlyPrice
  /** The service of that name that is there. */
  readonly existing: ExistingService | undefined
}

/** What a plan explains, by the decision it belongs to. */
export interface DecisionNotes {
  readonly model: readonly string[]
  readonly runtime: readonly string[]
  readonly accelerator: readonly string[]
  readonly replicas: readonly string[]
}

/** The service that a request means: its model, runtime, place and replicas, with the reasons. Reads, and writes nothing. */
export async function decideService(
  {world, modes}: DecidingSources,
  request: DeployRequest,
  preferences: DeployPreferences,
): Promise<DecidedService> {
  refuseMode(request, modes)
  const facts = await world.facts(request.namespace)
  if (facts.withoutNamespace) throw missingNamespace(request.namespace)
  const picked = pickModel(facts.models, request)
  const name = nameFor(picked.item, request)
  const existing = await world.existing(request.namespace, name)
  if (existing) refuseTaken(existing, picked.item, name, request)
  return decide({facts, request, preferences, picked, name, existing, modes})
}

/** What is asked for by name does not take the place of another service. */
function refuseTaken({model: served}: ExistingService, model: Model, name: string, request: DeployRequest): void {
  const {namespace, mustBeNew} = request
  if (mustBeNew)
    throw new OmeError('conflict', `service "${name}" exists in namespace "${namespace}"`, [
      `give another name: ome create service ${name}-2 …`,
      `change what is there: ome update service ${name} -n ${namespace} …`,
    ])
  if (served === undefined || served === model.name) return
  throw new OmeError('conflict', `service "${name}" in namespace "${namespace}" serves model "${served}"`, [
    'choose another name: --name NAME',
    `or change its model: ome update service ${name} -n ${namespace} --model ${model.name} --rollout progressive`,
    `or delete it and deploy again: ome delete service ${name} -n ${namespace}`,
  ])
}

const missingNamespace = (namespace: string): OmeError =>
  new OmeError('not-found', `namespace "${namespace}" not found`, [
    'list what is there: ome get namespaces',
    `create it: kubectl create namespace ${namespace}`,
  ])

function nameFor(model: Model, request: DeployRequest): string {
  const name = request.name ?? objectName(model.name)
  const problem = nameProblem(name)
  if (!problem) return name
  throw new OmeError('usage', `"${name}" cannot be the name of a service: ${problem}`, ['choose one: --name NAME'])
}

interface Question {
  readonly facts: DeployFacts
  readonly request: DeployRequest
  readonly preferences: DeployPreferences
  readonly picked: PickedModel
  readonly name: string
  readonly existing: ExistingService | undefined
  readonly modes: ModeWords
}

function decide({facts, request, preferences, picked, name, existing, modes}: Question): DecidedService {
  const {item: model, note} = picked
  const found = existing ?? request.base
  const current = found && rangeIn(found)
  demandDownload(model, request)
  const choice = runtimeFor(model, facts, request, preferences, existing)
  const replicas = chooseReplicas(request.replicas, preferences.autoscale && current === undefined, current)
  const accelerator = acceleratorFor(facts.accelerators, request.accelerator, choice)
  const draft: ServiceDraft = {
    name,
    namespace: request.namespace,
    model: {name: model.name, kind: model.kind},
    runtime: {name: choice.runtime.name, kind: choice.runtime.kind, reason: choice.reason},
    range: replicas.range,
    withRouter: choice.runtime.hasRouter,
    withDecoder: choice.runtime.hasDecoder,
    ...(found && request.accelerator === undefined ? placementIn(found) : accelerator.placement),
    env: request.env,
    labels: request.labels,
    monitoring: request.monitoring ?? preferences.monitoring,
    base: baseOf(request, choice, modes),
  }
  const placement = explainPlacement({...facts, namespace: request.namespace}, model, choice.runtime, draft, {
    strict: request.strict,
    waitModel: request.waitModel,
    running: (existing && current?.min) ?? 0,
  })
  const notes: DecisionNotes = {
    model: [...(note ? [`note: ${note}`] : []), ...modelNotes(model, request)],
    runtime: [
      ...(choice.note === undefined ? [] : [`note: ${choice.note}`]),
      `runtime ${choice.runtime.name} (${choice.runtime.engine}): ${choice.reason}`,
      ...choice.warnings.map((warning) => `warning: ${warning}`),
    ],
    accelerator: accelerator.notes,
    replicas: [...replicas.notes, ...placement.notes],
  }
  return {draft, notes, existing, ...(placement.price && {price: placement.price})}
}

/** What the object says besides the decisions: a manifest's fields, and the mode in the words of this OME. */
function baseOf(
  {base, mode}: DeployRequest,
  {runtime}: RuntimeChoice,
  {modeOf, declared: declares}: ModeWords,
): Record<string, unknown> {
  const object: Readonly<Record<string, unknown>> = base?.object ?? {}
  const declared =
    base && mode === undefined && modeOf(base) !== 'RawDeployment'
      ? {}
      : declares(mode, runtime.mode.includes('MultiNode'))
  return {...object, spec: {...declared, ...Object(object['spec']), ...(mode === undefined ? {} : declared)}}
}

function refuseMode({mode}: DeployRequest, {modes}: ModeWords): void {
  if (mode === undefined || modes.includes(mode)) return
  throw new OmeError('usage', `the OME of this cluster lets nobody choose mode ${mode}: its runtimes decide`, [
    'leave --mode out',
  ])
}
