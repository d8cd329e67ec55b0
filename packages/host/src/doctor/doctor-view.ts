import type {Tone, View} from '@ome/sdk/view'
import type {Finding, Health} from './finding.ts'

const tones: Readonly<Record<Health, Tone>> = {ok: 'good', warn: 'warn', fail: 'bad'}

export const findingList: View<readonly Finding[]> = {
  kind: 'FindingList',
  columns: [
    {header: 'STATUS', value: ({status}) => status, tone: ({status}) => tones[status]},
    {header: 'CHECK', value: ({check}) => check, rank: 'keep'},
    {
      header: 'FINDING',
      value: ({message, done}) => (done === undefined ? message : `${message}: ${done}`),
      rank: 'keep',
    },
    {header: 'FIX', value: ({fix, status}) => (status === 'ok' ? undefined : fix), wide: true},
  ],
  json: ({check, status, message, fix, done}) => ({
    check,
    status,
    message,
    ...(fix === undefined ? {} : {fix}),
    ...(done === undefined ? {} : {done}),
  }),
  name: ({check}) => `check/${check}`,
}

/** A line of the text for people: a finding, or below it what puts it right. */
export interface FindingLine {
  readonly status?: Health
  readonly check?: string
  readonly text: string
}

/** Each finding with its fix directly below it; what was already said of the same check is not said again. */
export function findingLines(findings: readonly Finding[]): FindingLine[] {
  const said = new Set<string>()
  return findings.flatMap(({check, status, message, done, fix}) => {
    const line = {status, check, text: done === undefined ? message : `${message}: ${done}`}
    const key = `${check} ${fix}`
    if (status === 'ok' || fix === undefined || said.has(key)) return [line]
    said.add(key)
    return [line, {text: `fix: ${fix}`}]
  })
}

/** An empty cell would be shown as `<none>`. */
const blank = ' '

export const findingText: View<readonly FindingLine[]> = {
  kind: 'FindingList',
  columns: [
    {header: 'STATUS', value: ({status}) => status ?? blank, tone: ({status}) => status && tones[status]},
    {header: 'CHECK', value: ({check}) => check ?? blank, rank: 'keep'},
    {header: 'FINDING', value: ({text}) => text, rank: 'keep', tone: ({status}) => (status ? undefined : 'muted')},
  ],
  name: ({check}) => `check/${check}`,
}
