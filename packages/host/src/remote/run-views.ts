import {age} from '@ome/sdk/units'
import type {View} from '@ome/sdk/view'
import type {ListedRun} from './runs.ts'

export interface StartedRun {
  readonly name: string
  readonly namespace: string
  readonly command: string
}

const named = ({name}: {readonly name: string}): string => `run/${name}`

export const startedRun: View<StartedRun> = {
  kind: 'Run',
  blocks: (run) => [{type: 'text', text: `${named(run)} started`}],
  name: named,
}

export const runList: View<readonly ListedRun[]> = {
  kind: 'RunList',
  columns: [
    {header: 'NAMESPACE', value: ({namespace}) => namespace, onlyAllNamespaces: true},
    {header: 'NAME', value: ({name}) => name},
    {header: 'COMMAND', value: ({command}) => command},
    {header: 'STATUS', value: ({status}) => status, tone: ({status}) => tones[status]},
    {header: 'EXIT', value: ({exitCode}) => exitCode, align: 'right'},
    {header: 'ACCOUNT', value: ({serviceAccount}) => serviceAccount, wide: true},
    {header: 'IMAGE', value: ({image}) => image, wide: true},
    {header: 'AGE', value: ({createdAt}, {now}) => age(createdAt, now)},
  ],
  name: named,
  empty: 'no command runs or has run in the cluster lately',
}

const tones = {running: undefined, done: 'good', failed: 'bad', starting: 'muted'} as const
