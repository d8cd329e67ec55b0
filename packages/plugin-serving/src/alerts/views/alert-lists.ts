import {age} from '@ome/sdk/units'
import type {Tone, View} from '@ome/sdk/view'
import {numberText} from '../../measure/domain/metric-rows.ts'
import type {AlertState, ManagedAlert, TriedAlert} from '../domain/alert.ts'

const tones: Readonly<Record<AlertState['state'], Tone>> = {
  inactive: 'good',
  pending: 'warn',
  firing: 'bad',
  unknown: 'muted',
}

const threshold = ({comparison}: ManagedAlert): string =>
  comparison ? `${comparison.operator} ${comparison.threshold}` : '-'

const value = ({value: known}: {readonly value?: number}): string => (known === undefined ? '-' : numberText(known))

export const alertList: View<readonly AlertState[]> = {
  kind: 'AlertList',
  columns: [
    {header: 'NAMESPACE', value: ({namespace}) => namespace, onlyAllNamespaces: true},
    {header: 'ALERT', value: ({name}) => name, rank: 'keep'},
    {header: 'RULE', value: ({object}) => object},
    {header: 'THRESHOLD', value: threshold, rank: 'keep'},
    {header: 'NOW', value, align: 'right', rank: 'keep'},
    {header: 'STATE', value: ({state}) => state, rank: 'keep', tone: ({state}) => tones[state]},
    {header: 'SINCE', value: ({since}, {now}) => (since === undefined ? '-' : age(since, now))},
  ],
  json: ({name, object, namespace, expression, comparison, forText, state, value: now, since}) => ({
    name,
    object,
    namespace,
    expression,
    threshold: comparison?.threshold ?? null,
    for: forText ?? null,
    state,
    value: now ?? null,
    since: since ?? null,
  }),
  name: ({object, name}) => `prometheusrule/${object}/${name}`,
  empty:
    'there are no alerts of ours: make one with ome alerts configure workspace NAME --gpu-utilization-threshold 90',
}

export const triedAlerts: View<readonly TriedAlert[]> = {
  kind: 'TriedAlertList',
  columns: [
    {header: 'ALERT', value: ({name}) => name, rank: 'keep'},
    {header: 'VALUE', value, align: 'right', rank: 'keep'},
    {header: 'THRESHOLD', value: threshold, rank: 'keep'},
    {
      header: 'WOULD-FIRE',
      value: ({wouldFire}) => (wouldFire ? 'yes' : 'no'),
      rank: 'keep',
      tone: ({wouldFire}) => (wouldFire ? 'bad' : 'good'),
    },
    {header: 'EXPR', value: ({expression}) => expression},
  ],
  json: ({name, object, namespace, expression, comparison, value: now, wouldFire}) => ({
    name,
    object,
    namespace,
    expression,
    threshold: comparison?.threshold ?? null,
    value: now ?? null,
    wouldFire,
  }),
  name: ({object, name}) => `prometheusrule/${object}/${name}`,
}
