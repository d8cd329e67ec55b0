import type {KaitoModel} from '@ome/capacity/kaito-models'
import type {View} from '@ome/sdk/view'
import {modelFace, nameOf, runtimesOf} from '../domain/catalogue.ts'

const yes = (fact: boolean): string => (fact ? 'yes' : '-')

export const catalogueList: View<readonly KaitoModel[]> = {
  kind: 'KaitoModelList',
  name: (model) => `model/${nameOf(model)}`,
  columns: [
    {header: 'NAME', value: nameOf},
    {header: 'WEIGHTS', value: ({weightGiB}) => `${weightGiB}Gi`, align: 'right'},
    {header: 'CONTEXT', value: ({maxTokens}) => maxTokens, align: 'right'},
    {header: 'RUNTIMES', value: (model) => runtimesOf(model).join(',')},
    {header: 'TUNE', value: ({tuningName}) => yes(tuningName !== undefined)},
    {header: 'TOOLS', value: ({toolParser}) => toolParser ?? '-'},
    {header: 'GATED', value: ({isGated}) => yes(isGated)},
    {header: 'ID', value: ({id}) => id, wide: true},
    {header: 'DISK', value: ({diskGiB}) => `${diskGiB}Gi`, wide: true},
    {header: 'START-LIMIT', value: ({readinessMinutes}) => `${readinessMinutes}m`, wide: true},
  ],
  json: modelFace,
  empty: 'no model of the catalogue is like that',
}
