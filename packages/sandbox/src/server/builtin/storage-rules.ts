import {parseQuantity} from '@ome/capacity/quantity'
import {type Cause, forbiddenField, invalidValue, notSupported, required} from '@ome/kinds/validation/cause'
import {asObject, asText, isList, isObject, type JsonObject} from '@ome/kinds/validation/json'
import {quantityForm} from './resource-rules.ts'
import {configKeyCauses} from './value-rules.ts'

const isEmpty = (value: unknown): boolean => !isList(value) || value.length === 0

/** What a new PersistentVolumeClaim lacks: access modes and the size it asks for. */
export function volumeClaimCauses(claim: JsonObject, old: JsonObject | undefined): Cause[] {
  if (old) return []
  const spec = asObject(claim['spec'])
  const storage = asObject(asObject(spec['resources'])['requests'])['storage']
  const path = 'spec.resources[storage]'
  return [
    ...(isEmpty(spec['accessModes']) ? [required('spec.accessModes', 'at least 1 access mode is required')] : []),
    ...(storage === undefined ? [required(path)] : []),
    ...((parseQuantity(storage) ?? 1) > 0
      ? []
      : [invalidValue(path, quantityForm(storage), 'must be greater than zero')]),
  ]
}

/** Objects in the spec of a volume that are no source of it. */
const notSources = new Set(['capacity', 'claimRef', 'nodeAffinity'])

/** What a new PersistentVolume lacks: capacity, access modes and exactly one source. */
export function volumeCauses(volume: JsonObject, old: JsonObject | undefined): Cause[] {
  if (old) return []
  const spec = asObject(volume['spec'])
  const capacity = asObject(spec['capacity'])
  const [first, ...others] = Object.keys(spec).filter((key) => isObject(spec[key]) && !notSources.has(key))
  const causes: Cause[] = []
  if (isEmpty(spec['accessModes'])) causes.push(required('spec.accessModes'))
  if (Object.keys(capacity).length === 0) causes.push(required('spec.capacity'))
  else if (capacity['storage'] === undefined || Object.keys(capacity).length > 1)
    causes.push(notSupported('spec.capacity', capacity, ['storage']))
  if (first === undefined) causes.push(required('spec', 'must specify a volume type'))
  for (const source of others) causes.push(forbiddenField(`spec.${source}`, 'may not specify more than 1 volume type'))
  return causes
}

/** What the data of a secret of a known type must hold. */
const secretKeys: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
}

/** What is wrong with the keys of a Secret, and what its type asks for. */
export function secretCauses(secret: JsonObject, old: JsonObject | undefined): Cause[] {
  const data = asObject(secret['data'])
  const type = asText(secret['type'])
  const annotations = asObject(asObject(secret['metadata'])['annotations'])
  const account = 'kubernetes.io/service-account.name'
  return [
    ...configKeyCauses(data, 'data'),
    ...(secretKeys[type] ?? []).flatMap((key) => (data[key] === undefined ? [required(`data[${key}]`)] : [])),
    ...(type === 'kubernetes.io/service-account-token' && !annotations[account]
      ? [required(`metadata.annotations[${account}]`)]
      : []),
    ...(old && type !== '' && asText(old['type']) !== type ? [invalidValue('type', type, 'field is immutable')] : []),
  ]
}

/** What is wrong with the keys of a ConfigMap. */
export function configMapCauses(map: JsonObject): Cause[] {
  const [data, binary] = [asObject(map['data']), asObject(map['binaryData'])]
  return [
    ...configKeyCauses(data, 'data'),
    ...configKeyCauses(binary, 'binaryData'),
    ...Object.keys(binary)
      .filter((key) => data[key] !== undefined)
      .map((key) => invalidValue(`data[${key}]`, key, 'duplicate of key present in binaryData')),
  ]
}
