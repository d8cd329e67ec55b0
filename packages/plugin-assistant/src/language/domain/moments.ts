const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

const clock = '(?:\\d{1,2}:\\d\\d(?::\\d\\d)? ?(?:am|pm|utc)?|\\d{1,2} ?(?:am|pm|o.clock))'
const dayWord = `(?:today|yesterday|${weekdays.join('|')}|\\d{4}-\\d\\d-\\d\\d)`

/** How a moment may be said behind `since`, `from` or `between`. */
export const moment = `(?:(?:last )?${dayWord}(?:,? (?:at )?${clock}|t${clock}z?)?|${clock}(?: (?:on )?${dayWord})?|midnight|noon|(?:this|in the) morning)`

const figure = (text: string | undefined): number => Number(text ?? 0)

/** The time that a moment means, which is past; undefined where it is none, as 25:00. */
export function momentOf(text: string, now: Date): Date | undefined {
  if (text === 'noon') return past(new Date(now).setHours(12, 0, 0, 0), now)
  const named = new RegExp(dayWord).exec(text)?.[0]
  const rest = named === undefined ? text : text.replace(named, '')
  const time = /(\d{1,2})(?::(\d\d))?(?::\d\d)? ?(am|pm|utc|z)?/.exec(rest)
  const start = dayOf(named, now)
  if (!time || !start) return start
  const [, hours, minutes, zone] = time
  const isHalf = zone === 'am' || zone === 'pm'
  if (figure(hours) > (isHalf ? 12 : 23) || figure(minutes) > 59) return undefined
  const at = isHalf ? (figure(hours) % 12) + (zone === 'pm' ? 12 : 0) : figure(hours)
  const found = new Date(start)
  if (zone === 'utc' || zone === 'z') found.setUTCHours(at, figure(minutes), 0, 0)
  else found.setHours(at, figure(minutes), 0, 0)
  return named === undefined ? past(found.getTime(), now) : found <= now ? found : undefined
}

/** The beginning of a day that was. */
function dayOf(named: string | undefined, now: Date): Date | undefined {
  const today = new Date(now)
  today.setHours(0, 0, 0, 0)
  if (named === undefined || named === 'today') return today
  if (named === 'yesterday') return daysBefore(today, 1)
  const weekday = weekdays.indexOf(named)
  if (weekday !== -1) return daysBefore(today, (today.getDay() - weekday + 7) % 7 || 7)
  const [year, month, date] = named.split('-').map(Number)
  const found = new Date(year ?? 0, (month ?? 1) - 1, date ?? 1)
  return found.getMonth() === (month ?? 1) - 1 && found <= now ? found : undefined
}

function daysBefore(from: Date, days: number): Date {
  const found = new Date(from)
  found.setDate(found.getDate() - days)
  return found
}

/** A time of the clock that today has not seen yet is that of yesterday. */
const past = (at: number, now: Date): Date => (at <= now.getTime() ? new Date(at) : daysBefore(new Date(at), 1))

/** The time from a moment until now, rounded up, as flags take it: `90m`, `33h`. */
export function durationSince(at: Date, now: Date): string {
  const passed = Math.max(minute, now.getTime() - at.getTime())
  if (passed <= 10 * hour) return `${Math.ceil(passed / minute)}m`
  return passed <= 10 * day ? `${Math.ceil(passed / hour)}h` : `${Math.ceil(passed / day)}d`
}
