import {output, scope, timespan} from '@ome/sdk/flags'
import {priceFlags, report} from '../flags.ts'

export const idleFlags = {
  ...scope,
  since: timespan({
    description: 'how far back a Prometheus is asked; 24h when not given',
    default: async () => 24 * 3_600_000,
    noCacheDefault: true,
  }),
  ...priceFlags,
  report,
  ...output,
}

export const idleCompletions = {
  flags: {
    since: {values: ['24h', '7d', '30d']},
    prices: {files: ['yaml', 'yml', 'json']},
    report: {files: ['html']},
  },
}
