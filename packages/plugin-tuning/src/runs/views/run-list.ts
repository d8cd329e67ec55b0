import {age} from '@ome/sdk/units'
import type {View} from '@ome/sdk/view'
import {jobWord, type TuningRun} from '../domain/run.ts'
import {stateTone} from './state-tone.ts'

export const runList: View<readonly TuningRun[]> = {
  kind: 'TuningRunList',
  columns: [
    {header: 'NAMESPACE', value: ({workspace}) => workspace.namespace, onlyAllNamespaces: true},
    {header: 'NAME', value: ({workspace}) => workspace.name},
    {
      header: 'STATE',
      rank: 'keep',
      value: ({workspace}) => workspace.state,
      tone: ({workspace}) => stateTone(workspace.state),
    },
    {header: 'JOB', value: ({job}) => jobWord(job)},
    {header: 'MODEL', value: ({workspace}) => workspace.model},
    {header: 'METHOD', value: ({workspace}) => workspace.tuning?.method},
    {header: 'DATA', value: ({input}) => input, wide: true},
    {header: 'RESULT', value: ({output}) => output, wide: true},
    {header: 'INSTANCE', value: ({workspace}) => workspace.instanceType, rank: 1},
    {header: 'AGE', value: ({workspace}, {now}) => age(workspace.createdAt, now)},
  ],
  json: ({workspace, job, input, output}) => ({
    name: workspace.name,
    namespace: workspace.namespace,
    model: workspace.model ?? null,
    method: workspace.tuning?.method ?? null,
    state: workspace.state,
    job: jobWord(job),
    input,
    output,
    config: workspace.config ?? null,
    instanceType: workspace.instanceType ?? null,
    createdAt: workspace.createdAt ?? null,
  }),
  name: ({workspace}) => `workspace/${workspace.name}`,
  empty: 'no tuning runs found',
}
