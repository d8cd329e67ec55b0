/** Deeper than any object is, and shallow enough for everything that walks one. */
const deepest = 500
/** Values of a document whose aliases are expanded. */
const largest = 1_000_000

/**
 * Why a parsed value cannot be taken as an object of the API: nested too deeply, a number that JSON has no form for,
 * an alias within itself, or aliases that multiply into something too large. Undefined when it can. The work is
 * bounded by the text that was parsed.
 */
export function unusable(value: unknown): string | undefined {
  const sizes = new Map<object, number>()
  const open = new Set<object>()
  let reason: string | undefined
  const size = (inner: unknown): number => {
    if (typeof inner === 'number' && !Number.isFinite(inner)) reason ??= `unsupported value: ${inner}`
    if (typeof inner !== 'object' || inner === null || reason) return 1
    const known = sizes.get(inner)
    if (known !== undefined) return known
    if (open.has(inner)) reason ??= 'an anchor contains itself'
    if (open.size > deepest) reason ??= 'exceeded max depth'
    open.add(inner)
    let total = 1
    if (Array.isArray(inner)) for (const item of inner) total += size(item)
    else for (const item of Object.values(inner)) total += size(item)
    open.delete(inner)
    sizes.set(inner, total)
    if (total > largest) reason ??= 'document contains excessive aliasing'
    return total
  }
  size(value)
  return reason
}
