import {at, fields, text} from '@ome/capacity/fields'
import type {KubeObject} from '@ome/sdk/kube'
import {deliveryOf, schemeOf} from '../storage-uri.ts'

/** Something the server accepts and a controller then breaks on, or never comes to an end with. */
export interface Risk {
  /** `crash`: takes a controller or agent down, for everybody. `stuck`: waits for ever. */
  readonly effect: 'crash' | 'stuck'
  readonly rule: string
  readonly message: string
}

/** Known of OME up to v1.2: its admission does not look at these. */
export function risksOf(object: KubeObject): readonly Risk[] {
  if (!object.apiVersion.startsWith('ome.io/')) return []
  const {kind} = object
  const spec = fields(object['spec'])
  if (kind === 'BaseModel' || kind === 'ClusterBaseModel') return modelRisks(spec)
  if (kind === 'ServingRuntime' || kind === 'ClusterServingRuntime') return runtimeRisks(spec)
  return kind === 'InferenceService' ? serviceRisks(spec) : []
}

type Spec = Readonly<Record<string, unknown>>

const modelRisks = (spec: Spec): readonly Risk[] => {
  const [uri, path] = ['storageUri', 'path'].map((field) => text(at(spec, 'storage', field)))
  return storageRisks({...(uri !== undefined && {uri}), ...(path !== undefined && {path})})
}

/** What is risky about the place of a model's files, in any generation. */
export function storageRisks({uri = '', path}: {readonly uri?: string; readonly path?: string}): readonly Risk[] {
  const scheme = schemeOf(uri)
  const delivery = scheme && deliveryOf(scheme, {servesPvc: true})
  return [
    ...(delivery === 'agent' && !path
      ? [risk('crash', 'storage-path', 'without spec.storage.path the model agent of each node it goes to crashes')]
      : []),
    ...(delivery === 'never'
      ? [risk('stuck', 'storage-scheme', `nothing downloads ${scheme}:// addresses: the model never becomes Ready`)]
      : []),
  ]
}

function runtimeRisks(spec: Spec): readonly Risk[] {
  const range = fields(spec['modelSizeRange'])
  const bounds = ['min', 'max'].filter((bound) => range[bound] !== undefined)
  return bounds.length === 1
    ? [
        risk(
          'crash',
          'model-size-range',
          `spec.modelSizeRange has only "${bounds[0]}": the controller crashes when it selects`,
        ),
      ]
    : []
}

function serviceRisks(spec: Spec): readonly Risk[] {
  const selector = fields(spec['acceleratorSelector'])
  const isOpen = Object.keys(fields(selector['constraints'])).length === 0 && !text(selector['acceleratorClass'])
  return text(selector['policy']) === 'BestFit' && isOpen
    ? [
        risk(
          'crash',
          'best-fit',
          'policy BestFit without constraints crashes the controller when two classes are possible',
        ),
      ]
    : []
}

const risk = (effect: Risk['effect'], rule: string, message: string): Risk => ({effect, rule, message})
