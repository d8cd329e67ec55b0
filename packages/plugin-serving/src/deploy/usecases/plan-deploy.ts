import type {Accelerator} from '@ome/inference-model/accelerator'
import type {Model} from '@ome/inference-model/model'
import {objectName, pickByName} from '@ome/inference-model/names'
import {OmeError} from '@ome/sdk/errors'
import type {Plan} from '@ome/sdk/plan'
import {chooseRuntime, type RuntimeChoice} from '../domain/choose-runtime.ts'
import {
  type DeployFacts,
  type DeployPreferences,
  type DeployRequest,
  type DeployWorld,
  type ExistingService,
  editsOf,
  placementIn,
  rangeIn,
  type ServiceWriter,
} from '../domain/deployment.ts'
import {fitReplicas, gpuCount, shortage} from '../domain/placement.ts'
import {hourlyPrice, priceNote} from '../domain/price.ts'
import {chooseReplicas, replicaText} from '../domain/replicas.ts'
import {placesFor} from '../domain/room.ts'
import {nameProblem, type ServiceDraft} from '../domain/service-draft.ts'

interface Decision {
  readonly draft: ServiceDraft
  readonly notes: Notes
}

/** What a plan explains, by the decision it belongs to. */
interface Notes {
  readonly model: readonly string[]
  readonly runtime: readonly string[]
  readonly accelerator: readonly string[]
  readonly replicas: readonly string[]
}

/** Everything that deploying this model will do, with the reasons; nothing is written. */
export async function planDeploy(
  world: DeployWorld,
  writer: ServiceWriter,
  request: DeployRequest,
  preferences: DeployPreferences,
): Promise<Plan> {
  const facts = await world.facts(request.namespace)
  if (facts.withoutNamespace) throw missingNamespace(request.namespace)
  const picked = pickModel(facts, request)
  const model = picked.item
  const name = nameFor(model, request)
  const existing = await world.existing(request.namespace, name)
  if (existing?.model !== undefined && existing.model !== model.name) {
    throw new OmeError(
      'conflict',
      `service "${name}" in namespace "${request.namespace}" serves model "${existing.model}"`,
      [
        'choose another name: --name NAME',
        `or delete it and deploy again: ome delete service ${name} -n ${request.namespace}`,
      ],
    )
  }
  const decision = decide({facts, request, preferences, picked, name, existing})
  const {draft} = decision
  if (existing) {
    const edits = editsOf(existing, draft, request)
    const object = {kind: 'inferenceservice', name: draft.name, namespace: draft.namespace}
    if (edits.length === 0) return {changes: [{action: 'unchanged', object}]}
    return {
      changes: [
        writer.edit(draft, edits, {action: 'update', reason: 'the service exists; only the typed flags change'}),
      ],
      notes: notesOfUpdate(decision.notes, request),
    }
  }
  const {runtime, accelerator, replicas} = decision.notes
  const notes = [...decision.notes.model, ...runtime, ...accelerator, ...replicas]
  return {changes: [writer.create(draft)], notes}
}

/** An update explains what was typed and nothing else. */
const notesOfUpdate = (notes: Notes, {runtime, accelerator, replicas}: DeployRequest): readonly string[] => [
  ...notes.model,
  ...(runtime === undefined ? [] : notes.runtime),
  ...(accelerator === undefined ? [] : notes.accelerator),
  ...(Object.values(replicas).every((value) => value === undefined) ? [] : notes.replicas),
]

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
  readonly picked: Picked
  readonly name: string
  readonly existing: ExistingService | undefined
}

function decide({facts, request, preferences, picked, name, existing}: Question): Decision {
  const {item: model, note} = picked
  const current = existing && rangeIn(existing)
  const choice = runtimeFor(model, facts, request, preferences, existing)
  const replicas = chooseReplicas(request.replicas, preferences.autoscale, current)
  const accelerator = acceleratorFor(facts.accelerators, request.accelerator, choice)
  const draft: ServiceDraft = {
    name,
    namespace: request.namespace,
    model: {name: model.name, kind: model.kind},
    runtime: {name: choice.runtime.name, kind: choice.runtime.kind, reason: choice.reason},
    range: replicas.range,
    withRouter: choice.runtime.hasRouter,
    withDecoder: choice.runtime.hasDecoder,
    ...(existing && request.accelerator === undefined ? placementIn(existing) : accelerator.placement),
    env: request.env,
    labels: request.labels,
    monitoring: request.monitoring ?? preferences.monitoring,
  }
  const notes: Notes = {
    model: [...(note ? [`note: ${note}`] : []), ...modelNotes(model, request)],
    runtime: [
      `runtime ${choice.runtime.name} (${choice.runtime.engine}): ${choice.reason}`,
      ...choice.warnings.map((warning) => `warning: ${warning}`),
    ],
    accelerator: accelerator.notes,
    replicas: [
      ...replicas.notes,
      ...placementNotes(facts, model, choice, draft, {strict: request.strict, running: current?.min ?? 0}),
    ],
  }
  return {draft, notes}
}

