import type {KubeObject} from '@ome/sdk/kube'
import type {GroveSet} from '../../domain/grove-tree.ts'
import type {Revision} from '../../domain/revision.ts'
import {imagesByRole} from './record-revision.ts'

/** A row of a set's history. */
export interface HistoryRow {
  /** Absent: what is live was never recorded. */
  readonly revision?: number
  readonly recordedAt?: string
  readonly images: Readonly<Record<string, string>>
  readonly cause?: string
  readonly by?: string
  readonly state: 'live' | 'pending' | 'recorded' | 'unrecorded'
  /** The revision that has the same template. */
  readonly sameAs?: number
}

/** Newest first. */
export function historyOf(set: GroveSet, all: readonly Revision[]): readonly HistoryRow[] {
  const ordered = [...all].sort((a, b) => b.number - a.number)
  const rows = ordered.map((revision): HistoryRow => {
    const older = ordered.find(({number, digest}) => number < revision.number && digest === revision.digest)
    const isLive = revision.number === set.revision?.number
    const isPending = revision.isPending && !isLive
    return {
      revision: revision.number,
      ...(revision.at === undefined ? {} : {recordedAt: revision.at}),
      images: revision.images,
      ...(revision.cause === undefined ? {} : {cause: revision.cause}),
      ...(revision.by === undefined ? {} : {by: revision.by}),
      state: isLive ? 'live' : isPending ? 'pending' : 'recorded',
      ...(older ? {sameAs: older.number} : {}),
    }
  })
  if (set.revision) return rows
  const manager = lastManager(set.object)
  const live: HistoryRow = {
    images: imagesByRole(set.object.spec.template),
    state: 'unrecorded',
    ...(manager === undefined ? {} : {by: manager}),
  }
  return [live, ...rows]
}

interface FieldsEntry {
  readonly manager?: string
  readonly time?: string
  readonly subresource?: string
}

/** Who wrote the object last, as its managed fields have it. */
function lastManager(object: {readonly metadata: KubeObject['metadata']}): string | undefined {
  const entries = (object.metadata.managedFields ?? []) as readonly FieldsEntry[]
  return [...entries]
    .filter(({subresource}) => subresource === undefined)
    .sort((a, b) => (a.time ?? '').localeCompare(b.time ?? ''))
    .at(-1)?.manager
}
