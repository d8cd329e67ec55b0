import {type Cause, forbiddenField, invalidValue, required} from '@ome/kinds/validation/cause'
import {asObject, asText, isObject, type JsonObject, type MutableObject} from '@ome/kinds/validation/json'
import {isLabelValue, isQualifiedName} from '@ome/kinds/validation/label-names'
import type {Random} from '../random.ts'
import {badRequest, invalid} from './errors.ts'
import type {ResourceType} from './resource-type.ts'
import type {Write} from './write.ts'

/** Checks apiVersion, kind, name and namespace of a body against the request, and settles a generated name. */
export function settleIdentity(write: Write, random: Random): Write {
  const {type, options} = write
  const object = type.custom ? write.object : withType(type, write.object)
  checkType(type, object)
  const given = asObject(object['metadata'])
  const meta: MutableObject = {...given}
  const name = asText(given['name'])
  if (write.operation === 'CREATE' && !name && given['generateName'])
    meta['name'] = asText(given['generateName']).slice(0, 58) + random.suffix(5)
  if (write.name && name && name !== write.name)
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${write.name})`)
  if (write.name) meta['name'] = write.name
  settleNamespace(write, meta)
  const settled = asText(meta['name'])
  if (!settled) throw invalid(type, '', [required('metadata.name', 'name or generateName is required')])
  return {...write, name: settled, object: {...object, metadata: meta}, options}
}

/** Built-in kinds need not say what they are: the path does. Custom ones must. */
const withType = ({apiVersion, kind}: ResourceType, object: JsonObject): JsonObject =>
  object['apiVersion'] && object['kind']
    ? object
    : {...object, apiVersion: object['apiVersion'] || apiVersion, kind: object['kind'] || kind}

function settleNamespace({type, namespace}: Write, meta: MutableObject): void {
  if (!type.namespaced) {
    if (meta['namespace'])
      throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
    delete meta['namespace']
    return
  }
  if (meta['namespace'] && meta['namespace'] !== namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
  meta['namespace'] = namespace
}

/**
 * Throws unless a body is of the requested kind and version: 400 for a wrong or missing type, 422 for another kind of
 * the same version.
 */
export function checkType(type: {kind: string; apiVersion: string; group: string}, object: JsonObject): void {
  const {kind, apiVersion} = object
  if (!kind)
    throw badRequest(
      `the object provided is unrecognized (must be of type ${type.kind}): Object 'Kind' is missing in '${JSON.stringify(object)}'`,
    )
  if (apiVersion !== type.apiVersion)
    throw badRequest(
      `the API version in the data (${asText(apiVersion)}) does not match the expected API version (${type.apiVersion})`,
    )
  if (kind !== type.kind)
    throw invalid({kind: asText(kind), group: type.group}, asText(asObject(object['metadata'])['name']), [
      invalidValue('kind', kind, `must be ${type.kind}`),
    ])
}

const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/
const dns1035 = /^[a-z]([-a-z0-9]*[a-z0-9])?$/

const subdomainText =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
/** What a DNS label must be, in the server's words. */
export const labelText =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
const dns1035Text =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"

function nameCauses({group, plural}: ResourceType, name: string): Cause[] {
  const field = 'metadata.name'
  if (group === 'rbac.authorization.k8s.io')
    return /[/%]/.test(name) || name === '.' || name === '..'
      ? [invalidValue(field, name, "may not contain '/' or '%'")]
      : []
  if (group === '' && plural === 'services')
    return dns1035.test(name) && name.length <= 63 ? [] : [invalidValue(field, name, dns1035Text)]
  if (group === '' && plural === 'namespaces')
    return label.test(name) && name.length <= 63 ? [] : [invalidValue(field, name, labelText)]
  if (name.length > 253) return [invalidValue(field, name, 'must be no more than 253 characters')]
  return subdomain.test(name) ? [] : [invalidValue(field, name, subdomainText)]
}

const maxAnnotationBytes = 256 * 1024

/** Findings about name, labels, annotations, finalizers and owner references. */
export function metaCauses(type: ResourceType, object: JsonObject): Cause[] {
  const meta = asObject(object['metadata'])
  const causes = nameCauses(type, asText(meta['name']))
  for (const [key, value] of Object.entries(textMap(meta['labels'], 'metadata.labels', causes))) {
    if (!isQualifiedName(key)) causes.push(invalidValue('metadata.labels', key, qualifiedText))
    if (!isLabelValue(String(value))) causes.push(invalidValue('metadata.labels', value, labelValueText))
  }
  let size = 0
  for (const [key, value] of Object.entries(textMap(meta['annotations'], 'metadata.annotations', causes))) {
    if (!isQualifiedName(key.toLowerCase())) causes.push(invalidValue('metadata.annotations', key, qualifiedText))
    size += key.length + String(value).length
  }
  if (size > maxAnnotationBytes)
    causes.push({
      reason: 'FieldValueTooLong',
      message: `Too long: may not be more than ${maxAnnotationBytes} bytes`,
      field: 'metadata.annotations',
    })
  return causes
}

/** What a label or annotation key must be, in the server's words. */
export const qualifiedText =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
/** What a label value must be, in the server's words. */
export const labelValueText =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"

function textMap(value: unknown, field: string, causes: Cause[]): JsonObject {
  if (value === undefined || value === null) return {}
  if (!isObject(value)) {
    causes.push(invalidValue(field, value, 'must be a map of strings'))
    return {}
  }
  for (const key in value)
    if (typeof value[key] !== 'string') causes.push(invalidValue(`${field}.${key}`, value[key], 'must be a string'))
  return value
}

/** Finalizers that carry no domain, and are not the server's own: whoever adds them is warned. */
export const finalizerWarnings = (object: JsonObject, before?: JsonObject): string[] => {
  const known = new Set(before ? asList(asObject(before['metadata'])['finalizers']) : [])
  return asList(asObject(object['metadata'])['finalizers'])
    .filter((name) => !known.has(name) && !name.includes('/') && !ownFinalizers.has(name))
    .map(
      (name) =>
        `metadata.finalizers: ${JSON.stringify(name)}: prefer a domain-qualified finalizer name including a path (/) to avoid accidental conflicts with other finalizer writers`,
    )
}

const ownFinalizers = new Set(['kubernetes', 'orphan', 'foregroundDeletion'])

/** A terminating object may lose finalizers but not gain any. */
export function finalizerCauses(old: JsonObject, now: JsonObject): Cause[] {
  const [before, after] = [asObject(old['metadata']), asObject(now['metadata'])]
  if (!before['deletionTimestamp']) return []
  const had = new Set(asList(before['finalizers']))
  const added = asList(after['finalizers']).filter((one) => !had.has(one))
  if (added.length === 0) return []
  const list = added.map((one) => `"${one}"`).join(', ')
  return [
    forbiddenField(
      'metadata.finalizers',
      `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`,
    ),
  ]
}

const asList = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])
