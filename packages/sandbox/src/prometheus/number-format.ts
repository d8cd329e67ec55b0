/** A number as Prometheus writes it: the shortest text that reads back the same, exponents from 1e+21 and below 1e-6. */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  if (Object.is(value, -0)) return '-0'
  return String(value)
}

/** Reads a number as Prometheus' text format and its API write it; undefined for anything else. */
export function parseFloatText(text: string): number | undefined {
  const lower = text.toLowerCase()
  if (lower === 'nan') return Number.NaN
  if (/^[+-]?inf(inity)?$/.test(lower))
    return lower.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  if (/^[+-]?0x[0-9a-f]+$/.test(lower))
    return lower.startsWith('-') ? -Number(lower.slice(1)) : Number(lower.replace('+', ''))
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(lower) ? Number(lower) : undefined
}
