import {age} from '@ome/sdk/units'
import type {View} from '@ome/sdk/view'
import type {Overview} from '../domain/overview.ts'
import {nodesText} from './words.ts'

export const overviewList: View<readonly Overview[]> = {
  kind: 'OverviewList',
  name: ({kind, name}) => `${kind.toLowerCase()}/${name}`,
  columns: [
    {header: 'NAMESPACE', value: ({namespace}) => namespace},
    {header: 'NAME', value: ({name}) => name},
    {header: 'KIND', value: ({kind}) => kind, rank: 'keep'},
    {header: 'MODEL', value: ({model}) => model ?? '-'},
    {header: 'STATE', value: ({state}) => state, rank: 'keep', tone: ({isWell}) => (isWell ? 'good' : 'warn')},
    {
      header: 'NODES',
      value: ({nodes, targetNodes}) =>
        nodesText({ready: nodes, ...(targetNodes !== undefined && {target: targetNodes})}),
    },
    {header: 'INSTANCE', value: ({instanceType}) => instanceType ?? '-'},
    {header: 'AGE', value: ({createdAt}, {now}) => age(createdAt, now)},
  ],
  json: ({model, targetNodes, instanceType, createdAt, ...row}) => ({
    ...row,
    model: model ?? null,
    targetNodes: targetNodes ?? null,
    instanceType: instanceType ?? null,
    createdAt: createdAt ?? null,
  }),
  empty: 'nothing is served here',
}
