/** A cron schedule of five fields, or one of the words that stand for one. */
export interface CronSchedule {
  /** The next moment after `time`, both in milliseconds; undefined when there is none within five years. */
  next(time: number): number | undefined
}

/** Thrown for a schedule or a time zone that cannot be read. */
export class CronError extends Error {}

const words: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const minuteMs = 60_000
const hourMs = 3_600_000
const dayMs = 86_400_000
const horizonMs = 5 * 366 * dayMs

interface Field {
  readonly values: ReadonlySet<number>
  readonly isAny: boolean
}

interface Local {
  readonly month: number
  readonly day: number
  readonly weekday: number
  readonly hour: number
  readonly minute: number
}

/** Reads a schedule (robfig/cron's standard form); fields are meant in the time zone, UTC without one. */
export function cronSchedule(text: string, timeZone?: string): CronSchedule {
  const parts = (words[text.trim()] ?? text).trim().split(/\s+/)
  if (parts.length !== 5) throw new CronError(`expected exactly 5 fields, found ${parts.length}: [${parts.join(' ')}]`)
  const [minutes = '', hours = '', dates = '', ofYear = '', ofWeek = ''] = parts
  const minute = field(minutes, 0, 59)
  const hour = field(hours, 0, 23)
  const date = field(dates, 1, 31)
  const month = field(ofYear, 1, 12, months, 1)
  const weekday = field(ofWeek, 0, 6, days)
  const localOf = timeZone === undefined ? utc : inZone(timeZone)

  /** Both day fields given: either will do. */
  const isDay = (local: Local): boolean => {
    const [byDate, byWeekday] = [date.values.has(local.day), weekday.values.has(local.weekday)]
    return date.isAny || weekday.isAny ? byDate && byWeekday : byDate || byWeekday
  }

  return {
    next(time) {
      let at = Math.floor(time / minuteMs) * minuteMs + minuteMs
      for (const end = at + horizonMs; at < end; ) {
        const local = localOf(at)
        const intoHour = local.minute * minuteMs
        if (!month.values.has(local.month) || !isDay(local)) {
          // Not past midnight where a day has 25 hours: look again an hour before.
          const left = dayMs - local.hour * hourMs - intoHour
          at += left > 2 * hourMs ? left - hourMs : hourMs - intoHour
        } else if (!hour.values.has(local.hour)) at += hourMs - intoHour
        else if (!minute.values.has(local.minute)) at += minuteMs
        else return at
      }
      return undefined
    },
  }
}

function field(text: string, least: number, most: number, names: readonly string[] = [], firstName = 0): Field {
  const values = new Set<number>()
  for (const part of text.split(',')) {
    const [range = '', step] = part.split('/')
    const every = step === undefined ? 1 : number(step, text)
    if (every === 0) throw new CronError(`step of range should be a positive number: ${part}`)
    const [from, to] = bounds(range, step !== undefined)
    if (from < least) throw new CronError(`beginning of range (${from}) below minimum (${least}): ${part}`)
    if (to > most) throw new CronError(`end of range (${to}) above maximum (${most}): ${part}`)
    if (from > to) throw new CronError(`beginning of range (${from}) beyond end of range (${to}): ${part}`)
    for (let value = from; value <= to; value += every) values.add(value)
  }
  return {values, isAny: text.startsWith('*') || text.startsWith('?')}

  function bounds(range: string, hasStep: boolean): [number, number] {
    if (range === '*' || range === '?') return [least, most]
    const [first = '', last] = range.split('-')
    const from = value(first)
    if (last !== undefined) return [from, value(last)]
    return [from, hasStep ? most : from]
  }
  function value(name: string): number {
    const at = names.indexOf(name.toLowerCase())
    const read = at >= 0 ? at + firstName : number(name, text)
    return names === days && read === 7 ? 0 : read
  }
}

function number(text: string, whole: string): number {
  if (!/^\d+$/.test(text)) throw new CronError(`failed to parse int from ${text}: ${whole}`)
  return Number(text)
}

function utc(time: number): Local {
  const date = new Date(time)
  return {
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
  }
}

function inZone(timeZone: string): (time: number) => Local {
  let format: Intl.DateTimeFormat
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      month: 'numeric',
      day: 'numeric',
      weekday: 'short',
      hour: 'numeric',
      minute: 'numeric',
    })
  } catch (error) {
    if (error instanceof RangeError) throw new CronError(`unknown time zone ${timeZone}`)
    throw error
  }
  return (time) => {
    const parts = Object.fromEntries(format.formatToParts(time).map(({type, value}) => [type, value]))
    return {
      month: Number(parts['month']),
      day: Number(parts['day']),
      weekday: days.indexOf((parts['weekday'] ?? '').toLowerCase()),
      hour: Number(parts['hour']),
      minute: Number(parts['minute']),
    }
  }
}
