import {type Accelerator, freeOn} from '@ome/inference-model/accelerator'
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
  editsOf,
  type ServiceWriter,
} from '../domain/deployment.ts'
import {fitReplicas, gpuCount, type Place, shortage} from '../domain/placement.ts'
import {hourlyPrice, priceNote} from '../domain/price.ts'
import {chooseReplicas, type ReplicaChoice, replicaText} from '../domain/replicas.ts'
import {nameProblem, type ServiceDraft} from '../domain/service-draft.ts'

interface Decision {
  readonly draft: ServiceDraft
  readonly model: Model
  readonly choice: RuntimeChoice
  readonly replicas: ReplicaChoice
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
  const decision = decide(facts, request, preferences)
  const {draft, model} = decision
  const existing = await world.existing(draft.namespace, draft.name)
  if (existing) {
    if (existing.model !== undefined && existing.model !== model.name) {
      throw new OmeError(
        'conflict',
        `service "${draft.name}" in namespace "${draft.namespace}" serves model "${existing.model}"`,
        ['choose another name: --name NAME'],
      )
    }
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
  return {changes: [writer.create(draft)], notes, startsNodes: false}
}

/** An update explains what was typed and nothing else. */
const notesOfUpdate = (notes: Notes, {runtime, accelerator, replicas}: DeployRequest): readonly string[] => [
  ...notes.model,
  ...(runtime === undefined ? [] : notes.runtime),
  ...(accelerator === undefined ? [] : notes.accelerator),
  ...(Object.values(replicas).every((value) => value === undefined) ? [] : notes.replicas),
]

function decide(facts: DeployFacts, request: DeployRequest, preferences: DeployPreferences): Decision {
  const {item: model, note} = pickModel(facts, request)
  const choice = runtimeFor(model, facts, request, preferences)
  const replicas = chooseReplicas(request.replicas, preferences.autoscale)
  const name = request.name ?? objectName(model.name)
  const problem = nameProblem(name)
  if (problem)
    throw new OmeError('usage', `"${name}" cannot be the name of a service: ${problem}`, ['choose one: --name NAME'])
  const accelerator = acceleratorFor(facts.accelerators, request.accelerator, choice)
  const draft: ServiceDraft = {
    name,
    namespace: request.namespace,
    model: {name: model.name, kind: model.kind},
    runtime: {name: choice.runtime.name, kind: choice.runtime.kind, reason: choice.reason},
    range: replicas.range,
    withRouter: choice.runtime.hasRouter,
    withDecoder: choice.runtime.hasDecoder,
    ...accelerator.placement,
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
    replicas: [...replicas.notes, ...placementNotes(facts, model, choice, draft, request)],
  }
  return {draft, model, choice, replicas, notes}
}

function pickModel(
  {models}: DeployFacts,
  {model, scope, namespace}: DeployRequest,
): {readonly item: Model; readonly note?: string} {
  const candidates = scope === undefined ? models : models.filter((each) => each.scope === scope)
  const picked = pickByName('model', model, candidates)
  if (!picked) {
    throw new OmeError('not-found', `model "${model}" not found in namespace "${namespace}" or at cluster scope`, [
      'list what is there: ome get models',
      `search the hub: ome search hf ${model}`,
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
): RuntimeChoice {
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

function placementNotes(
  facts: DeployFacts,
  model: Model,
  {runtime}: RuntimeChoice,
  draft: ServiceDraft,
  {strict}: DeployRequest,
): readonly string[] {
  const gpus = runtime.gpus
  const asked = `${replicaText(draft.range)} ${draft.range.max === 1 ? 'replica' : 'replicas'} × ${gpuCount(gpus)}`
  if (model.nodesReady.length === 0) return [asked]
  const places = placesFor(facts, model, draft)
  if (!places) return [`${asked}; whether they are free is unknown: nodes and pods may not be read`]
  const fit = fitReplicas(places, runtime.gpusPerPod)
  const missing = shortage(fit, draft.range.min, runtime.gpusPerPod)
  if (missing && strict) throw new OmeError('unmet', missing, ['see what uses the GPUs: ome get accelerators'])
  const price = hourlyPrice({places: fit.places, accelerators: facts.accelerators, gpus: gpus * draft.range.min})
  return [
    `${asked}; ${fit.freeGpus} free on ${fit.places.length} ${fit.places.length === 1 ? 'node that has' : 'nodes that have'} the model`,
    ...(missing ? [`warning: ${missing}`] : []),
    priceNote(price, draft.range.min),
  ]
}

/** Nodes that have the model and the labels asked for; undefined when that cannot be known. */
function placesFor(
  {nodes, used, accelerators}: DeployFacts,
  model: Model,
  draft: ServiceDraft,
): readonly Place[] | undefined {
  if (!nodes || !used) return undefined
  const selector =
    draft.nodeSelector ?? accelerators.find(({name}) => name === draft.acceleratorClass)?.nodeSelector ?? {}
  const ready = new Set(model.nodesReady)
  return nodes
    .filter(
      (node) => ready.has(node.name) && Object.entries(selector).every(([key, value]) => node.labels[key] === value),
    )
    .map((node) => ({node, freeGpus: freeOn(node, used)}))
}
