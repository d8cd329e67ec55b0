import type {ApiError} from '../../api.ts'
import {failure} from '../errors.ts'
import {type Fields, pathsOf} from './field-set.ts'
import {type Owner, ownerKey} from './managed-fields.ts'

export interface Conflict {
  readonly owner: Owner
  readonly fields: Fields
}

/** The 409 of an apply, worded for one conflict or for several. */
export function applyConflict(conflicts: readonly Conflict[]): ApiError {
  const groups = [...conflicts]
    .sort((a, b) => (ownerKey(a.owner) < ownerKey(b.owner) ? -1 : 1))
    .map(({owner, fields}) => ({owner: ownerText(owner), paths: pathsOf(fields)}))
  const causes = groups.flatMap(({owner, paths}) =>
    paths.map((field) => ({reason: 'FieldManagerConflict', message: `conflict with ${owner}`, field})),
  )
  const [only] = causes
  const text =
    causes.length === 1 && only
      ? `${only.message}: ${only.field}`
      : groups
          .map(({owner, paths}) => `conflicts with ${owner}:\n${paths.map((path) => `- ${path}`).join('\n')}`)
          .join('\n')
  return failure(409, `Apply failed with ${causes.length} conflict${causes.length === 1 ? '' : 's'}: ${text}`, {causes})
}

/** Who owns a field. The version is part of an updater's identity, and not of an applier's. */
function ownerText({manager, subresource, operation, apiVersion}: Owner): string {
  const part = subresource ? ` with subresource ${JSON.stringify(subresource)}` : ''
  return `${JSON.stringify(manager)}${part}${operation === 'Update' ? ` using ${apiVersion}` : ''}`
}
