import {
  asText,
  equalJson,
  isList,
  isObject,
  type Json,
  type JsonObject,
  type MutableObject,
  setKey,
} from '@ome/kinds/validation/json'
import {badRequest, failure} from '../errors.ts'

const operations = new Set(['add', 'remove', 'replace', 'move', 'copy', 'test'])
const maxOperations = 10_000

/** RFC 6902. A malformed patch is 400; one that does not fit the object is 422, as the server words them. */
export function jsonPatch(target: Json, patch: Json): Json {
  if (!isList(patch))
    throw badRequest('error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch')
  if (patch.length > maxOperations)
    throw failure(413, `The allowed maximum operations in a JSON patch is ${maxOperations}, got ${patch.length}`)
  return patch.reduce<Json>((document, operation) => step(document, operation), target)
}

const unfit = () => failure(422, 'the server rejected our request due to an error in our request', {})

function step(document: Json, operation: Json): Json {
  if (!isObject(operation))
    throw badRequest('error decoding patch: json: cannot unmarshal value into Go value of type jsonpatch.Operation')
  const op = asText(operation['op'])
  if (!operations.has(op)) throw badRequest(`Unexpected kind: ${op || 'unknown'}`)
  const path = pointer(operation['path'])
  switch (op) {
    case 'test':
      if (!equalJson(tested(document, path), operation['value'] ?? null)) throw unfit()
      return document
    case 'add':
      return add(document, path, value(operation))
    case 'remove':
      return remove(document, path)
    case 'replace':
      read(document, path)
      return path.length === 0 ? value(operation) : replace(document, path, value(operation))
    default: {
      const from = pointer(operation['from'])
      const moved = read(document, from)
      if (op === 'move' && path.length > from.length && from.every((part, i) => part === path[i])) throw unfit()
      return add(op === 'move' ? remove(document, from) : document, path, moved)
    }
  }
}

function value(operation: JsonObject): Json {
  const given = operation['value']
  if (given === undefined) throw badRequest('error decoding patch: operation has no value')
  return given
}

function pointer(text: Json | undefined): string[] {
  if (typeof text !== 'string') throw badRequest('error decoding patch: operation has no path')
  if (text === '') return []
  if (!text.startsWith('/')) throw unfit()
  return text
    .slice(1)
    .split('/')
    .map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'))
}

function read(document: Json, path: readonly string[]): Json {
  let at = document
  for (const part of path) at = childOf(at, part)
  return at
}

/** What a test compares with: a missing member is null to it, a missing parent is an error. */
function tested(document: Json, path: readonly string[]): Json {
  const [parent, last] = [read(document, path.slice(0, -1)), path.at(-1)]
  if (last === undefined) return document
  return isObject(parent) && !Object.hasOwn(parent, last) ? null : childOf(parent, last)
}

function childOf(parent: Json, part: string): Json {
  if (isList(parent)) return parent[index(part, parent.length - 1)] ?? null
  const inner = isObject(parent) && Object.hasOwn(parent, part) ? parent[part] : undefined
  if (inner === undefined) throw unfit()
  return inner
}

function index(part: string, max: number): number {
  const number = Number(part)
  if (!/^(0|[1-9]\d*)$/.test(part) || number > max) throw unfit()
  return number
}

function change(document: Json, path: readonly string[], last: (parent: Json, part: string) => Json): Json {
  const [part, ...rest] = path
  if (part === undefined) throw unfit()
  if (rest.length === 0) return last(document, part)
  const inner = change(childOf(document, part), rest, last)
  if (isList(document)) return document.map((item, i) => (String(i) === part ? inner : item))
  return set(document, part, inner)
}

function set(parent: Json, part: string, inner: Json): Json {
  if (!isObject(parent)) throw unfit()
  const copy: MutableObject = {...parent}
  setKey(copy, part, inner)
  return copy
}

function add(document: Json, path: readonly string[], inner: Json): Json {
  if (path.length === 0) return inner
  return change(document, path, (parent, part) => {
    if (!isList(parent)) return set(parent, part, inner)
    return parent.toSpliced(part === '-' ? parent.length : index(part, parent.length), 0, inner)
  })
}

function replace(document: Json, path: readonly string[], inner: Json): Json {
  return change(document, path, (parent, part) =>
    isList(parent) ? parent.with(index(part, parent.length - 1), inner) : set(parent, part, inner),
  )
}

function remove(document: Json, path: readonly string[]): Json {
  if (path.length === 0) return null
  return change(document, path, (parent, part) => {
    if (isList(parent)) return parent.toSpliced(index(part, parent.length - 1), 1)
    childOf(parent, part)
    const copy: MutableObject = {...(isObject(parent) ? parent : {})}
    delete copy[part]
    return copy
  })
}
