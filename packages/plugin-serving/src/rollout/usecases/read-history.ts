import type {DeployWorld} from '@ome/inference-model/deploy/request'
import {getService} from '@ome/inference-model/get-service'
import type {ServiceStore} from '@ome/inference-model/service-store'
import {isSame} from '../../domain/field-edit.ts'
import type {Canary, CanaryStore} from '../domain/canary.ts'
import type {HistoryStore} from '../domain/history-store.ts'
import {type HistoryEntry, lasting, marksOf, namedIn, type Revision, type Spec} from '../domain/revision.ts'

interface Sources {
  readonly services: ServiceStore
  readonly world: Pick<DeployWorld, 'existing'>
  readonly history: HistoryStore
  readonly canaries: CanaryStore
}

/** What a service was, oldest first; undefined `live` tells that what it is now was changed without us. */
export async function readHistory(
  {services, world, history, canaries}: Sources,
  ask: {readonly name: string; readonly namespace: string},
): Promise<{readonly entries: readonly HistoryEntry[]; readonly isRecorded: boolean}> {
  const {name, namespace} = ask
  await getService(services, ask)
  const [revisions, existing, canary] = await Promise.all([
    history.read(namespace, name),
    world.existing(namespace, name),
    canaries.find(namespace, name),
  ])
  const live = lasting(Object(existing?.field(['spec'])) as Spec)
  const marks = marksOf(existing?.field(['metadata', 'annotations']))
  const current = revisions.findLast(({spec, annotations = marks}) => isSame(spec, live) && isSame(annotations, marks))
  const entries = revisions.map((revision) => ({
    ...revision,
    ...named(revision.spec),
    state: stateOf(revision, current, canary),
  }))
  return {entries, isRecorded: current !== undefined || revisions.length === 0}
}

function named(spec: Spec): Pick<HistoryEntry, 'model' | 'runtime'> {
  const [model, runtime] = [namedIn(spec, 'model'), namedIn(spec, 'runtime')]
  return {...(model === undefined ? {} : {model}), ...(runtime === undefined ? {} : {runtime})}
}

function stateOf(revision: Revision, current: Revision | undefined, canary: Canary | undefined): HistoryEntry['state'] {
  if (revision === current) return 'current'
  return canary && isSame(revision.spec, lasting(canary.target)) ? 'canary' : 'superseded'
}
