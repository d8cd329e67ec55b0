import {type Cause, forbiddenField, invalidValue, notSupported, required} from '@ome/kinds/validation/cause'
import {regexpProblem} from '@ome/kinds/validation/go-regexp'
import {asObject, asText, isList, isObject, type JsonObject} from '@ome/kinds/validation/json'
import {notImplemented} from '../errors.ts'

/** What a custom resource definition must fulfil to be stored. */
export function crdCauses(crd: JsonObject, old: JsonObject | undefined): Cause[] {
  const spec = asObject(crd['spec'])
  const names = asObject(spec['names'])
  const causes: Cause[] = []
  const name = asText(asObject(crd['metadata'])['name'])
  const expected = `${asText(names['plural'])}.${asText(spec['group'])}`
  if (name !== expected) causes.push(invalidValue('metadata.name', name, 'must be spec.names.plural+"."+spec.group'))
  for (const field of ['group', 'scope']) if (!spec[field]) causes.push(required(`spec.${field}`))
  if (spec['scope'] && spec['scope'] !== 'Namespaced' && spec['scope'] !== 'Cluster')
    causes.push(notSupported('spec.scope', spec['scope'], ['Cluster', 'Namespaced']))
  for (const field of ['plural', 'singular', 'kind', 'listKind'])
    if (!names[field]) causes.push(required(`spec.names.${field}`))
  causes.push(...versionCauses(spec), ...immutableCauses(spec, asObject(old?.['spec'])), ...storedCauses(spec, crd))
  if (asObject(spec['conversion'])['strategy'] === 'Webhook')
    throw notImplemented('conversion webhooks (spec.conversion.strategy: Webhook); only strategy None converts')
  return causes
}

function versionCauses(spec: JsonObject): Cause[] {
  const versions = isList(spec['versions']) ? spec['versions'].filter(isObject) : []
  if (versions.length === 0) return [required('spec.versions')]
  const causes = versions.flatMap((version, i) => {
    const schema = asObject(version['schema'])['openAPIV3Schema']
    const at = `spec.versions[${i}].schema.openAPIV3Schema`
    if (!isObject(schema)) return [required(at, 'schemas are required')]
    return schema['type'] === 'object'
      ? structuralCauses(schema, at)
      : [required(`${at}.type`, 'must not be empty at the root')]
  })
  const names = versionNames(spec)
  if (new Set(names).size < names.length)
    causes.push(invalidValue('spec.versions', names, 'must contain unique version names'))
  for (const [i, name] of names.entries())
    if (!/^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name))
      causes.push(
        invalidValue(
          `spec.versions[${i}].name`,
          name,
          "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
        ),
      )
  if (versions.filter((version) => version['storage'] === true).length !== 1)
    causes.push(
      invalidValue(
        'spec.versions',
        versions.map((version) => asText(version['name'])),
        'must have exactly one version marked as storage version',
      ),
    )
  return causes
}

/** The conditions of a structural schema that hand-written definitions break most: a type everywhere, closed lists. */
function structuralCauses(schema: JsonObject, path: string): Cause[] {
  const causes: Cause[] = []
  const open = schema['x-kubernetes-int-or-string'] === true || schema['x-kubernetes-preserve-unknown-fields'] === true
  if (!schema['type'] && !open) causes.push(required(`${path}.type`, 'must not be empty for specified object fields'))
  const pattern = schema['pattern']
  const problem = typeof pattern === 'string' ? regexpProblem(pattern) : undefined
  if (problem !== undefined)
    causes.push(invalidValue(`${path}.pattern`, pattern, `must be a valid regular expression, but isn't: ${problem}`))
  if (isObject(schema['properties']) && schema['additionalProperties'] !== undefined)
    causes.push(
      forbiddenField(`${path}.additionalProperties`, 'additionalProperties and properties are mutual exclusive'),
    )
  if (schema['type'] === 'array' && !isObject(schema['items']))
    causes.push(required(`${path}.items`, 'must be specified'))
  for (const [name, inner] of Object.entries(asObject(schema['properties'])))
    if (isObject(inner) && !(path.endsWith('openAPIV3Schema') && name === 'metadata'))
      causes.push(...structuralCauses(inner, `${path}.properties[${name}]`))
  if (isObject(schema['items'])) causes.push(...structuralCauses(schema['items'], `${path}.items`))
  if (isObject(schema['additionalProperties']))
    causes.push(...structuralCauses(schema['additionalProperties'], `${path}.additionalProperties`))
  return causes
}

/** A version that objects may be stored in stays declared. */
function storedCauses(spec: JsonObject, crd: JsonObject): Cause[] {
  const declared = new Set(versionNames(spec))
  const stored = asObject(crd['status'])['storedVersions']
  if (!isList(stored)) return []
  return stored.flatMap((version, i) => {
    const name = asText(version)
    if (declared.has(name)) return []
    return [
      invalidValue(
        `status.storedVersions[${i}]`,
        name,
        `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`,
      ),
    ]
  })
}

const versionNames = (spec: JsonObject): string[] =>
  isList(spec['versions']) ? spec['versions'].map((version) => asText(asObject(version)['name'])) : []

function immutableCauses(spec: JsonObject, old: JsonObject): Cause[] {
  const causes: Cause[] = []
  for (const field of ['group', 'scope'])
    if (old[field] !== undefined && old[field] !== spec[field])
      causes.push(invalidValue(`spec.${field}`, spec[field], 'field is immutable'))
  return causes
}
