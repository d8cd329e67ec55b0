import type {OperatorProfile} from '@ome/kaito/operator-profile'
import type {View} from '@ome/sdk/view'
import type {GateRow} from '../domain/gate-rows.ts'

const onOff = (on: boolean): string => (on ? 'on' : 'off')

const face = ({gate, byDefault, effective, source, effect, requires, alsoInChart}: GateRow) => ({
  gate,
  default: byDefault,
  effective,
  source,
  effect,
  requires,
  alsoInChart: alsoInChart ?? null,
})

export const gateList: View<readonly GateRow[]> = {
  kind: 'FeatureList',
  name: ({gate}) => `feature/${gate}`,
  columns: [
    {header: 'GATE', value: ({gate}) => gate, rank: 'keep'},
    {header: 'DEFAULT', value: ({byDefault}) => onOff(byDefault)},
    {
      header: 'EFFECTIVE',
      value: ({effective}) => onOff(effective),
      rank: 'keep',
      tone: ({effective, byDefault}) => (effective === byDefault ? undefined : 'strong'),
    },
    {header: 'SOURCE', value: ({source}) => source},
    {header: 'NEEDS', value: ({requires}) => requires.join(', ') || '-'},
    {header: 'EFFECT', value: ({effect}) => effect, rank: -1},
  ],
  json: face,
}

export interface GateStatus {
  readonly row: GateRow
  readonly profile: OperatorProfile
}

export const gateStatus: View<GateStatus> = {
  kind: 'Feature',
  blocks: ({row, profile}) => [
    {
      type: 'fields',
      rows: [
        {label: 'Gate', value: row.gate},
        {label: 'Effective', value: onOff(row.effective)},
        {label: 'Default', value: onOff(row.byDefault)},
        {label: 'Source', value: row.source},
        {label: 'Needs', value: row.requires.join(', ') || '-'},
        {label: 'Effect', value: row.effect},
        {label: 'In the chart', value: row.alsoInChart ?? '-'},
        {label: 'Operator', value: operatorWords(profile)},
      ],
    },
  ],
  json: ({row, profile: {version, cloud, nodeMode}}) => ({
    ...face(row),
    operator: {version: version ?? null, cloud, nodeMode},
  }),
}

/** Version, cloud and who makes the nodes. */
export const operatorWords = ({version, cloud, nodeMode}: OperatorProfile): string =>
  `KAITO ${version ?? '<unknown>'} on ${cloud}, nodes by ${nodeMode}`
