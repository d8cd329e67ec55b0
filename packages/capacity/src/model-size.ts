const units: readonly (readonly [suffix: string, factor: number])[] = [
  ['T', 1e12],
  ['B', 1e9],
  ['M', 1e6],
]

/**
 * Parameters meant by a size such as `70.6B`, as OME's runtime selection reads it: suffixes T, B and M, a bare number
 * as it stands, and 0 for everything else (also `100K`).
 */
export function parseModelSize(text: string): number {
  const unit = units.find(([suffix]) => text.endsWith(suffix))
  const digits = unit ? text.slice(0, -1) : text
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(digits)) return 0
  return Number(digits) * (unit?.[1] ?? 1)
}

/**
 * A parameter count as OME's model agent writes it: T, B, M or K; whole numbers bare, one decimal when that is exact to
 * two, else two (`8B`, `70.6B`, `7.62B`).
 */
export function formatModelSize(parameters: number): string {
  const [suffix, factor] = [...units, ['K', 1e3] as const].find(([, size]) => parameters >= size) ?? ['', 1]
  const value = Math.round((parameters / factor) * 100) / 100
  return `${value}${suffix}`
}
