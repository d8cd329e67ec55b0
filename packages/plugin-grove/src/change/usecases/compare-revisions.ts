import {imagesByRole} from '../domain/record-revision.ts'
import type {RevisionDifference, Side} from '../domain/revision-difference.ts'
import type {FoundSet} from './find-set.ts'
import {previousRevision, revisionNumbered} from './revisions.ts'

export function compareRevisions(
  found: FoundSet,
  wish: {readonly revision?: number | undefined; readonly to?: number | undefined},
): RevisionDifference {
  const side = (number: number): Side => {
    const {template} = revisionNumbered(found, number)
    return {title: `revision ${number}`, revision: number, template, images: imagesByRole(template)}
  }
  const {template} = found.set.object.spec
  const live: Side = {title: 'live', template, images: imagesByRole(template)}
  const from = wish.revision ?? previousRevision(found).number
  return {set: found.set.name, from: side(from), to: wish.to === undefined ? live : side(wish.to)}
}
