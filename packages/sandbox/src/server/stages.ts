import type {Cause} from '@ome/kinds/validation/cause'
import type {Cel} from '@ome/kinds/validation/cel/engine'
import {applyDefaults} from '@ome/kinds/validation/defaults'
import {
  asObject,
  hasOwn,
  type JsonObject,
  type MutableObject,
  setKey,
  withoutNulls,
  withValueAt,
} from '@ome/kinds/validation/json'
import {prune, pruneNulls} from '@ome/kinds/validation/prune'
import type {Schema} from '@ome/kinds/validation/schema'
import {type RuleCheck, validateSchema} from '@ome/kinds/validation/validate'
import type {Admission, LocalApi} from '../api.ts'
import type {Random} from '../random.ts'
import {changeOnEntry, checkOnEntry} from './admission/chain.ts'
import {checkPolicies} from './admission/policies.ts'
import {type Owner, ownUpdate, readOwners, resetsOwners, type Writer, writeOwners} from './apply/managed-fields.ts'
import {customCauses} from './builtin/kind-rules.ts'
import {expressionCauses} from './cel/declared.ts'
import {freezeTree, objectOf, treeOf} from './codec/json.ts'
import {badRequest, failure, forbidden, invalid, notFound} from './errors.ts'
import {finalizerCauses, finalizerWarnings, metaCauses, settleIdentity} from './identity.ts'
import {prepare} from './prepare.ts'
import {goTypeError} from './schema/go-types.ts'
import {withTextQuantities} from './schema/number-quantities.ts'
import type {Store} from './store.ts'
import type {Stage, Write} from './write.ts'

export interface StageWorld {
  readonly store: Store
  /** RFC 3339 in seconds, cluster time. */
  now(): string
  /** What generated names and uids are drawn from. */
  random(): Random
  admissions(): readonly Admission[]
  /** The API that admissions look things up with. */
  api(): LocalApi
  rules(schema: Schema): RuleCheck | undefined
  /** The expression engine once something needs it. */
  cel(): Cel | undefined
}

/** The stages of every write between decoding and storing, in their order. */
export function writeStages(world: StageWorld): readonly Stage[] {
  return [
    (write) => settleIdentity(write, world.random()),
    (write) => checkNamespace(write, world.store),
    pruneUnknown,
    (write) => ({...write, object: applyDefaults(write.object, write.type.schema)}),
    (write) => prepare(write, world.now(), world.random()),
    (write) => withObject(write, changeOnEntry(write, world.store)),
    (write) => mutate(write, world),
    (write) => validate(write, world),
    (write) => judge(write, world),
    (write) => own(write, world.now()),
  ]
}

const namespaces = {group: '', plural: 'namespaces', kind: 'Namespace'}

function checkNamespace(write: Write, store: Store): Write {
  if (!write.type.namespaced || write.operation === 'UPDATE') return write
  const namespace = store.get('/namespaces', write.namespace)
  if (!namespace) throw notFound(namespaces, write.namespace)
  if (!namespace.metadata.deletionTimestamp) return write
  const refusal = forbidden(
    write.type,
    write.name,
    `unable to create new content in namespace ${write.namespace} because it is being terminated`,
  )
  const cause = {
    reason: 'NamespaceTerminating',
    message: `namespace ${write.namespace} is being terminated`,
    field: 'metadata.namespace',
  }
  throw failure(403, refusal.message, {...refusal.status.details, causes: [cause]})
}

const pruneUnknown: Stage = (write) => {
  const {type, options} = write
  const unknown: string[] = []
  const object = type.custom
    ? pruneNulls(prune(write.object, type.schema, unknown), type.schema)
    : decoded(write, unknown)
  const findings = [...options.findings, ...unknown.map((path) => `unknown field "${path}"`)]
  if (findings.length === 0) return object === write.object ? write : {...write, object}
  if (options.fieldValidation === 'Strict')
    throw badRequest(
      `${type.kind} in version "${type.version}" cannot be handled as a ${type.kind}: strict decoding error: ${findings.join(', ')}`,
    )
  if (options.fieldValidation === 'Warn') options.warnings.push(...findings)
  return {...write, object}
}

