import {plain} from '@ome/sdk/text'
import type {View} from '@ome/sdk/view'
import type {JobLine} from '../domain/job-logs.ts'

export interface LineStyle {
  /** Lines of several pods have to be told apart. */
  readonly isMarked: boolean
  readonly hasTimes: boolean
}

/** Log lines for people, joined for one write: marked with the rank. What they hold never steers a terminal. */
export function jobLines(lines: readonly JobLine[], {isMarked, hasTimes}: LineStyle): string {
  return lines
    .map(({pod, at, text}) => {
      const mark = isMarked ? `[${pod.label}] ` : ''
      const time = hasTimes && at !== '' ? `${at}Z ` : ''
      return `${mark}${time}${plain(text)}\n`
    })
    .join('')
}

/** The same for programs: whole, with its time. */
export const jobLine: View<JobLine> = {
  kind: 'TrainingLogLine',
  json: ({pod: {name, rank, label}, at, text}) => ({
    pod: name,
    part: label,
    ...(rank !== undefined && {rank}),
    ...(at !== '' && {at: `${at}Z`}),
    text,
  }),
}
