import {at, textMap} from '@ome/capacity/fields'
import {acceleratorFor} from '@ome/inference-model/deploy/decide-accelerator'
import {explainPlacement} from '@ome/inference-model/deploy/explain-placement'
import type {Mode, WantedFields} from '@ome/inference-model/deploy/mode'
import type {DeployFacts, DeployRequest, DeployWorld, ExistingService} from '@ome/inference-model/deploy/request'
import {nameProblem} from '@ome/inference-model/deploy/service-draft'
import {getService} from '@ome/inference-model/get-service'
import {objectName} from '@ome/inference-model/names'
import type {Service} from '@ome/inference-model/service'
import type {ServiceStore} from '@ome/inference-model/service-store'
import {OmeError} from '@ome/sdk/errors'
import type {Plan} from '@ome/sdk/plan'
import type {Dialect} from '../../deploy/domain/dialect.ts'
import {updateEdits} from '../../deploy/domain/update.ts'
import {type DecidedModel, decideModel} from '../../deploy/usecases/decide-model.ts'
import {editsTo, isSame} from '../../domain/field-edit.ts'
import {type Canary, type CanaryStore, canaryName, replicasFor, type Splitter} from '../domain/canary.ts'
import type {HistoryStore} from '../domain/history-store.ts'
import type {Spec} from '../domain/revision.ts'
import {withEdits} from '../domain/spec-edits.ts'
import {openCanary, phaseOf, refuseBeside} from './open-canary.ts'

export interface CanarySources {
  readonly services: ServiceStore
  readonly world: DeployWorld
  readonly dialect: Dialect
  readonly canaries: CanaryStore
  readonly history: Pick<HistoryStore, 'person'>
}

export interface CanaryWish {
  /** Percent of the requests. */
  readonly share: number
  readonly splitBy?: 'gateway' | 'replicas' | undefined
  readonly now: Date
}

export interface CanaryPlan extends Plan {
  /** What to type once it is applied. */
  readonly next: string
}

/** A new version of a service beside the old one, with its share of the requests. Typed again it goes on where it ended. */
export async function planCanary(
  sources: CanarySources,
  request: DeployRequest,
  wish: CanaryWish,
): Promise<CanaryPlan> {
  const {namespace} = request
  const name = request.name ?? objectName(request.model)
  const service = await getService(sources.services, {name, namespace})
  const [facts, existing, found, person] = await Promise.all([
    sources.world.facts(namespace),
    sources.world.existing(namespace, name),
    sources.canaries.find(namespace, name),
    sources.history.person(),
  ])
  if (!existing) throw new OmeError('not-found', `service "${name}" not found in namespace "${namespace}"`)
  const stable = found?.stable ?? specOf(existing)
  const decided = decideModel(facts, existing, {...request, name, namespace})
  const target = targetOf({stable, existing, facts, request, decided})
  const by = splitterFor(sources.dialect.modeOf(existing, workloadOf(service)), wish, service)
  const goesOn = found !== undefined && found.by === by && isSame(found.target, target) && found.phase === 'running'
  if (!goesOn) refuseBeside(await openCanary(sources.canaries, service, phaseOf(service)))
  const running = service.components[0]?.minReplicas ?? 1
  const canary: Canary = {
    service: name,
    namespace,
    uid: existing.uid,
    by,
    phase: 'running',
    percent: by === 'replicas' ? replicasFor(wish.share, running).percent : wish.share,
    replicas: by === 'replicas' ? replicasFor(wish.share, running).replicas : (request.replicas.replicas ?? 1),
    stable,
    target,
    startedAt: found?.startedAt ?? `${wish.now.toISOString().slice(0, 19)}Z`,
    ...(person === undefined ? {} : {startedBy: person}),
  }
  const {bring, explain} = sources.canaries.backend(by)
  const changes = [sources.canaries.write(canary, !found), ...(await bring(canary))]
  const notes = [...decided.notes, ...explain(canary), ...roomNotes(facts, decided, canary, request, stable)]
  if (isSame(stable, target))
    notes.unshift('warning: the canary is what the service is already: there is nothing to compare')
  return {changes, notes, next: `ome rollout status service ${name} -n ${namespace}`}
}

