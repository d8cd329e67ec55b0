import type {Tone, View} from '@ome/sdk/view'
import {type AccessReport, type Action, type CheckedAction, missingRoles} from '../domain/action.ts'

const tones: Readonly<Record<CheckedAction['allowed'], Tone>> = {yes: 'good', no: 'bad', unknown: 'muted'}

const resourceText = ({verb, group, resource}: Action): string =>
  `${verb} ${group === '' ? resource : `${resource}.${group}`}`

export const accessReport: View<AccessReport> = {
  kind: 'AccessReport',
  name: ({noun, name}) => `${noun}/${name}`,
  blocks: ({actions}) => [
    {
      type: 'table',
      header: ['ACTION', 'RESOURCE', 'ALLOWED', 'WHY'],
      rows: actions.map((each) => [each.action, resourceText(each), each.allowed, each.why]),
      tones: actions.map(({allowed}) => (allowed === 'yes' ? undefined : tones[allowed])),
    },
  ],
  json: (report) => ({
    noun: report.noun,
    name: report.name,
    namespace: report.namespace,
    allowed: report.actions.every(({allowed}) => allowed === 'yes'),
    items: report.actions,
    roles: missingRoles(report) ?? [],
  }),
}
