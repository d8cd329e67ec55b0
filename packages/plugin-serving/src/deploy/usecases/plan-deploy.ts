import {createdService} from '@ome/inference-model/deploy/created-service'
import {type DecisionNotes, decideService} from '@ome/inference-model/deploy/decide-service'
import {priceDetails} from '@ome/inference-model/deploy/price'
import type {DeployPreferences, DeployRequest, DeployWorld, ExistingService} from '@ome/inference-model/deploy/request'
import type {Plan} from '@ome/sdk/plan'
import type {CanaryStore} from '../../rollout/domain/canary.ts'
import {besideCanary, changesPods, openCanary} from '../../rollout/usecases/open-canary.ts'
import {editsOf, type ServiceWriter} from '../domain/deployment.ts'
import type {Dialect} from '../domain/dialect.ts'
import {refuseModeChange} from '../domain/mode-change.ts'

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
  const {draft, notes: told, existing, price} = await decideService({world, modes: dialect}, request, preferences)
  if (existing) {
    const edits = editsOf(existing, draft, request)
    const object = {kind: 'inferenceservice', name: draft.name, namespace: draft.namespace}
    if (edits.length === 0) return {changes: [{action: 'unchanged', object}]}
    refuseModeChange({...existing, name: draft.name}, edits, dialect, kindIn(existing))
    const phase = existing.field(['status', 'components', 'engine', 'rolloutPhase'])
    const makesPods = edits.some(({at}) => changesPods(at))
    const open = makesPods && (await openCanary(canaries, draft, typeof phase === 'string' ? phase : undefined))
    const beside = open ? besideCanary(open) : []
    return {
      changes: [
        writer.edit(draft, edits, {action: 'update', reason: 'the service exists; only the typed flags change'}),
      ],
      notes: [...beside, ...notesOfUpdate(told, request)],
    }
  }
  return {
    changes: [createdService(draft)],
    notes: [...told.model, ...told.runtime, ...told.accelerator, ...told.replicas],
    ...(price && {details: priceDetails(price)}),
  }
}

/** An update explains what was typed and nothing else. */
const notesOfUpdate = (notes: DecisionNotes, {runtime, accelerator, replicas}: DeployRequest): readonly string[] => [
  ...notes.model,
  ...(runtime === undefined ? [] : notes.runtime),
  ...(accelerator === undefined ? [] : notes.accelerator),
  ...(Object.values(replicas).every((value) => value === undefined) ? [] : notes.replicas),
]

const kindIn = (existing: ExistingService): string | undefined => {
  const kind = existing.field(['status', 'components', 'engine', 'scaleTargetRef', 'kind'])
  return typeof kind === 'string' ? kind : undefined
}
