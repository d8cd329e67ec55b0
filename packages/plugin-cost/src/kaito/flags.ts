import {kaitoObjectWords} from '@ome/kaito/kaito-nouns'
import {kaitoClouds} from '@ome/kaito/operator-profile'
import {tuningMethods} from '@ome/kaito/training-config'
import {usdFrom} from '@ome/pricing/usd'
import {Args, Flags} from '@ome/sdk/command'
import {namespaced, output, timespan} from '@ome/sdk/flags'
import {priceFlags, report} from '../flags.ts'

const region = Flags.string({description: 'region of the prices; that of the nodes, else the home of the cloud'})

const sources = {
  ...priceFlags,
  region,
  spot: Flags.boolean({
    description: 'machines that the cloud may take back; prices of your own file, or of Azure with --online',
  }),
  offline: Flags.boolean({description: 'ask neither a cluster nor the network'}),
  report,
  ...output,
}

const model = Flags.string({description: 'model to size: a name of the catalogue, or of the Hub', helpValue: 'MODEL'})
const method = Flags.option({options: [...tuningMethods]})({description: 'tuning in place of serving'})
const over = timespan({description: 'how long it runs'})
const cloud = Flags.option({options: [...kaitoClouds]})({
  description: 'cloud of the machines; that of the cluster when not given',
})

export const estimateFlags = {
  model: Flags.string({
    description: 'model to size: a name of the catalogue, or of the Hub',
    helpValue: 'MODEL',
    required: true,
  }),
  method,
  'instance-type': Flags.string({description: 'machines of this type; the cheapest that holds it when not given'}),
  replicas: Flags.integer({description: 'how often; 1 when not given', min: 1}),
  'context-length': Flags.integer({description: 'tokens of context; KAITO reckons with 2048', min: 1}),
  duration: over,
  cloud,
  breakdown: Flags.boolean({description: 'how nodes and memory came about, and what is not priced'}),
  ...sources,
}

export const compareFlags = {
  ...namespaced,
  model,
  method,
  duration: over,
  clouds: Flags.string({description: 'azure, aws; both when not given', multiple: true, helpValue: 'CLOUD,...'}),
  regions: Flags.string({
    description: 'each of these instead of one; those where a type is not sold are left out',
    multiple: true,
    helpValue: 'REGION,...',
    exclusive: ['region', 'online'],
  }),
  'all-types': Flags.boolean({description: 'every type that holds it, not only the cheapest of each cloud'}),
  ...sources,
}

export const optimizeFlags = {
  ...namespaced,
  model,
  method,
  budget: Flags.custom<number>({parse: async (text) => usdFrom(text), helpValue: 'USD'})({
    description: 'with --model: what it may cost in all',
    exclusive: ['max-hourly'],
  }),
  'max-hourly': Flags.custom<number>({parse: async (text) => usdFrom(text), helpValue: 'USD'})({
    description: 'what an hour of it may cost, of a model or of an object',
    exclusive: ['duration'],
  }),
  duration: over,
  cloud,
  alternatives: Flags.boolean({description: 'of an object: also types that cost more'}),
  ...sources,
}

export const objectOperand = {
  object: Args.string({description: 'workspace NAME or inferenceset NAME, in place of --model'}),
  name: Args.string({description: 'name of the object', hidden: true}),
}

export const objectCompletions = {
  args: {object: {object: kaitoObjectWords}},
  flags: {
    duration: {values: ['1h', '8h', '24h', '730h']},
    clouds: {values: ['azure', 'aws']},
    prices: {files: ['yaml', 'yml', 'json']},
    report: {files: ['html']},
  },
}
