import {OmeError} from '@ome/sdk/errors'

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

interface Field {
  readonly name: string
  readonly least: number
  readonly most: number
  readonly names?: readonly string[]
}

const parts: readonly Field[] = [
  {name: 'minute', least: 0, most: 59},
  {name: 'hour', least: 0, most: 23},
  {name: 'day of the month', least: 1, most: 31},
  {name: 'month', least: 1, most: 12, names: months},
  {name: 'day of the week', least: 0, most: 7, names: days},
]

const shorthands = ['@hourly', '@daily', '@midnight', '@weekly', '@monthly', '@yearly', '@annually']

/** A schedule as a CronJob takes it. Source: Kubernetes documentation, "Schedule syntax". Throws `usage`. */
export function scheduleFrom(text: string): string {
  const words = text.trim().split(/\s+/)
  if (words.length === 1 && shorthands.includes(words[0] ?? '')) return text.trim()
  const wrong = parts.find((field, index) => !isPart(words[index] ?? '', field))
  if (words.length === parts.length && !wrong) return words.join(' ')
  const why = words.length === parts.length && wrong ? `its ${wrong.name} is none` : 'it has not five parts'
  throw new OmeError('usage', `"${text}" is no schedule of cron: ${why}`, [
    'each hour: "0 * * * *"',
    'at six: "0 6 * * *"',
  ])
}

const isPart = (word: string, field: Field): boolean =>
  word.split(',').every((piece) => {
    const [range = '', step, ...rest] = piece.split('/')
    const isStep = step === undefined || (/^[1-9]\d*$/.test(step) && Number(step) <= field.most)
    return rest.length === 0 && isStep && isRange(range, field)
  })

function isRange(text: string, field: Field): boolean {
  if (text === '*' || text === '?') return true
  const ends = text.split('-').map((end) => numberOf(end, field))
  const [from, to = from] = ends
  return ends.length <= 2 && from !== undefined && to !== undefined && !ends.includes(undefined) && from <= to
}

function numberOf(text: string, {least, most, names = []}: Field): number | undefined {
  const named = names.indexOf(text.toLowerCase())
  if (named >= 0) return named + least
  const found = /^\d+$/.test(text) ? Number(text) : undefined
  return found !== undefined && found >= least && found <= most ? found : undefined
}
