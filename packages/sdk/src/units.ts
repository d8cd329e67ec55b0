const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

const durationUnits: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: second,
  m: minute,
  h: hour,
  d: day,
  w: 7 * day,
}

/**
 * Milliseconds of a duration written like `30s`, `1h30m`, `250ms`, `2d` or `0`: Go's notation plus days and weeks.
 * Undefined when the text is not one; a bare number has no unit and is not one.
 */
export function parseDuration(text: string): number | undefined {
  if (text === '0') return 0
  if (!/^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h|d|w))+$/.test(text)) return undefined
  let total = 0
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)([a-zµ]+)/g)) {
    total += Number(amount) * (durationUnits[unit ?? ''] ?? 0)
  }
  return total
}

/** A duration for people: `850ms`, `2.3s`, `45s`, `2m30s`, `1h5m`, `3d4h`. Zero parts are left out. */
export function formatDuration(ms: number): string {
  if (ms < second) return `${Math.round(ms)}ms`
  if (ms < 10 * second) return `${Number((ms / second).toFixed(1))}s`
  const whole = Math.round(ms / second) * second
  if (whole < minute) return `${whole / second}s`
  if (whole < hour) return pair(whole, minute, 'm', second, 's')
  if (whole < day) return pair(whole, hour, 'h', minute, 'm')
  return pair(whole, day, 'd', hour, 'h')
}

/**
 * The age column of Kubernetes tables: HumanDuration of `k8s.io/apimachinery/pkg/util/duration`. `<unknown>` without a
 * (valid) time, `<invalid>` for a time more than a second ahead.
 */
export function age(from: string | Date | undefined | null, now: Date): string {
  if (from === undefined || from === null || from === '') return '<unknown>'
  const started = typeof from === 'string' ? Date.parse(from) : from.getTime()
  return Number.isNaN(started) ? '<unknown>' : humanDuration(now.getTime() - started)
}

/** Milliseconds in the words of {@link age}. */
export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / second)
  if (seconds < -1) return '<invalid>'
  if (seconds < 0) return '0s'
  if (seconds < 120) return `${seconds}s`
  const whole = seconds * second
  const minutes = Math.trunc(whole / minute)
  if (minutes < 10) return pair(whole, minute, 'm', second, 's')
  if (minutes < 180) return `${minutes}m`
  const hours = Math.trunc(whole / hour)
  if (hours < 8) return pair(whole, hour, 'h', minute, 'm')
  if (hours < 48) return `${hours}h`
  const days = Math.trunc(hours / 24)
  if (days < 8) return pair(whole, day, 'd', hour, 'h')
  if (days < 2 * 365) return `${days}d`
  if (days < 8 * 365) return pair(whole, 365 * day, 'y', day, 'd')
  return `${Math.trunc(days / 365)}y`
}

function pair(ms: number, big: number, bigUnit: string, small: number, smallUnit: string): string {
  const bigs = Math.trunc(ms / big)
  const smalls = Math.trunc((ms % big) / small)
  return smalls === 0 ? `${bigs}${bigUnit}` : `${bigs}${bigUnit}${smalls}${smallUnit}`
}

/** Bytes for people: `512 B`, `1.5 KiB`, `80 GiB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']
  let amount = bytes
  let index = 0
  while (Math.abs(amount) >= 1024 && index < units.length - 1) {
    amount /= 1024
    index++
  }
  return `${Number(amount.toFixed(amount < 10 ? 1 : 0))} ${units[index]}`
}
