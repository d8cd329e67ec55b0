import {age} from '@ome/sdk/units'
import type {View} from '@ome/sdk/view'
import type {HistoryEntry} from '../domain/revision.ts'

export const historyList: View<readonly HistoryEntry[]> = {
  kind: 'ServiceRevisionList',
  columns: [
    {header: 'REVISION', value: ({number}) => number, align: 'right'},
    {header: 'RECORDED', value: ({at}, {now}) => age(at, now)},
    {header: 'MODEL', value: ({model}) => model},
    {header: 'RUNTIME', value: ({runtime}) => runtime},
    {header: 'CAUSE', value: ({cause}) => cause},
    {header: 'BY', value: ({by}) => by},
    {header: 'STATE', value: ({state}) => state, tone: ({state}) => (state === 'superseded' ? 'muted' : 'good')},
  ],
  json: ({number, at, model, runtime, cause, by, state, spec}) => ({
    revision: number,
    recordedAt: at,
    model,
    runtime,
    cause,
    by,
    state,
    spec,
  }),
  name: ({number}) => `revision/${number}`,
  empty: 'nothing is recorded yet: deploy, update, scale and autoscale write down what they change',
}
