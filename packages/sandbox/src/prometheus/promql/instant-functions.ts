const degrees = 180 / Math.PI

/** Half is rounded up, to a multiple of `unit`. */
function round(value: number, unit = 1): number {
  const inverse = 1 / unit
  return Math.floor(value * inverse + 0.5) / inverse
}

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value))

const date = (seconds: number): Date => new Date(seconds * 1000)

/** Functions of an instant vector that look at one value at a time. */
export const instantFunctions: Readonly<Record<string, (value: number, ...args: number[]) => number>> = {
  abs: Math.abs,
  acos: Math.acos,
  acosh: Math.acosh,
  asin: Math.asin,
  asinh: Math.asinh,
  atan: Math.atan,
  atanh: Math.atanh,
  ceil: Math.ceil,
  cos: Math.cos,
  cosh: Math.cosh,
  deg: (value) => value * degrees,
  exp: Math.exp,
  floor: Math.floor,
  ln: Math.log,
  log10: Math.log10,
  log2: Math.log2,
  rad: (value) => value / degrees,
  round,
  sgn: Math.sign,
  sin: Math.sin,
  sinh: Math.sinh,
  sqrt: Math.sqrt,
  tan: Math.tan,
  tanh: Math.tanh,
  clamp_max: (value, high = Number.POSITIVE_INFINITY) => Math.min(value, high),
  clamp_min: (value, low = Number.NEGATIVE_INFINITY) => Math.max(value, low),
  clamp: (value, low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY) => clamp(value, low, high),
}

/** Functions of a time in seconds since the epoch, UTC. */
export const timeFunctions: Readonly<Record<string, (seconds: number) => number>> = {
  minute: (seconds) => date(seconds).getUTCMinutes(),
  hour: (seconds) => date(seconds).getUTCHours(),
  day_of_month: (seconds) => date(seconds).getUTCDate(),
  day_of_week: (seconds) => date(seconds).getUTCDay(),
  day_of_year: (seconds) =>
    Math.floor((Math.floor(seconds) * 1000 - Date.UTC(date(seconds).getUTCFullYear(), 0, 1)) / 86_400_000) + 1,
  days_in_month: (seconds) =>
    new Date(Date.UTC(date(seconds).getUTCFullYear(), date(seconds).getUTCMonth() + 1, 0)).getUTCDate(),
  month: (seconds) => date(seconds).getUTCMonth() + 1,
  year: (seconds) => date(seconds).getUTCFullYear(),
}