const workloadOf = ({components}: Service): string | undefined =>
  components.find(({name}) => name === 'engine')?.workload?.kind

const specOf = (existing: ExistingService): Spec => Object(existing.field(['spec']))

interface Ingredients {
  readonly stable: Spec
  readonly existing: ExistingService
  readonly facts: DeployFacts
  readonly request: DeployRequest
  readonly decided: DecidedModel
}

/** The spec of the service with what was typed in it. */
function targetOf({stable, existing, facts, request, decided}: Ingredients): Spec {
  const changes = {env: request.env, fields: {}, waitModel: true}
  const edits = [...updateEdits(existing, changes, {...decided, model: kindOf(decided)})]
  const runtime = runtimeOf(facts, decided, existing)
  if (runtime && request.accelerator !== undefined) {
    const {placement} = acceleratorFor(facts.accelerators, request.accelerator, {runtime})
    const {acceleratorClass, nodeSelector} = placement
    const wanted: WantedFields = [
      [['spec', 'acceleratorSelector', 'acceleratorClass'], acceleratorClass ?? null],
      ...(nodeSelector ? ([[['spec', 'engine', 'nodeSelector'], nodeSelector]] as const) : []),
    ]
    edits.push(...editsTo(existing, wanted))
  }
  return withEdits(stable, edits)
}

const kindOf = ({picked}: DecidedModel) => ({name: picked.name, kind: picked.kind})

const runtimeOf = ({runtimes}: DeployFacts, {runtime}: DecidedModel, existing: ExistingService) => {
  const name = runtime?.name ?? existing.field(['spec', 'runtime', 'name'])
  return runtimes.find((each) => each.name === name)
}

function splitterFor(mode: Mode, {splitBy}: CanaryWish, {name}: Service): Splitter {
  const problem = nameProblem(canaryName(name))
  switch (mode) {
    case 'OMENative':
    case 'Serverless':
      if (splitBy === undefined) return mode === 'OMENative' ? 'native' : 'serverless'
      throw new OmeError(
        'usage',
        `requests of service "${name}" are split by ${mode === 'OMENative' ? 'OME' : 'Knative'}: it runs in mode ${mode}`,
        ['leave --split-by out'],
      )
    case 'VirtualDeployment':
      throw new OmeError('failed', `service "${name}" is virtual: nothing runs for it that could be split`)
    case 'RawDeployment':
    case 'MultiNode':
      if (problem === undefined) return splitBy ?? 'gateway'
      throw new OmeError('failed', `"${canaryName(name)}" cannot be the name of a second service: ${problem}`)
  }
}

/** GPUs and price of a second service; instances of OME come out of those that are there. */
function roomNotes(
  facts: DeployFacts,
  {picked, runtime}: DecidedModel,
  {by, replicas, target}: Canary,
  {strict, waitModel, namespace}: DeployRequest,
  stable: Spec,
): readonly string[] {
  if (by === 'native' || by === 'serverless') return []
  const named = runtime?.name ?? nameIn(stable['runtime'])
  const found = facts.runtimes.find(({name}) => name === named)
  if (!found) return []
  const acceleratorClass = nameIn(target['acceleratorSelector'], 'acceleratorClass')
  const nodeSelector = textMap(at(target, 'engine', 'nodeSelector'))
  const range = {min: replicas, max: replicas}
  const draft = {range, nodeSelector, ...(acceleratorClass === undefined ? {} : {acceleratorClass})}
  return explainPlacement({...facts, namespace}, picked, found, draft, {strict, waitModel, running: 0}).notes
}

function nameIn(value: unknown, key = 'name'): string | undefined {
  const name = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
  return typeof name === 'string' ? name : undefined
}
