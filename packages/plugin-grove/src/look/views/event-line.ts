import {age} from '@ome/sdk/units'
import type {Line, Page} from '@ome/sdk/view'
import type {SetEvent} from '../domain/set-event.ts'

export function eventLine({at, isWarning, reason, about, message, count}: SetEvent, {now}: Page): Line {
  const times = count > 1 ? ` (x${count})` : ''
  const text = `${age(at, now)} ago  ${isWarning ? 'Warning' : 'Normal'}  ${about}  ${reason}: ${message}${times}`
  return {spans: [{text, tone: isWarning ? 'warn' : 'muted'}], hang: 4}
}
