import {age} from '@ome/sdk/units'
import type {View} from '@ome/sdk/view'
import type {ActiveFault, FaultKind} from '../domain/control.ts'

const clock = (time: number): string => `${new Date(time).toISOString().slice(11, 19)} UTC`

// `kind` names the document in our JSON.
const json = ({kind, since, until, ...fault}: ActiveFault) => ({
  fault: kind,
  ...fault,
  since: new Date(since).toISOString(),
  ...(until === undefined ? {} : {until: new Date(until).toISOString()}),
})

/** The faults that last. */
export const faultList: View<readonly ActiveFault[]> = {
  kind: 'FaultList',
  columns: [
    {header: 'ID', value: ({id}) => id},
    {header: 'EFFECT', value: ({effect}) => effect, rank: 'keep'},
    {header: 'SINCE', value: ({since}, {now}) => age(new Date(since).toISOString(), now)},
    {header: 'UNTIL', value: ({until}) => (until === undefined ? 'healed by hand' : clock(until))},
  ],
  json,
  name: ({id}) => `fault/${id}`,
  empty: 'nothing has been made to go wrong',
}

/** One fault that has just begun, and how it ends. */
export const injectedFault = (bin: string): View<ActiveFault> => ({
  kind: 'Fault',
  blocks: ({id, effect, until, lasts}) => [
    {
      type: 'fields',
      rows: [
        {label: 'Fault', value: id},
        {label: 'Effect', value: effect},
        ...(lasts
          ? [{label: 'Ends', value: until === undefined ? `with: ${bin} sandbox heal ${id}` : clock(until)}]
          : []),
      ],
    },
  ],
  json,
})

const targets = {none: '', node: 'NODE', pod: 'POD', 'instance-type': 'TYPE', optional: '[TARGET]'} as const

/** What can be made to go wrong. */
export const faultKindList: View<readonly FaultKind[]> = {
  kind: 'FaultKindList',
  columns: [
    {header: 'FAULT', value: ({name}) => name},
    {header: 'TARGET', value: ({target}) => targets[target]},
    {header: 'DESCRIPTION', value: ({summary}) => summary, rank: 'keep'},
    {header: 'AMOUNT', value: ({amount}) => amount ?? ''},
  ],
  name: ({name}) => `faultkind/${name}`,
}
