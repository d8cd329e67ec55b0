import type {Model} from '@ome/inference-model/model'
import {objectName, pickByName} from '@ome/inference-model/names'
import {OmeError} from '@ome/sdk/errors'
import type {Plan} from '@ome/sdk/plan'
import type {CanaryStore} from '../../rollout/domain/canary.ts'
import {besideCanary, changesPods, openCanary} from '../../rollout/usecases/open-canary.ts'
import type {RuntimeChoice} from '../domain/choose-runtime.ts'
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
import type {Dialect} from '../domain/dialect.ts'
import {refuseModeChange} from '../domain/mode-change.ts'
import {chooseReplicas} from '../domain/replicas.ts'
import {nameProblem, type ServiceDraft} from '../domain/service-draft.ts'
import {acceleratorFor} from './decide-accelerator.ts'
import {runtimeFor} from './decide-runtime.ts'
import {placementNotes} from './explain-placement.ts'

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

export interface DeploySources {
  readonly world: Pick<DeployWorld, 'facts' | 'existing'>
  readonly writer: ServiceWriter
  readonly dialect: Dialect
  readonly canaries: Pick<CanaryStore, 'find'>
}

/** Everything that deploying this model will do, with the reasons; nothing is written. */
export async function planDeploy(
  {world, writer, dialect, canaries}: DeploySources,
  request: DeployRequest,
  preferences: DeployPreferences,
): Promise<Plan> {
  refuseMode(request, dialect)
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
        `or change its model: ome update service ${name} -n ${request.namespace} --model ${model.name} --rollout progressive`,
        `or delete it and deploy again: ome delete service ${name} -n ${request.namespace}`,
      ],
    )
  }
  const decision = decide({facts, request, preferences, picked, name, existing, dialect})
  const {draft} = decision
  if (existing) {
    const edits = editsOf(existing, draft, request)
    const object = {kind: 'inferenceservice', name: draft.name, namespace: draft.namespace}
    if (edits.length === 0) return {changes: [{action: 'unchanged', object}]}
    refuseModeChange({...existing, name}, edits, dialect, kindIn(existing))
    const phase = existing.field(['status', 'components', 'engine', 'rolloutPhase'])
    const makesPods = edits.some(({at}) => changesPods(at))
    const open = makesPods && (await openCanary(canaries, draft, typeof phase === 'string' ? phase : undefined))
    const beside = open ? besideCanary(open) : []
    return {
      changes: [
        writer.edit(draft, edits, {action: 'update', reason: 'the service exists; only the typed flags change'}),
      ],
      notes: [...beside, ...notesOfUpdate(decision.notes, request)],
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
  readonly dialect: Dialect
}

function decide({facts, request, preferences, picked, name, existing, dialect}: Question): Decision {
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
    base: baseOf(request, choice, dialect),
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
      ...placementNotes({...facts, namespace: request.namespace}, model, choice.runtime, draft, {
        strict: request.strict,
        waitModel: request.waitModel,
        running: (existing && current?.min) ?? 0,
      }),
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

/** What the object says besides the decisions: a manifest's fields, and the mode in the words of this OME. */
function baseOf({base, mode}: DeployRequest, {runtime}: RuntimeChoice, dialect: Dialect): Record<string, unknown> {
  const object: Readonly<Record<string, unknown>> = base?.object ?? {}
  const declared =
    base && mode === undefined && dialect.modeOf(base) !== 'RawDeployment'
      ? {}
      : dialect.declared(mode, runtime.mode.includes('MultiNode'))
  return {...object, spec: {...declared, ...Object(object['spec']), ...(mode === undefined ? {} : declared)}}
}

function refuseMode({mode}: DeployRequest, {modes}: Dialect): void {
  if (mode === undefined || modes.includes(mode)) return
  throw new OmeError('usage', `the OME of this cluster lets nobody choose mode ${mode}: its runtimes decide`, [
    'leave --mode out',
  ])
}

const kindIn = (existing: ExistingService): string | undefined => {
  const kind = existing.field(['status', 'components', 'engine', 'scaleTargetRef', 'kind'])
  return typeof kind === 'string' ? kind : undefined
}

/** A download that failed on every node comes to nothing by waiting. */
function demandDownload({name, status, storage, nodesReady, nodesFailed}: Model, {waitModel}: DeployRequest): void {
  if (status !== 'Failed' || waitModel || nodesReady.length > 0) return
  const id = storage.uri?.startsWith('hf://') ? storage.uri.slice('hf://'.length) : undefined
  const where = nodesFailed.length > 0 ? ` on all ${nodesFailed.length} nodes that tried` : ''
  throw new OmeError(
    'failed',
    `model "${name}" cannot be served: its download failed${where}`,
    id !== undefined && storage.secret === undefined
      ? [
          `see every node: ome models status ${name}`,
          `it has no hub token; where "${id}" is gated, import it with one: ome import hf ${id} --name ${name} --secret hf-token`,
        ]
      : [`see every node: ome models status ${name}`],
  )
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
