import {failure} from './errors.ts'
import {type Fields, pathsOf} from './field-set.ts'
import type {Owner, Writer} from './managed-fields.ts'

export interface Conflict {
  readonly owner: Owner
  readonly fields: Fields
}

/** The 409 of an apply, worded for one conflict or for several. */
export function applyConflict(conflicts: readonly Conflict[], writer: Writer): Error {
  const groups = new Map<string, string[]>()
  for (const {owner, fields} of conflicts)
    groups.set(ownerText(owner, writer), [...(groups.get(ownerText(owner, writer)) ?? []), ...pathsOf(fields)])
  const causes = [...groups].flatMap(([owner, paths]) =>
    paths.map((field) => ({reason: 'FieldManagerConflict', message: `conflict with ${owner}`, field})),
  )
  const [only] = causes
  const text =
    causes.length === 1 && only
      ? `${only.message}: ${only.field}`
      : [...groups]
          .map(([owner, paths]) => `conflicts with ${owner}:\n${paths.map((path) => `- ${path}`).join('\n')}`)
          .join('\n')
  return failure(409, `Apply failed with ${causes.length} conflict${causes.length === 1 ? '' : 's'}: ${text}`, {causes})
}

function ownerText(owner: Owner, writer: Writer): string {
  const subresource = owner.subresource ? ` with subresource ${JSON.stringify(owner.subresource)}` : ''
  const version =
    owner.operation === 'Update' || owner.apiVersion !== writer.apiVersion ? ` using ${owner.apiVersion}` : ''
  return `${JSON.stringify(owner.manager)}${subresource}${version}`
}
