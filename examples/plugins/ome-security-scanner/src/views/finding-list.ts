import type {Tone, View} from '@ome/sdk/view'
import type {Finding} from '../domain/rules.ts'
import type {Severity} from '../domain/severity.ts'

const tones: Readonly<Record<Severity, Tone>> = {low: 'muted', medium: 'warn', high: 'bad', critical: 'bad'}

export const findingList: View<readonly Finding[]> = {
  kind: 'FindingList',
  empty: 'nothing found',
  columns: [
    {header: 'NAMESPACE', value: ({namespace}) => namespace, onlyAllNamespaces: true},
    {header: 'OBJECT', value: ({object}) => object, rank: 'keep'},
    {header: 'RULE', value: ({rule}) => rule},
    {header: 'SEVERITY', value: ({severity}) => severity, tone: ({severity}) => tones[severity]},
    {header: 'DETAIL', value: ({detail}) => detail},
  ],
  name: ({object}) => object,
}
