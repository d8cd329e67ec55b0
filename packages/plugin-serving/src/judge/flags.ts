import {Flags} from '@ome/sdk/command'
import {namespaced, output, timespan, write} from '@ome/sdk/flags'
import {serviceCompletions} from '../flags.ts'
import {times} from '../measure/flags.ts'
import {optionCompletions, optionFlags} from '../options/flags.ts'

/** A day, unless typed. A function, so that manifest and help do not show the milliseconds. */
const day = timespan({
  description: 'how far back; 24h when not given, and the real time is shown',
  default: async () => 86_400_000,
  noCacheDefault: true,
})

export const analyzeFlags = {...namespaced, since: day, ...output}

export const optimizeFlags = {
  ...namespaced,
  since: day,
  apply: Flags.boolean({
    description: 'make the changes of replicas and resources that were found, or that --row needs',
  }),
  ...optionFlags,
  ...write,
}

export const sinceCompletions = {...serviceCompletions, flags: {since: times}}

export const optimizeCompletions = {...serviceCompletions, flags: {since: times, ...optionCompletions}}
