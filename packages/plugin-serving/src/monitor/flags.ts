import {Flags} from '@ome/sdk/command'
import {fleet, interval, lookTimeout, output, scope, watch} from '@ome/sdk/flags'
import {backend, kaitoCompletions} from '../flags.ts'
import {shownParts} from './domain/shown-parts.ts'

export const monitorFlags = {
  ...scope,
  ...backend,
  ...fleet,
  all: Flags.boolean({description: 'everything that KAITO runs, in all namespaces unless -n says which'}),
  show: Flags.string({description: `only these parts: ${shownParts.join(', ')}`, helpValue: 'gpu,memory'}),
  dashboard: Flags.boolean({description: 'a full screen, measured anew until Ctrl-C'}),
  ...watch,
  ...lookTimeout('watch'),
  interval: interval({description: 'time between two looks of the dashboard, and of --watch; 5s when not given'}),
  ...output,
}

export const monitorCompletions = {
  ...kaitoCompletions,
  flags: {cluster: {from: 'contexts' as const}, show: {values: [...shownParts]}},
}
