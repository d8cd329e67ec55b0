import {Flags} from '@ome/sdk/command'
import {duration, follow, namespaced, output, write} from '@ome/sdk/flags'
import {serviceCompletions} from '../flags.ts'
import {allMetrics} from './domain/metric-name.ts'

const since = duration({description: 'how far back; the real time is shown'})

export const metricFlags = {
  ...namespaced,
  metric: Flags.string({
    description: 'only this one; may be repeated',
    helpValue: 'kv-cache',
    multiple: true,
    multipleNonGreedy: true,
  }),
  ...follow,
  interval: duration({
    description: 'time between two looks; 5s when not given',
    default: async () => 5000,
    noCacheDefault: true,
  }),
  since,
  ...output,
}

const times = {values: ['5m', '1h', '24h']}

export const metricCompletions = {
  ...serviceCompletions,
  flags: {metric: {values: [...allMetrics]}, interval: {values: ['1s', '5s', '30s']}, since: times},
}

/** A day, unless typed. A function, so that manifest and help do not show the milliseconds. */
const day = duration({
  description: 'how far back; 24h when not given, and the real time is shown',
  default: async () => 86_400_000,
  noCacheDefault: true,
})

export const analyzeFlags = {...namespaced, since: day, ...output}

export const optimizeFlags = {
  ...namespaced,
  since: day,
  apply: Flags.boolean({description: 'make the changes of replicas and resources that were found'}),
  ...write,
}

export const sinceCompletions = {...serviceCompletions, flags: {since: times}}
