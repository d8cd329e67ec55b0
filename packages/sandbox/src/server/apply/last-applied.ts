import {asObject, asText, canonicalJson, isObject, type JsonObject, withValueAt} from '@ome/kinds/validation/json'
import type {Schema} from '@ome/kinds/validation/schema'
import {difference, type Fields} from './field-set.ts'
import {tracked} from './managed-fields.ts'
import {fieldsOf} from './typed.ts'
import {compareFields} from './typed-compare.ts'

const annotation = 'kubectl.kubernetes.io/last-applied-configuration'
const lastAppliedOf = (object: JsonObject): string =>
  asText(asObject(asObject(object['metadata'])['annotations'])[annotation])

/**
 * The fields that client-side apply has set and nobody has changed since. The server lets kubectl's first server-side
 * apply take them over without a conflict.
 */
export function lastAppliedFields(live: JsonObject, schema: Schema): Fields {
  const config = parsed(lastAppliedOf(live))
  if (!config || config['apiVersion'] !== live['apiVersion']) return undefined
  const was = tracked(config)
  const {changed, removed} = compareFields(was, tracked(live), schema)
  return difference(difference(fieldsOf(was, schema), changed), removed)
}

function parsed(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    // A broken annotation is the same as none: the apply is then refused for its conflicts.
    return undefined
  }
}

/** The merged object with the annotation of client-side apply brought up to date, when it has one. */
export function withLastApplied(merged: JsonObject, config: JsonObject): JsonObject {
  if (!lastAppliedOf(merged)) return merged
  const plain = withValueAt(config, ['metadata', 'annotations'], withoutAnnotation(config))
  return withValueAt(merged, ['metadata', 'annotations', annotation], `${canonicalJson(plain)}\n`)
}

function withoutAnnotation(config: JsonObject): JsonObject | undefined {
  const given = asObject(config['metadata'])['annotations']
  if (!isObject(given)) return undefined
  const {[annotation]: _own, ...rest} = given
  return Object.keys(rest).length > 0 ? rest : undefined
}
