import {forbiddenField, invalidValue, notSupported, required} from '@ome/kinds/validation/cause'
import {asObject, asText, isList, type JsonObject} from '@ome/kinds/validation/json'
import {badRequest, invalid} from './errors.ts'
import type {RemoveOptions} from './remove.ts'
import {isTrue} from './request-info.ts'
import type {User, WriteOptions} from './write.ts'

const kinds: Readonly<Record<string, string>> = {
  create: 'CreateOptions',
  update: 'UpdateOptions',
  patch: 'PatchOptions',
  delete: 'DeleteOptions',
  deletecollection: 'DeleteOptions',
}
const validations = ['Ignore', 'Warn', 'Strict'] as const

export interface WireRequest {
  readonly verb: string
  readonly query: URLSearchParams
  readonly user: User
  readonly userAgent: string | undefined
  readonly warnings: string[]
  readonly findings?: readonly string[]
}

/** Reads the options of a write from its query, with the refusals of the real server. */
export function writeOptions({verb, query, user, userAgent, warnings, findings = []}: WireRequest): WriteOptions {
  const named = {kind: kinds[verb] ?? 'UpdateOptions', group: 'meta.k8s.io'}
  const dryRun = query.getAll('dryRun')
  if (dryRun.some((value) => value !== 'All')) throw invalid(named, '', [notSupported('dryRun', dryRun, ['All'])])
  const validation = query.get('fieldValidation') || 'Warn'
  const fieldValidation = validations.find((one) => one === validation)
  if (!fieldValidation)
    throw invalid(named, '', [notSupported('fieldValidation', validation, ['Ignore', 'Warn', 'Strict'])])
  const manager = query.get('fieldManager') ?? ''
  if (manager.length > 128)
    throw invalid(named, '', [
      {reason: 'FieldValueTooLong', message: 'Too long: may not be more than 128 bytes', field: 'fieldManager'},
    ])
  if (/[\p{C}]/u.test(manager))
    throw invalid(named, '', [invalidValue('fieldManager', manager, 'should only contain printable characters')])
  return {
    user,
    manager: manager || managerOf(userAgent),
    dryRun: dryRun.length > 0,
    fieldValidation,
    findings,
    warnings,
  }
}

const managerOf = (userAgent = ''): string =>
  (userAgent.split('/')[0] ?? '').replace(/[\p{C}]/gu, '').slice(0, 128) || 'unknown'

/** `fieldManager` and `force` of an apply, and their absence elsewhere. */
export function checkApplyOptions(query: URLSearchParams, applies: boolean): boolean {
  const named = {kind: 'PatchOptions', group: 'meta.k8s.io'}
  if (applies && !query.get('fieldManager'))
    throw invalid(named, '', [required('fieldManager', 'is required for apply patch')])
  const force = query.get('force')
  if (!applies && force !== null)
    throw invalid(named, '', [forbiddenField('force', 'may not be specified for non-apply patch')])
  return isTrue(force)
}

const policies = ['Background', 'Foreground', 'Orphan'] as const

/** Delete options of query and body; the body decides where both speak. */
export function removeOptions(query: URLSearchParams, body: JsonObject): RemoveOptions & {dryRun: boolean} {
  const named = {kind: 'DeleteOptions', group: 'meta.k8s.io'}
  const policy = asText(body['propagationPolicy']) || query.get('propagationPolicy') || ''
  const orphan = body['orphanDependents'] ?? query.get('orphanDependents')
  if (policy && orphan !== null && orphan !== undefined)
    throw invalid(named, '', [
      invalidValue('propagationPolicy', policy, 'orphanDependents and deletionPropagation cannot be both set'),
    ])
  const propagation = policies.find((one) => one === policy)
  if (policy && !propagation)
    throw invalid(named, '', [notSupported('propagationPolicy', policy, ['Foreground', 'Background', 'Orphan', 'nil'])])
  const preconditions = asObject(body['preconditions'])
  const orphans = orphan === true || orphan === 'true'
  const chosen = propagation ?? (orphans ? 'Orphan' : undefined)
  const grace = graceOf(body['gracePeriodSeconds'] ?? query.get('gracePeriodSeconds'))
  return {
    ...(chosen && {propagation: chosen}),
    ...(grace !== undefined && {gracePeriodSeconds: grace}),
    ...(preconditions['uid'] && {uid: asText(preconditions['uid'])}),
    ...(preconditions['resourceVersion'] && {resourceVersion: asText(preconditions['resourceVersion'])}),
    dryRun: isList(body['dryRun']) && body['dryRun'].includes('All'),
  }
}

function graceOf(value: unknown): number | undefined {
  if (value === null || value === undefined) return undefined
  const seconds = Number(value)
  if (!Number.isInteger(seconds) || seconds < 0)
    throw badRequest(`invalid gracePeriodSeconds: ${JSON.stringify(value)}`)
  return seconds
}