/** A built-in object in the form of Go's types. What it shares with the stored one has that form. */
function decoded({object, old, type}: Write, unknown: string[]): JsonObject {
  const before: JsonObject = old ? treeOf(old) : {}
  const fresh: MutableObject = {}
  for (const key in object) if (object[key] !== before[key] || object[key] === null) setKey(fresh, key, object[key])
  const given = withoutNulls(fresh, before)
  const unreadable = goTypeError(given, type.schema)
  if (unreadable)
    throw badRequest(`${type.kind} in version "${type.version}" cannot be handled as a ${type.kind}: ${unreadable}`)
  const known = withTextQuantities(given, type.schema)
  const clean = prune(known, type.schema, unknown)
  if (clean === fresh) return object
  const result: MutableObject = {}
  for (const key in object) {
    const value = hasOwn(fresh, key) ? clean[key] : object[key]
    if (value !== undefined) setKey(result, key, value)
  }
  return result
}

const covers = (admission: Admission, {type, operation}: Write): boolean =>
  admission.operations.includes(operation) &&
  admission.resources.some(
    ({group, plural, version}) =>
      group === type.group && plural === type.plural && (!version || version === type.version),
  )

const withObject = (write: Write, object: JsonObject): Write => (object === write.object ? write : {...write, object})

function mutate(write: Write, world: StageWorld): Write {
  if (write.subresource) return write
  let object = write.object
  for (const admission of world.admissions()) {
    if (!admission.mutate || !covers(admission, write)) continue
    const changed = admission.mutate(objectOf(freezeTree(object)), write.old, world.api())
    if (changed) object = treeOf(changed)
  }
  return object === write.object ? write : {...write, object: applyDefaults(object, write.type.schema)}
}

/** Everything that may refuse a valid object: admissions, policies, the server's own. */
function judge(write: Write, world: StageWorld): Write {
  if (!write.subresource)
    for (const admission of world.admissions())
      if (admission.validate && covers(admission, write))
        write.options.warnings.push(...admission.validate(objectOf(freezeTree(write.object)), write.old, world.api()))
  const cel = world.cel()
  if (cel) checkPolicies(cel, world.store, {...write, old: write.old && treeOf(write.old)}, write.options)
  checkOnEntry(write, world.store)
  return write
}

function validate(write: Write, world: StageWorld): Write {
  const {type, object, old} = write
  const before = old ? treeOf(old) : undefined
  const rules = type.schema ? world.rules(type.schema) : undefined
  const causes = [
    ...metaCauses(type, object),
    ...(before ? finalizerCauses(before, object) : []),
    ...validateSchema(object, before, type.schema, rules),
    ...customCauses(type, object, before),
    ...expressionCauses(type, object, world.cel()),
  ]
  if (causes.length > 0) throw invalid(type, write.name, withoutRepeats(causes))
  for (const warning of finalizerWarnings(object, before)) write.options.warnings.push(warning)
  return write
}

function withoutRepeats(causes: readonly Cause[]): Cause[] {
  const seen = new Set<string>()
  return causes.filter(({field, message}) => !seen.has(`${field}\0${message}`) && seen.add(`${field}\0${message}`))
}

function own(write: Write, time: string): Write {
  const {type, object, old, options} = write
  const live = old ? treeOf(old) : undefined
  // A binding is nobody's field, as with the real server.
  if (write.subresource === 'binding') return write
  const writer: Writer = {
    manager: options.manager,
    operation: 'Update',
    apiVersion: type.apiVersion,
    subresource: write.subresource,
    time,
  }
  const settle = () => {
    const before = ownersBefore(write, live)
    // Who wants no owners, or has none from long ago, gets none before the first apply.
    if (live && before.length === 0) return []
    return ownUpdate(before, {old: live, now: object, schema: type.schema, custom: type.custom}, writer)
  }
  const owners = writeOwners(write.owners ?? settle())
  return {...write, object: withValueAt(object, ['metadata', 'managedFields'], owners)}
}

/** The owners that a write starts from: those it names itself, when they can be read, else those of the live object. */
function ownersBefore({object, subresource}: Write, live: JsonObject | undefined): readonly Owner[] {
  const kept = asObject(live?.['metadata'])['managedFields']
  const given = asObject(object['metadata'])['managedFields']
  if (subresource || given === kept) return readOwners(kept) ?? []
  if (resetsOwners(given)) return []
  const named = readOwners(given)
  return named?.length ? named : (readOwners(kept) ?? [])
}
