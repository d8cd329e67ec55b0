const suffixes: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
}

/**
 * A Kubernetes quantity (`500m`, `80Gi`, `1e3`, `4`, a JSON number) as a number. Undefined when it is none: an amount
 * that nobody stated is not zero. Grammar: k8s.io/apimachinery `pkg/api/resource`.
 */
export function parseQuantity(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value !== 'string') return undefined
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:[eE]([+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/.exec(value)
  if (!match) return undefined
  const [, digits, exponent, suffix = ''] = match
  if (exponent !== undefined) return Number(`${digits}e${exponent}`)
  const factor = suffixes[suffix] ?? 1
  return factor < 1 ? Number(digits) / Math.round(1 / factor) : Number(digits) * factor
}

/** Bytes of a memory quantity as whole GiB, rounded down, as OME reads `memoryGB` (`80` are 80 bytes, so 0). */
export function wholeGiB(value: unknown): number | undefined {
  const bytes = parseQuantity(value)
  return bytes === undefined ? undefined : Math.floor(bytes / 2 ** 30)
}
