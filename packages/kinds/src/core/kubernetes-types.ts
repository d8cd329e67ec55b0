import type {Field} from '../notation/field.ts'
import {type Resolve, type Schema, schemaOf} from '../notation/schema.ts'
import stored from './definitions.json' with {type: 'json'}

const metrics = {apiVersion: 'string', kind: 'string', metadata: '@ObjectMeta', timestamp: 'time', window: 'string'}

/** The resource metrics API, which no npm package describes. Source: API reference of metrics.k8s.io. */
const added: Readonly<Record<string, Field>> = {
  'metrics.k8s.io/v1beta1/NodeMetrics': {...metrics, usage: '{quantity}'},
  'metrics.k8s.io/v1beta1/PodMetrics': {
    ...metrics,
    containers: {'[]': {name: 'string', usage: '{quantity}'}, $: 'atomic'},
  },
}

const definitions: Readonly<Record<string, Field | undefined>> = {...stored, ...added}

const definitionOf = (name: string): Field => {
  const field = definitions[name]
  if (field === undefined) throw new Error(`Kubernetes has no type "${name}" in core/definitions.json`)
  return field
}

/** Whether the table has a type of this name. */
export const isKnownType = (name: string): boolean => definitions[name] !== undefined

const cached = (make: Resolve): Resolve => {
  const made = new Map<string, Schema>()
  return (name) => {
    const known = made.get(name)
    if (known !== undefined) return known
    const schema = make(name)
    made.set(name, schema)
    return schema
  }
}

/**
 * A type of Kubernetes as built-in resources use it: enums, patch directives and the server's own defaults included.
 * Names: `PodSpec` (core and meta), `apps/v1/DeploymentSpec`. Throws for a name that is not in the table.
 */
export const builtInType: Resolve = cached((name) => {
  const schema = schemaOf(definitionOf(name), builtInType)
  if (schema.properties) typeNames.set(schema.properties, name)
  return schema
})

const typeNames = new WeakMap<object, string>()

/** The name of the built-in type whose fields a schema has, also where it is used with more conditions. */
export const typeNameOf = ({properties}: {readonly properties?: object}): string | undefined =>
  properties && typeNames.get(properties)

/**
 * Fields that came to pods after Kubernetes 1.33, with the minor version that brought them (API reference). A custom
 * resource built on an older version does not know them, so its server drops or refuses them.
 */
const since: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  Container: {restartPolicyRules: 34},
  EphemeralContainer: {restartPolicyRules: 34},
  EnvVarSource: {fileKeyRef: 34},
  PodSpec: {hostnameOverride: 34, schedulingGroup: 36},
  VolumeProjection: {podCertificate: 34},
  PodCertificateProjection: {userAnnotations: 35},
}

/** References by name are atomic inside custom resources, also where they only share the fields of one. */
const nameReferences = [
  'ConfigMapEnvSource',
  'ConfigMapProjection',
  'ConfigMapVolumeSource',
  'SecretEnvSource',
  'SecretProjection',
]

const embed = (name: string, minor: number, resolve: Resolve): Schema => {
  // Metadata inside a custom resource is an object without stated fields.
  if (name === 'ObjectMeta') return Object.freeze({type: 'object'})
  const {properties, ...rest} = schemaOf(definitionOf(name), resolve, 'embedded')
  if (properties === undefined) return rest
  const known = Object.entries(properties).filter(([field]) => (since[name]?.[field] ?? 0) <= minor)
  return Object.freeze({
    ...rest,
    properties: Object.freeze(Object.fromEntries(known)),
    ...(nameReferences.includes(name) ? {'x-kubernetes-map-type': 'atomic' as const} : {}),
  })
}

const versions = new Map<number, Resolve>()

/**
 * Types of Kubernetes 1.`minor` as custom resources embed them: without enums and patch directives. Supported are
 * versions from 33 to 36. The resolver throws for a name that is not in the table.
 */
export const embeddedTypes = (minor: number): Resolve => {
  const known = versions.get(minor)
  if (known !== undefined) return known
  const resolve: Resolve = cached((name) => embed(name, minor, resolve))
  versions.set(minor, resolve)
  return resolve
}
