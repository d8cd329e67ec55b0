/** Numbers that are the same again for the same seed (sfc32, seeded with splitmix32). */
export interface Random {
  /** At least 0, below 1. */
  uniform(): number
  /** Mean 1. */
  exponential(): number
  /** Mean 1, coefficient of variation `1/√shape`. */
  gamma(shape: number): number
  /** From `low` to `high`, both included. */
  integer(low: number, high: number): number
}

export function seeded(seed: number): Random {
  const uniform = sfc32(seed)
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
  return {
    uniform,
    exponential: () => -Math.log(1 - uniform()),
    gamma: (shape) => gammaOf(shape, uniform, normal) / shape,
    integer: (low, high) => low + Math.floor(uniform() * (high - low + 1)),
  }
}

/** Marsaglia and Tsang, "A Simple Method for Generating Gamma Variables" (2000); scale 1. */
function gammaOf(shape: number, uniform: () => number, normal: () => number): number {
  if (shape < 1) return gammaOf(shape + 1, uniform, normal) * (1 - uniform()) ** (1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = normal()
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(1 - uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
  }
}

function sfc32(seed: number): () => number {
  let state = seed | 0
  const splitmix = (): number => {
    state = (state + 0x9e3779b9) | 0
    let z = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
    return z ^ (z >>> 15)
  }
  let [a, b, c, counter] = [splitmix(), splitmix(), splitmix(), 1]
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    c |= 0
    return (sum >>> 0) / 4294967296
  }
  for (let skipped = 0; skipped < 12; skipped++) next()
  return next
}
