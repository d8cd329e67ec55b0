import {Args, Flags} from '@ome/sdk/command'
import {fleet, lookTimeout, namespaced, output, scope, watch} from '@ome/sdk/flags'
import {backend, servedCompletions} from '../flags.ts'

/** One object of any backend, or none beside `--all`. */
export const servedOperand = {
  service: Args.string({description: 'service NAME, workspace NAME … or NAME'}),
  name: Args.string({description: 'name of the object', hidden: true}),
}

/** Of several contexts the first is completed. */
export const fleetCompletions = {...servedCompletions, flags: {cluster: {from: 'contexts' as const}}}

const all = Flags.boolean({description: 'everything that is served, in all namespaces unless -n says which'})

export const statusFlags = {...namespaced, ...backend, ...fleet, all, ...output, ...watch, ...lookTimeout('watch')}

export const healthFlags = {
  ...scope,
  ...backend,
  ...fleet,
  ...output,
  'all-services': Flags.boolean({description: 'every service of OME in the namespace; with -A of all namespaces'}),
  all,
  detailed: Flags.boolean({description: 'every condition, node and pod of what KAITO runs by itself'}),
  report: Flags.boolean({description: 'a part for each object, those in trouble first'}),
}
