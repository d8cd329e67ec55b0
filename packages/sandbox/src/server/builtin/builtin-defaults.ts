import {asObject, asText, isList, isObject, type Json, type JsonObject, withValueAt} from '@ome/kinds/validation/json'
import {failure} from '../errors.ts'
import {templateDefaults} from './pod-defaults.ts'
import type {Strategy} from './strategy.ts'

export const namespaceStrategy: Strategy = {
  create(namespace) {
    const name = asText(asObject(namespace['metadata'])['name'])
    const labelled = withValueAt(namespace, ['metadata', 'labels', 'kubernetes.io/metadata.name'], name)
    return {...labelled, spec: {finalizers: ['kubernetes']}, status: {phase: 'Active'}}
  },
}

export const serviceStrategy: Strategy = {create: service, update: (object, old) => service(keepAddress(object, old))}

function service(object: JsonObject): JsonObject {
  const spec = asObject(object['spec'])
  const type = asText(spec['type']) || 'ClusterIP'
  if (type === 'ExternalName')
    return {...object, spec: {sessionAffinity: 'None', ...spec, type}, status: {loadBalancer: {}}}
  return {
    ...object,
    spec: {
      sessionAffinity: 'None',
      internalTrafficPolicy: 'Cluster',
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      ...(type !== 'ClusterIP' && {externalTrafficPolicy: 'Cluster'}),
      ...spec,
      type,
      ...(isList(spec['ports']) && {ports: spec['ports'].map(servicePort)}),
    },
    status: {loadBalancer: {}},
  }
}

const servicePort = (port: Json): Json =>
  isObject(port) ? {protocol: 'TCP', targetPort: port['port'] ?? null, ...port} : port

/** The address a service got at its creation stays when an update leaves it out. */
function keepAddress(object: JsonObject, old: JsonObject): JsonObject {
  const [spec, before] = [asObject(object['spec']), asObject(old['spec'])]
  if (spec['clusterIP'] || !before['clusterIP']) return object
  return {
    ...object,
    spec: {...spec, clusterIP: before['clusterIP'], clusterIPs: spec['clusterIPs'] ?? before['clusterIPs']},
  }
}

export const secretStrategy: Strategy = {
  create: (secret) => ({type: 'Opaque', ...encodeStrings(secret)}),
  update: (secret, old) => keepImmutable(encodeStrings(secret), old),
}

export const configMapStrategy: Strategy = {update: keepImmutable}

function keepImmutable(object: JsonObject, old: JsonObject): JsonObject {
  const changed = ['data', 'binaryData'].some(
    (key) => JSON.stringify(object[key] ?? {}) !== JSON.stringify(old[key] ?? {}),
  )
  if (old['immutable'] !== true || (!changed && object['immutable'] === true)) return object
  const name = asText(asObject(old['metadata'])['name'])
  const kind = asText(old['kind'])
  const message = 'Forbidden: field is immutable when `immutable` is set'
  throw failure(422, `${kind} "${name}" is invalid: data: ${message}`, {
    name,
    kind,
    causes: [{reason: 'FieldValueForbidden', message, field: 'data'}],
  })
}

function encodeStrings(secret: JsonObject): JsonObject {
  const {stringData, ...rest} = secret
  if (!isObject(stringData)) return rest
  const encoded = Object.entries(stringData).map(([key, text]) => [key, Buffer.from(asText(text)).toString('base64')])
  return {...rest, data: {...asObject(rest['data']), ...Object.fromEntries(encoded)}}
}

export const eventStrategy: Strategy = {
  create: (event) => ({reportingComponent: '', reportingInstance: '', ...event}),
}

export const volumeClaimStrategy: Strategy = {
  create: (claim) => ({
    ...claim,
    spec: {volumeMode: 'Filesystem', ...asObject(claim['spec'])},
    status: {phase: 'Pending'},
  }),
}

export const volumeStrategy: Strategy = {
  create: (volume) => ({
    ...volume,
    spec: {persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem', ...asObject(volume['spec'])},
    status: {phase: 'Pending'},
  }),
}

/** A job gets the selector and the labels by which its pods are known. */
export const jobStrategy: Strategy = {
  create(job) {
    const spec = asObject(job['spec'])
    const template = templateDefaults(asObject(spec['template']))
    const filled = {
      ...(spec['parallelism'] === undefined && {completions: 1}),
      parallelism: 1,
      backoffLimit: 6,
      completionMode: 'NonIndexed',
      suspend: false,
      podReplacementPolicy: 'TerminatingOrFailed',
      ...spec,
      template,
    }
    if (spec['manualSelector'] === true) return {...job, spec: filled}
    const uid = asText(asObject(job['metadata'])['uid'])
    const name = asText(asObject(job['metadata'])['name'])
    const labels = {
      'batch.kubernetes.io/controller-uid': uid,
      'batch.kubernetes.io/job-name': name,
      'controller-uid': uid,
      'job-name': name,
    }
    const meta = asObject(template['metadata'])
    return {
      ...job,
      spec: {
        ...filled,
        selector: {matchLabels: {'batch.kubernetes.io/controller-uid': uid}},
        template: {...template, metadata: {...meta, labels: {...asObject(meta['labels']), ...labels}}},
      },
    }
  },
}
