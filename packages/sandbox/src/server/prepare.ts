import {asObject, asText, equalJson, type JsonObject, type MutableObject, withField} from '@ome/kinds/validation/json'
import {type Random, uuidFrom} from '../random.ts'
import {strategyOf} from './builtin/strategies.ts'
import {badRequest, conflict} from './errors.ts'
import type {ResourceType} from './resource-type.ts'
import type {Write} from './write.ts'

/** Sets what the server alone decides: uid, times, generation, and which half of the object a request may change. */
export function prepare(write: Write, now: string, random: Random): Write {
  return write.old ? prepareUpdate(write, write.old) : prepareCreate(write, now, random)
}

function prepareCreate(write: Write, now: string, random: Random): Write {
  const {type} = write
  const given = asObject(write.object['metadata'])
  if (given['resourceVersion']) throw badRequest('resourceVersion should not be set on objects to be created')
  const meta: MutableObject = {...given, uid: uuidFrom(random), creationTimestamp: now}
  for (const key of ['resourceVersion', 'deletionTimestamp', 'deletionGracePeriodSeconds', 'selfLink', 'generation'])
    delete meta[key]
  if (hasGeneration(type, write.object)) meta['generation'] = 1
  const object = withoutStatus({...write.object, metadata: withoutEmpty(meta)}, type)
  return {...write, object: strategyOf(type).create?.(object) ?? object}
}

const hasGeneration = (type: ResourceType, object: JsonObject): boolean => type.custom || object['spec'] !== undefined

function withoutStatus(object: JsonObject, type: ResourceType): JsonObject {
  return 'status' in type.subresources && !strategyOf(type).keepsStatus
    ? withField(object, 'status', undefined)
    : object
}

/** Metadata that an update can never change. */
const fixedMeta = [
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'generation',
  'generateName',
  'selfLink',
] as const

function prepareUpdate(write: Write, old: JsonObject): Write {
  const {type, subresource, name} = write
  const before = asObject(old['metadata'])
  const given = asObject(write.object['metadata'])
  if (given['uid'] && given['uid'] !== before['uid'])
    throw conflict(
      type,
      name,
      `Precondition failed: UID in precondition: ${asText(given['uid'])}, UID in object meta: ${asText(before['uid'])}`,
    )
  const body = takeHalf(write, old)
  const meta: MutableObject = {...(subresource === 'status' ? before : given)}
  for (const key of fixedMeta) {
    if (before[key] === undefined) delete meta[key]
    else meta[key] = before[key]
  }
  meta['managedFields'] = given['managedFields'] ?? before['managedFields']
  const changed = subresource !== 'status' && !equalJson(generationPart(body, type), generationPart(old, type))
  if (changed && typeof before['generation'] === 'number') meta['generation'] = before['generation'] + 1
  meta['resourceVersion'] = before['resourceVersion']
  return {...write, object: {...body, metadata: withoutEmpty(meta)}}
}

/** Maps and lists of the metadata that hold nothing are not there: Go leaves them out. */
function withoutEmpty(meta: MutableObject): JsonObject {
  for (const key of ['labels', 'annotations', 'finalizers', 'ownerReferences'])
    if (Object.keys(meta[key] ?? {}).length === 0) delete meta[key]
  return meta
}

/** The status half for `/status`, the rest for everything else; a binding says where and that it is so. */
function takeHalf({type, subresource, object}: Write, old: JsonObject): JsonObject {
  if (subresource === 'binding') return object
  if (subresource === 'status' || subresource === 'approval') return withField(old, 'status', object['status'])
  const updated = strategyOf(type).update?.(object, old) ?? object
  return 'status' in type.subresources ? withField(updated, 'status', old['status']) : updated
}

function generationPart(object: JsonObject, type: ResourceType): JsonObject {
  const {metadata: _metadata, apiVersion: _version, ...rest} = object
  return 'status' in type.subresources ? withField(rest, 'status', undefined) : rest
}
