import type {DeployWorld} from '@ome/inference-model/deploy/request'
import {getService} from '@ome/inference-model/get-service'
import type {ServiceStore} from '@ome/inference-model/service-store'
import {OmeError} from '@ome/sdk/errors'
import type {Plan} from '@ome/sdk/plan'
import type {ServiceWriter} from '../../deploy/domain/deployment.ts'
import {fieldPath, isSame} from '../../domain/field-edit.ts'
import type {CanaryStore} from '../domain/canary.ts'
import type {HistoryStore} from '../domain/history-store.ts'
import {lasting, marksOf, type Revision, type Spec} from '../domain/revision.ts'
import {specEdits} from '../domain/spec-edits.ts'
import {besideCanary, changesPods, openCanary, phaseOf} from './open-canary.ts'

export interface UndoSources {
  readonly services: ServiceStore
  readonly world: Pick<DeployWorld, 'existing'>
  readonly writer: ServiceWriter
  readonly history: HistoryStore
  readonly canaries: CanaryStore
}

export interface UndoPlan extends Plan {
  readonly revision: number
  /** Its pods are replaced by it. */
  readonly makesPods: boolean
}

/** The service as it was in a recorded revision, by default the one before. */
export async function planUndo(
  {services, world, writer, history, canaries}: UndoSources,
  ask: {readonly name: string; readonly namespace: string; readonly revision?: number | undefined},
): Promise<UndoPlan> {
  const {name, namespace} = ask
  const service = await getService(services, ask)
  const [revisions, existing, open] = await Promise.all([
    history.read(namespace, name),
    world.existing(namespace, name),
    openCanary(canaries, service, phaseOf(service)),
  ])
  const beside = besideCanary(open)
  const live = lasting(Object(existing?.field(['spec'])) as Spec)
  const marks = marksOf(existing?.field(['metadata', 'annotations']))
  const wanted = pick(revisions, {spec: live, annotations: marks}, ask)
  const edits = [
    ...specEdits(live, wanted.spec),
    ...(wanted.annotations ? specEdits(marks, wanted.annotations, ['metadata', 'annotations']) : []),
  ]
  const object = {kind: 'inferenceservice', name, namespace}
  if (edits.length === 0) {
    return {
      changes: [{action: 'unchanged', object}],
      notes: [`revision ${wanted.number} is what the service is`],
      revision: wanted.number,
      makesPods: false,
    }
  }
  const difference = edits.map(({at, from, to}) => `  ${fieldPath(at)}: ${shown(from)} → ${shown(to)}`)
  const change = writer.edit({name, namespace}, edits, {action: 'update', reason: `as in revision ${wanted.number}`})
  const said = `back to revision ${wanted.number}, recorded ${wanted.at} (${wanted.cause}):`
  const makesPods = edits.some(({at}) => changesPods(at))
  return {changes: [change], notes: [...beside, said, ...difference], revision: wanted.number, makesPods}
}

function pick(
  revisions: readonly Revision[],
  live: Required<Pick<Revision, 'spec' | 'annotations'>>,
  {
    name,
    namespace,
    revision,
  }: {readonly name: string; readonly namespace: string; readonly revision?: number | undefined},
): Revision {
  const list = `see them: ome rollout history service ${name} -n ${namespace}`
  if (revision !== undefined) {
    const found = revisions.find(({number}) => number === revision)
    if (found) return found
    throw new OmeError('not-found', `service "${name}" has no recorded revision ${revision}`, [list])
  }
  const before = revisions.findLast(
    ({spec, annotations = live.annotations}) => !isSame(spec, live.spec) || !isSame(annotations, live.annotations),
  )
  if (before) return before
  throw new OmeError('failed', `nothing is recorded of service "${name}" that it could go back to`, [
    'ome writes down what deploy, update, scale and autoscale change; what others changed is not in it',
    ...(revisions.length > 0 ? [list] : []),
  ])
}

const shown = (value: unknown): string =>
  value === undefined || value === null ? '<none>' : typeof value === 'string' ? value : JSON.stringify(value)
