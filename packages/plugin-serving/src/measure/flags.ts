import {Flags} from '@ome/sdk/command'
import {duration, follow, interval, namespaced, output} from '@ome/sdk/flags'
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
  interval: interval({description: 'time between two looks; 5s when not given'}),
  since,
  ...output,
}

export const times = {values: ['5m', '1h', '24h']}

export const metricCompletions = {
  ...serviceCompletions,
  flags: {metric: {values: [...allMetrics]}, interval: {values: ['1s', '5s', '30s']}, since: times},
}
