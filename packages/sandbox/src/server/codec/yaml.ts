/**
 * One YAML document as plain values, in the dialect of Go's parser: YAML 1.1 booleans (`yes`, `on`), octals (`017`),
 * `1_000` and merge keys, but no sexagesimal numbers and no timestamps. Of a repeated key the last value counts. Throws
 * what the parser throws; a value may hold itself by an alias.
 */
export async function readYaml(text: string): Promise<unknown> {
  const {boolYaml11Tag, CORE_SCHEMA, floatCoreTag, intCoreTag, load, mergeTag, NOT_RESOLVED} = await import('js-yaml')
  const schema = CORE_SCHEMA.withTags(
    boolYaml11Tag,
    {...intCoreTag, resolve: (scalar) => integerOf(scalar) ?? NOT_RESOLVED},
    {...floatCoreTag, resolve: (scalar) => floatOf(scalar) ?? NOT_RESOLVED},
    mergeTag,
  )
  return load(text, {schema, json: true, maxAliases})
}

const maxAliases = 10_000

function integerOf(scalar: string): number | undefined {
  const pattern = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9]\d*))$/
  const match = pattern.exec(withoutUnderscores(scalar))
  if (!match) return undefined
  const [, sign, hex, binary, octal, decimal] = match
  const value = Number.parseInt(hex ?? binary ?? octal ?? decimal ?? '', hex ? 16 : binary ? 2 : octal ? 8 : 10)
  return sign === '-' && value !== 0 ? -value : value
}

function floatOf(scalar: string): number | undefined {
  if (/^\.(nan|NaN|NAN)$/.test(scalar)) return Number.NaN
  if (/^[-+]?\.(inf|Inf|INF)$/.test(scalar)) return scalar.startsWith('-') ? -Infinity : Infinity
  const plain = withoutUnderscores(scalar)
  return /^[-+]?\d*\.?\d+([eE][-+]?\d+)?$/.test(plain) ? Number(plain) : undefined
}

/** A leading underscore makes a text, not a number. */
const withoutUnderscores = (scalar: string): string => (/^[-+]?\d/.test(scalar) ? scalar.replaceAll('_', '') : scalar)
