import {kaitoObjectWords} from '@ome/kaito/kaito-nouns'
import {usdFrom} from '@ome/pricing/usd'
import {Args, Flags} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {namespaced, output, write} from '@ome/sdk/flags'
import {priceFlags} from '../flags.ts'
import {shareFrom} from './domain/budget.ts'
import {scheduleFrom} from './domain/cron.ts'

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
  webhook: Flags.custom<string>({parse: async (text) => webhookFrom(text)})({
    description: 'URL that is sent a message where a budget is over or nearly so',
    helpValue: 'URL',
    env: 'OME_BUDGET_WEBHOOK',
  }),
}

export const exportFlags = {
  ...namespaced,
  ...priceFlags,
  image: Flags.custom<string>({parse: async (text) => imageFrom(text), helpValue: 'IMAGE'})({
    description: 'cron-job: image with this program',
  }),
  schedule: Flags.custom<string>({parse: async (text) => scheduleFrom(text), helpValue: 'CRON'})({
    description: 'cron-job: when, in the notation of cron; hourly when not given',
  }),
  'webhook-secret': Flags.custom<string>({parse: async (text) => secretFrom(text), helpValue: 'SECRET'})({
    description: 'cron-job: Secret with the address of a webhook under "url"',
  }),
}

/** Looked at before anything is read, and not on the day that it is needed. Throws `usage`. */
function webhookFrom(text: string): string {
  if (URL.canParse(text) && ['https:', 'http:'].includes(new URL(text).protocol)) return text
  throw new OmeError('usage', 'the webhook has no address of the web', [
    'write it as https://chat.example.com/hooks/ID',
  ])
}

function imageFrom(text: string): string {
  if (/^[\w][\w.:/@-]*$/.test(text)) return text
  throw new OmeError('usage', `"${text}" is no name of an image`, ['write it as registry.example.com/ome:1'])
}

function secretFrom(text: string): string {
  if (/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(text)) return text
  throw new OmeError('usage', `"${text}" is no name of a Secret`, ['see those there are: ome get secrets'])
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
