import {Flags} from '@ome/sdk/command'
import {follow, interval, namespaced, output, timespan} from '@ome/sdk/flags'
import {backend, servedCompletions} from '../flags.ts'
import {allMetrics, metricGroups} from './domain/metric-name.ts'

const since = timespan({description: 'how far back; the real time is shown'})

export const metricFlags = {
  ...namespaced,
  ...backend,
  metric: Flags.string({
    description: 'only this one; may be repeated',
    helpValue: 'kv-cache',
    multiple: true,
    multipleNonGreedy: true,
  }),
  show: Flags.string({
    description: `groups of metrics: ${Object.keys(metricGroups).join(', ')}`,
    helpValue: 'throughput,latency',
    exclusive: ['metric'],
  }),
  ...follow,
  interval: interval({description: 'time between two looks; 5s when not given', aliases: ['window']}),
  since,
  ...output,
}

export const times = {values: ['5m', '1h', '24h']}

export const metricCompletions = {
  ...servedCompletions,
  flags: {
    metric: {values: [...allMetrics]},
    show: {values: Object.keys(metricGroups)},
    interval: {values: ['1s', '5s', '30s']},
    since: times,
  },
}
