import {asObject, asText, isList, isObject, type Json, type JsonObject} from '@ome/kinds/validation/json'
import type {Strategy} from '../builtin/strategy.ts'

/** Fills in the names and flags of a custom resource definition that follow from its other fields. */
export const crdStrategy: Strategy = {create: fill, update: fill}

function fill(crd: JsonObject): JsonObject {
  const spec = asObject(crd['spec'])
  const names = asObject(spec['names'])
  const kind = asText(names['kind'])
  return {
    ...crd,
    spec: {
      conversion: {strategy: 'None'},
      ...spec,
      names: {listKind: `${kind}List`, singular: kind.toLowerCase(), ...names},
      versions: isList(spec['versions']) ? spec['versions'].map(withFlags) : [],
    },
  }
}

const withFlags = (version: Json): Json => (isObject(version) ? {served: false, storage: false, ...version} : version)
