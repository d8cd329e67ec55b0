import type {IncomingMessage} from 'node:http'

/** A refusal of the service: FastAPI's `{"detail": …}` with a status code. */
export class RagProblem extends Error {
  readonly code: number
  readonly detail: unknown
  constructor(code: number, detail: unknown) {
    super(typeof detail === 'string' ? detail : JSON.stringify(detail))
    this.code = code
    this.detail = detail
  }
}

/** A 422 about one field, as FastAPI words it. */
export const unprocessable = (loc: readonly (string | number)[], msg: string, type: string): RagProblem =>
  new RagProblem(422, [{type, loc, msg, input: null}])

export type Body = Readonly<Record<string, unknown>>

const mostBodyBytes = 64 * 2 ** 20

/** The text of a request's body. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request) {
    const bytes = Buffer.from(part)
    size += bytes.length
    if (size > mostBodyBytes) throw new RagProblem(413, 'Request body too large')
    parts.push(bytes)
  }
  return Buffer.concat(parts).toString()
}

/** A body as an object. */
export function objectIn(text: string): Body {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw unprocessable(['body', 0], 'JSON decode error', 'json_invalid')
  }
  if (isMap(value)) return value
  throw unprocessable(['body'], 'Input should be a valid dictionary or object', 'model_attributes_type')
}

/** True for a JSON object. */
export const isMap = (value: unknown): value is Body =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

/** A field that must be a text. */
export function textField(body: Body, key: string, at: readonly (string | number)[] = ['body']): string {
  const value = body[key]
  if (value === undefined) throw unprocessable([...at, key], 'Field required', 'missing')
  if (typeof value !== 'string') throw unprocessable([...at, key], 'Input should be a valid string', 'string_type')
  return value
}

/** A field that must be a list. */
export function listField(body: Body, key: string): readonly unknown[] {
  const value = body[key]
  if (value === undefined) throw unprocessable(['body', key], 'Field required', 'missing')
  if (!Array.isArray(value)) throw unprocessable(['body', key], 'Input should be a valid list', 'list_type')
  return value
}

/** A field that must be a map when it is there; `{}` when it is not. */
export function mapField(body: Body, key: string, at: readonly (string | number)[] = ['body']): Body {
  const value = body[key] ?? {}
  if (!isMap(value)) throw unprocessable([...at, key], 'Input should be a valid dictionary', 'dict_type')
  return value
}

/** A whole number within bounds, from a body or a query. */
export function wholeNumber(
  value: unknown,
  fallback: number,
  [least, most]: readonly [number, number],
  at: readonly string[],
): number {
  if (value === undefined || value === null) return fallback
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number !== 'number' || !Number.isInteger(number)) {
    throw unprocessable(at, 'Input should be a valid integer', 'int_parsing')
  }
  if (number < least) throw unprocessable(at, `Input should be greater than or equal to ${least}`, 'greater_than_equal')
  if (number > most) throw unprocessable(at, `Input should be less than or equal to ${most}`, 'less_than_equal')
  return number
}
