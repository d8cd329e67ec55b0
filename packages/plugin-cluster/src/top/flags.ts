import {Flags} from '@ome/sdk/command'
import {interval, lookTimeout, output, scope, watch} from '@ome/sdk/flags'
import {nodeKeys, podKeys, serviceKeys} from './domain/rows.ts'

const showGpu = {'show-gpu': Flags.boolean({description: 'also accelerators, and how busy they are'})}

const sortBy = (words: readonly string[]) => ({
  'sort-by': Flags.option({options: [...words]})({
    description: 'column to order by, the largest first',
    helpValue: 'COLUMN',
  }),
})

const looks = {
  ...watch,
  ...lookTimeout('watch'),
  interval: interval({description: 'with --watch: time between two looks; 5s when not given'}),
  ...output,
}

export const topServiceFlags = {...scope, ...sortBy(Object.keys(serviceKeys)), ...looks}
export const topNodeFlags = {...showGpu, ...sortBy(Object.keys(nodeKeys)), ...looks}
export const topPodFlags = {...scope, ...showGpu, ...sortBy(Object.keys(podKeys)), ...looks}

export const topCompletions = {flags: {interval: {values: ['1s', '5s', '30s']}}}