interface Picked {
  readonly item: Model
  readonly note?: string
}

/** The model of that name; a hub id means the one that was imported from there. */
function pickModel({models}: DeployFacts, {model, scope, namespace}: DeployRequest): Picked {
  const candidates = scope === undefined ? models : models.filter((each) => each.scope === scope)
  const imported = model.includes('/') && candidates.find(({storage}) => storage.uri === `hf://${model}`)
  const picked = imported
    ? {item: imported, note: `"${model}" was imported as model "${imported.name}"`}
    : pickByName('model', model, candidates)
  if (!picked) {
    throw new OmeError('not-found', `model "${model}" not found in namespace "${namespace}" or at cluster scope`, [
      ...(model.includes('/') ? [`import it: ome import hf ${model}`] : [`search the hub: ome search hf ${model}`]),
      'list what is there: ome get models',
    ])
  }
  if (picked.item.disabled) throw new OmeError('failed', `model "${picked.item.name}" is disabled`)
  return picked
}

function runtimeFor(
  model: Model,
  {runtimes}: DeployFacts,
  request: DeployRequest,
  {engine, selectRuntime}: DeployPreferences,
  existing: ExistingService | undefined,
): RuntimeChoice {
  const running = existing?.field(['spec', 'runtime', 'name'])
  const kept = request.runtime === undefined && runtimes.find(({name}) => name === running)
  if (kept) return {runtime: kept, reason: 'the service has it', warnings: []}
  if (request.runtime === undefined && !selectRuntime) {
    throw new OmeError('usage', 'the setting auto-select-runtime is false: name the runtime with --runtime', [
      `list the ones that fit: ome runtime suggest ${model.name}`,
    ])
  }
  return chooseRuntime({model, namespace: request.namespace, runtimes, named: request.runtime, preferredEngine: engine})
}

interface AcceleratorChoice {
  readonly placement: Pick<ServiceDraft, 'acceleratorClass' | 'nodeSelector'>
  readonly notes: readonly string[]
}

/** OME gives a component a class only when its runtime lists classes; otherwise the labels of the class do the same. */
function acceleratorFor(
  accelerators: readonly Accelerator[],
  wanted: string | undefined,
  {runtime}: RuntimeChoice,
): AcceleratorChoice {
  if (wanted === undefined) return {placement: {}, notes: []}
  const found = accelerators.find(({name}) => name === wanted)
  if (!found) {
    throw new OmeError('not-found', `accelerator "${wanted}" not found`, ['list what is there: ome get accelerators'])
  }
  if (runtime.acceleratorClasses.includes(wanted))
    return {placement: {acceleratorClass: wanted}, notes: [`accelerator ${wanted}, listed by the runtime`]}
  return {
    placement: {nodeSelector: found.nodeSelector},
    notes: [
      `runtime ${runtime.name} does not list accelerator ${wanted}: the engine gets the node labels of the class instead`,
    ],
  }
}

function modelNotes(model: Model, {waitModel}: DeployRequest): readonly string[] {
  if (model.nodesReady.length > 0) return []
  if (waitModel) return [`no node has model ${model.name} yet (${model.status}): pods wait until one has`]
  throw new OmeError(
    'failed',
    `model "${model.name}" is on no node yet (${model.status}${model.reason ? `: ${model.reason}` : ''})`,
    [`follow the download: ome get model ${model.name} -w`, 'deploy now and let the pods wait for it: --wait-model'],
  )
}

interface Growth {
  readonly strict: boolean
  /** Replicas that are there already. */
  readonly running: number
}

function placementNotes(
  facts: DeployFacts,
  model: Model,
  {runtime}: RuntimeChoice,
  {range, acceleratorClass, nodeSelector}: ServiceDraft,
  {strict, running}: Growth,
): readonly string[] {
  const {gpus, gpusPerPod} = runtime
  const asked = `${replicaText(range)} ${range.max === 1 ? 'replica' : 'replicas'} × ${gpuCount(gpus)}`
  if (model.nodesReady.length === 0) return [asked]
  const places = placesFor(facts, {modelNodes: model.nodesReady, acceleratorClass, nodeSelector})
  if (!places) return [`${asked}; whether they are free is unknown: nodes and pods may not be read`]
  const fit = fitReplicas(places, gpusPerPod)
  const missing = shortage(fit, range.min - running, gpusPerPod, running)
  if (missing && strict) throw new OmeError('unmet', missing.text, [missing.hint])
  const price = hourlyPrice({places: fit.places, accelerators: facts.accelerators, gpus: gpus * range.min})
  const free =
    fit.places.length === 0
      ? 'no node that has the model takes pods'
      : `${fit.freeGpus} free on ${fit.places.length} ${fit.places.length === 1 ? 'node that has' : 'nodes that have'} the model`
  return [`${asked}; ${free}`, ...(missing ? [`warning: ${missing.text}`] : []), priceNote(price, range.min)]
}
