import {isObject, type Json, type JsonObject, type MutableObject, setKey} from '@ome/kinds/validation/json'

/** RFC 7386. */
export function mergePatch(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch
  return mergeObject(isObject(target) ? target : {}, patch)
}

function mergeObject(target: JsonObject, patch: JsonObject): JsonObject {
  const result: MutableObject = {...target}
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined) continue
    if (value === null) delete result[key]
    else setKey(result, key, mergePatch(Object.hasOwn(result, key) ? result[key] : undefined, value))
  }
  return result
}
