import {kaitoObjectWords} from '@ome/kaito/kaito-nouns'
import {usdFrom} from '@ome/pricing/usd'
import {Args, Flags} from '@ome/sdk/command'
import {namespaced, output, write} from '@ome/sdk/flags'
import {priceFlags} from '../flags.ts'
import {shareFrom} from './domain/budget.ts'

const services = ['inferenceservices.ome.io']

export const budgetOperand = {
  object: Args.string({required: true, description: 'service NAME, workspace NAME … or NAME'}),
  name: Args.string({description: 'name of the object', hidden: true}),
}

export const someBudgets = {
  ...budgetOperand,
  object: Args.string({description: 'service NAME, workspace NAME … or NAME; all without'}),
}

export const setFlags = {
  ...namespaced,
  limit: Flags.custom<number>({parse: async (text) => usdFrom(text), helpValue: 'USD'})({
    description: 'what it may cost in a calendar month (UTC)',
    required: true,
  }),
  'alert-at': Flags.custom<number>({parse: async (text) => shareFrom(text), helpValue: 'PERCENT'})({
    description: 'share of the limit from which on it is told; 80% when not given',
    default: async () => 0.8,
    noCacheDefault: true,
  }),
  ...write,
}

export const showFlags = {...namespaced, ...priceFlags, ...output}

export const checkFlags = {
  ...showFlags,
  webhook: Flags.string({
    description: 'URL that is sent a message where a budget is over or nearly so',
    helpValue: 'URL',
    env: 'OME_BUDGET_WEBHOOK',
  }),
}

export const exportFlags = {
  ...namespaced,
  ...priceFlags,
  image: Flags.string({description: 'cron-job: image with this program'}),
  schedule: Flags.string({
    description: 'cron-job: when, in the notation of cron; hourly when not given',
    default: '0 * * * *',
  }),
  'webhook-secret': Flags.string({
    description: 'cron-job: Secret with the address of a webhook under "url"',
    helpValue: 'SECRET',
  }),
}

export const budgetCompletions = {
  args: {
    object: {
      object: {
        nouns: {service: services, ...kaitoObjectWords.nouns},
        alias: {services: 'service', ...kaitoObjectWords.alias},
        lone: services,
      },
    },
  },
  flags: {'alert-at': {values: ['80%', '90%']}, prices: {files: ['yaml', 'yml', 'json']}},
}
