import {Args, Flags} from '@ome/sdk/command'
import {duration, namespaced, output} from '@ome/sdk/flags'

export const priceFlags = {
  prices: Flags.file({
    description: 'your own prices, which win over all but those of accelerator classes',
    helpValue: 'FILE',
  }),
  online: Flags.boolean({description: 'ask the price lists of the clouds instead of the bundled ones'}),
}

export const costFlags = {
  ...namespaced,
  since: duration({
    description: 'how far back; 30d when not given',
    default: async () => 30 * 24 * 3_600_000,
    noCacheDefault: true,
  }),
  projected: Flags.boolean({description: 'also where the month ends, and what the bounds of replicas cost'}),
  ...priceFlags,
  ...output,
}

const services = ['inferenceservices.ome.io']

/** `NOUN NAME`, `NOUN/NAME`, a lone NAME, or nothing for the whole namespace. */
export const costOperand = {
  object: Args.string({description: 'service NAME or NAME; all services of the namespace without'}),
  name: Args.string({description: 'name of the object', hidden: true}),
}

export const costCompletions = {
  args: {object: {object: {nouns: {service: services}, alias: {services: 'service'}, lone: services}}},
  flags: {since: {values: ['24h', '7d', '30d']}, prices: {files: ['yaml', 'yml', 'json']}},
}
