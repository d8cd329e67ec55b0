import {invalidValue} from '@ome/kinds/validation/cause'
import {
  asObject,
  asText,
  canonicalJson,
  type Json,
  type JsonObject,
  valueAt,
  withValueAt,
} from '@ome/kinds/validation/json'
import type {ApiObject} from '../../api.ts'
import {objectOf, treeOf} from '../codec/json.ts'
import {badRequest, invalid} from '../errors.ts'
import type {ResourceType} from '../resource-type.ts'

const steps = (path: string): string[] => path.split('.').slice(1)

/** The `autoscaling/v1` Scale of an object. */
export function readScale(object: ApiObject, {scale}: ResourceType): ApiObject {
  const tree = treeOf(object)
  const {name, namespace, uid, resourceVersion, creationTimestamp} = object.metadata
  const selector = scale?.labelSelectorPath ? selectorText(valueAt(tree, steps(scale.labelSelectorPath))) : ''
  return objectOf({
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: {name, namespace, uid, resourceVersion, creationTimestamp},
    spec: {replicas: valueAt(tree, steps(scale?.specReplicasPath ?? '')) ?? 0},
    status: {replicas: valueAt(tree, steps(scale?.statusReplicasPath ?? '')) ?? 0, ...(selector && {selector})},
  })
}

function selectorText(selector: Json | undefined): string {
  if (typeof selector === 'string') return selector
  const labels = asObject(asObject(selector)['matchLabels'] ?? selector)
  return Object.keys(labels)
    .sort()
    .map((key) => `${key}=${String(labels[key])}`)
    .join(',')
}

/** The parent object with the replicas a Scale asks for. */
export function writeScale(object: ApiObject, {scale, kind, group}: ResourceType, body: JsonObject): JsonObject {
  const replicas = asObject(body['spec'])['replicas'] ?? 0
  if (typeof replicas !== 'number' || !Number.isInteger(replicas))
    throw badRequest(
      `json: cannot unmarshal ${typeof replicas} into Go struct field ScaleSpec.spec.replicas of type int32: ${canonicalJson(replicas)}`,
    )
  if (replicas < 0)
    throw invalid({kind, group}, object.metadata.name, [
      invalidValue('.spec.replicas', replicas, 'should be a non-negative integer'),
    ])
  const version = asObject(body['metadata'])['resourceVersion']
  const scaled = withValueAt(treeOf(object), steps(scale?.specReplicasPath ?? ''), replicas)
  return version === undefined ? scaled : withValueAt(scaled, ['metadata', 'resourceVersion'], version)
}

/** An applied Scale as a configuration of the parent that says nothing but the replicas. */
export function appliedScale(body: Json, {scale, kind, apiVersion}: ResourceType): Json {
  const given = asObject(body)
  if (given['kind'] !== 'Scale' || given['apiVersion'] !== 'autoscaling/v1')
    throw badRequest(`invalid object type: ${asText(given['apiVersion'])}, Kind=${asText(given['kind'])}`)
  const replicas = asObject(given['spec'])['replicas']
  const config = {apiVersion, kind, metadata: given['metadata']}
  return replicas === undefined ? config : withValueAt(config, steps(scale?.specReplicasPath ?? ''), replicas)
}
