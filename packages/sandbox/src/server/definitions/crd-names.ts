import {asObject, asText, equalJson, isList, isObject, type Json, type JsonObject} from '@ome/kinds/validation/json'
import type {ApiObject} from '../../api.ts'

/** Keeps a definition until its objects are gone. */
export const cleanupFinalizer = 'customresourcecleanup.apiextensions.k8s.io'

/** The names under which a definition wants to be served, or is. */
export interface Names {
  readonly plural: string
  readonly singular: string
  readonly kind: string
  readonly listKind: string
  readonly shortNames: readonly string[]
  readonly categories: readonly string[]
}

/** A list of texts; empty for anything else. */
export const textList = (value: unknown): string[] => (isList(value) ? value.map(asText) : [])

/** `spec.names` or `status.acceptedNames` with everything in its place. */
export function namesOf(value: unknown): Names {
  const names = asObject(value)
  return {
    plural: asText(names['plural']),
    singular: asText(names['singular']),
    kind: asText(names['kind']),
    listKind: asText(names['listKind']),
    shortNames: textList(names['shortNames']),
    categories: textList(names['categories']),
  }
}

interface Condition {
  readonly type: string
  readonly status: string
  readonly reason: string
  readonly message: string
}

/** The condition of a definition whose objects are being deleted. */
export const inProgress: Condition = {
  type: 'Terminating',
  status: 'True',
  reason: 'InstanceDeletionInProgress',
  message: 'CustomResource deletion is in progress',
}

/** Whether a definition has the condition Established. */
export const isEstablished = (crd: ApiObject): boolean =>
  conditionsOf(crd).some((one) => one['type'] === 'Established' && one['status'] === 'True')

const conditionsOf = (crd: ApiObject): readonly JsonObject[] => {
  const conditions = asObject(crd['status'])['conditions']
  return isList(conditions) ? conditions.filter(isObject) : []
}

/** The conditions with one of them set; its time changes only when its status does. */
export function withCondition(value: Json | undefined, condition: Condition, now: string): Json[] {
  const conditions = isList(value) ? [...value] : []
  const at = conditions.findIndex((one) => isObject(one) && one['type'] === condition.type)
  const old = asObject(conditions[at])
  const same = old['status'] === condition.status
  const made = {lastTransitionTime: same ? (old['lastTransitionTime'] ?? now) : now, ...condition}
  if (at < 0) conditions.push(made)
  else conditions[at] = made
  return conditions
}

/**
 * What the naming and establishing controllers of the real server make of a definition: each name is accepted unless
 * another definition of the group has it; once established, a definition stays so.
 */
export function settleNames(
  crd: ApiObject,
  all: readonly ApiObject[],
  now: string,
): {names: JsonObject; conditions: Json[]} {
  const {names, conflict} = deconflict(crd, takenBy(crd, all))
  const accepted: Condition = conflict
    ? {type: 'NamesAccepted', status: 'False', ...conflict}
    : {type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found'}
  const before = asObject(crd['status'])['conditions']
  const conditions = withCondition(before, accepted, now)
  if (isEstablished(crd)) return {names, conditions}
  const established: Condition = conflict
    ? {type: 'Established', status: 'False', reason: 'NotAccepted', message: 'not all names are accepted'}
    : {
        type: 'Established',
        status: 'True',
        reason: 'InitialNamesAccepted',
        message: 'the initial names have been accepted',
      }
  return {names, conditions: withCondition(conditions, established, now)}
}

interface Taken {
  readonly resources: ReadonlySet<string>
  readonly kinds: ReadonlySet<string>
}

function takenBy(crd: ApiObject, all: readonly ApiObject[]): Taken {
  const group = asObject(crd['spec'])['group']
  const others = all
    .filter((other) => other.metadata.name !== crd.metadata.name && asObject(other['spec'])['group'] === group)
    .map((other) => namesOf(asObject(other['status'])['acceptedNames']))
  return {
    resources: new Set(others.flatMap(({plural, singular, shortNames}) => [plural, singular, ...shortNames])),
    kinds: new Set(others.flatMap(({kind, listKind}) => [kind, listKind])),
  }
}

interface Conflict {
  readonly reason: string
  readonly message: string
}

const inUse = (name: string): string => `${JSON.stringify(name)} is already in use`

/** Every name that is free or already ours is accepted; the last conflict found is the one that is told. */
function deconflict(crd: ApiObject, {resources, kinds}: Taken): {names: JsonObject; conflict: Conflict | undefined} {
  const wanted = asObject(asObject(crd['spec'])['names'])
  const had = asObject(asObject(crd['status'])['acceptedNames'])
  const names: Record<string, Json | undefined> = {plural: '', kind: '', ...had}
  let conflict: Conflict | undefined
  const settle = (field: string, reason: string, taken: ReadonlySet<string>): void => {
    const name = asText(wanted[field])
    if (name !== asText(had[field]) && taken.has(name)) conflict = {reason, message: inUse(name)}
    else names[field] = name
  }
  settle('plural', 'PluralConflict', resources)
  settle('singular', 'SingularConflict', resources)
  const own = new Set(textList(had['shortNames']))
  const clashes = textList(wanted['shortNames']).filter((name) => !own.has(name) && resources.has(name))
  if (clashes.length > 0) {
    const texts = clashes.map(inUse)
    conflict = {reason: 'ShortNamesConflict', message: texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`}
  } else names['shortNames'] = wanted['shortNames']
  settle('kind', 'KindConflict', kinds)
  settle('listKind', 'ListKindConflict', kinds)
  names['categories'] = wanted['categories']
  return {names: equalJson(names, had) ? had : dropUndefined(names), conflict}
}

const dropUndefined = (object: Record<string, Json | undefined>): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined))
