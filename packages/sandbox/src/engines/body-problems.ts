/** One finding about a body, as the engines' validation lists it. */
interface Finding {
  readonly type: string
  readonly loc: readonly (string | number)[]
  readonly msg: string
  readonly input: unknown
  readonly ctx?: Readonly<Record<string, unknown>>
}

/** The list of one finding in Python's notation, which is what engines put into `message`. */
export function findingText({type, loc, msg, input, ctx}: Finding): string {
  const place = `(${loc.map(python).join(', ')}${loc.length === 1 ? ',' : ''})`
  const more = ctx === undefined ? '' : `, 'ctx': ${python(ctx)}`
  return `[{'type': ${python(type)}, 'loc': ${place}, 'msg': ${python(msg)}, 'input': ${python(input)}${more}}]`
}

function python(value: unknown): string {
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'string') return quoted(value)
  if (Array.isArray(value)) return `[${value.map(python).join(', ')}]`
  if (typeof value !== 'object') return String(value)
  return `{${Object.entries(value)
    .map(([key, one]) => `${quoted(key)}: ${python(one)}`)
    .join(', ')}}`
}

function quoted(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"')
  return escaped.includes("'") && !escaped.includes('"') ? `"${escaped}"` : `'${escaped.replaceAll("'", "\\'")}'`
}

/** What Python's JSON reader would say about a text that is none, and where. */
export function jsonProblem(text: string, at: number): string {
  const before = text.slice(0, at).trimEnd().at(-1)
  const error =
    before === '{'
      ? 'Expecting property name enclosed in double quotes'
      : before === undefined || ':[,'.includes(before)
        ? 'Expecting value'
        : "Expecting ',' delimiter"
  return findingText({type: 'json_invalid', loc: ['body', at], msg: 'JSON decode error', input: {}, ctx: {error}})
}

/** A field that has to be there and is not. */
export const missingField = (name: string, body: Readonly<Record<string, unknown>>): string =>
  findingText({type: 'missing', loc: ['body', name], msg: 'Field required', input: body})
