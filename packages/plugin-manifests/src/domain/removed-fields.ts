type Json = unknown
type JsonMap = Readonly<Record<string, Json>>

const isMap = (value: Json): value is JsonMap => typeof value === 'object' && value !== null && !Array.isArray(value)
const same = (a: Json, b: Json): boolean => JSON.stringify(a) === JSON.stringify(b)
const nameOf = (item: Json): string | undefined => {
  const name = isMap(item) ? item['name'] : undefined
  return typeof name === 'string' ? name : undefined
}
const isNamed = (value: Json): value is readonly Json[] =>
  Array.isArray(value) && value.length > 0 && value.every((item) => nameOf(item) !== undefined)

/**
 * What a file no longer says, taken out of a live value: fields and named items that stood in `before`, do not stand in
 * `after`, and are live as they were. What others changed or added meanwhile stays.
 */
export function withoutRemoved(live: Json, before: Json, after: Json): Json {
  if (isMap(live) && isMap(before)) {
    const rest: Record<string, Json> = {...live}
    for (const [key, old] of Object.entries(before)) {
      const now = isMap(after) ? after[key] : undefined
      if (live[key] === undefined) continue
      if (now === undefined && same(live[key], old)) delete rest[key]
      else rest[key] = withoutRemoved(live[key], old, now)
    }
    return rest
  }
  if (!Array.isArray(live) || !isNamed(before)) return live
  const kept = Array.isArray(after) ? after : []
  return live.flatMap((item) => {
    const old = before.find((each) => nameOf(each) === nameOf(item))
    const now = kept.find((each) => nameOf(each) === nameOf(item))
    if (old === undefined) return [item]
    return now === undefined && same(item, old) ? [] : [withoutRemoved(item, old, now)]
  })
}

/** The merge patch that makes `to` of `from`; undefined when there is nothing to do. Lists are replaced whole. */
export function mergePatch(from: JsonMap, to: JsonMap): JsonMap | undefined {
  const body: Record<string, Json> = {}
  for (const [key, value] of Object.entries(from)) {
    const wanted = to[key]
    if (wanted === undefined) body[key] = null
    else if (isMap(value) && isMap(wanted)) {
      const inner = mergePatch(value, wanted)
      if (inner) body[key] = inner
    } else if (!same(value, wanted)) body[key] = wanted
  }
  return Object.keys(body).length > 0 ? body : undefined
}
