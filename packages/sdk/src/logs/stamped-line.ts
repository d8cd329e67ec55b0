/** One line of a log that was read with timestamps: when its node received it, and what was written. */
export interface StampedLine {
  /** RFC 3339 in UTC without its `Z`, so that two of them compare as texts; empty where the server told no time. */
  readonly at: string
  readonly text: string
}

/** Splits what the API sends with `timestamps=true`: an RFC 3339 time, a blank, the text. */
export function parseStamped(line: string): StampedLine {
  const blank = line.indexOf(' ')
  const time = blank < 0 ? line : line.slice(0, blank)
  const at = timeKey(time)
  return at === undefined ? {at: '', text: line} : {at, text: blank < 0 ? '' : line.slice(blank + 1)}
}

const utc = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/
const elsewhere = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?([+-]\d\d:\d\d)$/

/** A time of the API as {@link StampedLine.at}, undefined for what is none. Nodes may tell it in their own zone. */
function timeKey(time: string): string | undefined {
  if (time.endsWith('Z')) return utc.test(time) ? time.slice(0, -1) : undefined
  const found = elsewhere.exec(time)
  const moment = found ? Date.parse(`${found[1]}${found[3]}`) : Number.NaN
  return Number.isNaN(moment) ? undefined : new Date(moment).toISOString().slice(0, 19) + (found?.[2] ?? '')
}
