import {isObject, type Json, type JsonObject} from '@ome/kinds/validation/json'
import {badRequest, bodyMediaTypes, unsupportedMediaType} from '../errors.ts'
import {duplicateFields} from './duplicate-fields.ts'
import {unusable} from './plain-value.ts'

export interface Decoded {
  readonly body: JsonObject
  /** Duplicate fields, as field validation reports them. */
  readonly findings: readonly string[]
}

/** The type of a Content-Type header, in lower case and without parameters; empty when there is none. */
export const mediaType = (contentType: string | undefined): string =>
  (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? ''

/** Decodes an object body by its media type; JSON when none is given. */
export async function decodeObject(bytes: Buffer, contentType: string | undefined, kind: string): Promise<Decoded> {
  const type = mediaType(contentType)
  if (type === 'application/yaml') return decodeYaml(bytes, kind)
  if (type === 'application/vnd.kubernetes.protobuf') {
    const {decodeProtobuf} = await import('./protobuf.ts')
    return {body: decodeProtobuf(bytes), findings: []}
  }
  if (type !== '' && type !== 'application/json' && type !== '*/*') throw unsupportedMediaType(bodyMediaTypes)
  const text = bytes.toString('utf8')
  const body = parseJson(text, kind)
  if (!isObject(body)) throw unrecognized(kind, 'json: cannot unmarshal a value that is no object')
  return {body, findings: duplicateFields(text).map((path) => `duplicate field "${path}"`)}
}

function parseJson(text: string, kind: string): unknown {
  const refusal = (why: string) => unrecognized(kind, `couldn't get version/kind; json parse error: ${why}`)
  return usable(() => JSON.parse(text), refusal)
}

/** What `parse` gives, if the API can take it; `refusal` words what keeps it from that. */
function usable(parse: () => unknown, refusal: (why: string) => Error): unknown {
  let value: unknown
  try {
    value = parse()
  } catch (error) {
    throw refusal(reasonOf(error))
  }
  const reason = unusable(value)
  if (reason) throw refusal(reason)
  return value
}

const unrecognized = (kind: string, why: string) =>
  badRequest(`the object provided is unrecognized (must be of type ${kind}): ${why}`)

const reasonOf = (error: unknown): string =>
  error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)

async function decodeYaml(bytes: Buffer, kind: string): Promise<Decoded> {
  const body = await parseYaml(bytes, (why) =>
    unrecognized(kind, `couldn't get version/kind; json parse error: error converting YAML to JSON: ${why}`),
  )
  if (!isObject(body)) throw unrecognized(kind, 'yaml: the document is no object')
  return {body, findings: []}
}

/** One YAML document as JSON. */
async function parseYaml(bytes: Buffer, refusal: (why: string) => Error): Promise<Json> {
  const {readYaml} = await import('./yaml.ts')
  const read = await readYaml(bytes.toString('utf8')).then(
    (value) => () => value,
    (error: unknown) => () => {
      throw error
    },
  )
  return usable(read, refusal) as Json
}

/** The body of a patch: JSON, or YAML where the patch type allows it. */
export async function decodePatch(bytes: Buffer, yaml: boolean): Promise<Json> {
  const text = bytes.toString('utf8')
  const refusal = (why: string) => badRequest(`error decoding ${yaml ? 'YAML' : 'patch'}: ${why}`)
  if (!yaml) return usable(() => JSON.parse(text), refusal) as Json
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    // Whatever is no JSON may still be YAML.
    return parseYaml(bytes, refusal)
  }
  return usable(() => json, refusal) as Json
}
