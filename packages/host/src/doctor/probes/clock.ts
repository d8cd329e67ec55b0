import {type Finding, fail, ok, warn} from '../finding.ts'

const tolerableMs = 30_000
const harmfulMs = 300_000

/** Compares a Date header with this machine's clock. The header has whole seconds and was written between the two times. */
export function clockFinding(who: string, header: string | undefined, asked: Date, answered: Date): Finding[] {
  const theirs = header === undefined ? Number.NaN : Date.parse(header)
  if (Number.isNaN(theirs)) return []
  const early = asked.getTime() - 1000 - theirs
  const late = theirs - answered.getTime()
  const off = Math.max(0, early, late)
  const text = `this clock is ${Math.round(off / 1000)} s ${early > late ? 'ahead of' : 'behind'} ${who}`
  if (off > harmfulMs)
    return [fail('clock', `${text}: certificates and registries are judged by it`, 'set the clock of this machine')]
  if (off > tolerableMs) return [warn('clock', text, 'set the clock of this machine')]
  return [ok('clock', `this clock agrees with ${who}`)]
}
