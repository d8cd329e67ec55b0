import {kaitoObjectWords} from '@ome/kaito/kaito-nouns'
import {usdFrom} from '@ome/pricing/usd'
import {Args, Flags} from '@ome/sdk/command'
import {fleet, namespaced, output, timespan} from '@ome/sdk/flags'

export const priceFlags = {
  prices: Flags.file({
    description: 'your own prices, which win over all but those of accelerator classes',
    helpValue: 'FILE',
  }),
  online: Flags.boolean({description: 'ask the price lists of the clouds instead of the bundled ones'}),
}

/** A page for people who were not there. */
export const report = Flags.string({description: 'write a page with charts, in one file', helpValue: 'FILE.html'})

export const costFlags = {
  ...namespaced,
  since: timespan({
    description: 'how far back; 30d when not given',
    default: async () => 30 * 24 * 3_600_000,
    noCacheDefault: true,
  }),
  projected: Flags.boolean({description: 'also where the month ends, and what the bounds of replicas cost'}),
  duration: timespan({description: 'of an object of KAITO: for so long; an hour, a day and a month when not given'}),
  region: Flags.string({description: 'of an object of KAITO: region of the prices; that of its nodes when not given'}),
  price: Flags.custom<number>({parse: async (text) => usdFrom(text), helpValue: 'USD'})({
    description: 'what one GPU costs an hour, whatever others say',
  }),
  benchmark: Flags.string({
    description: 'also what tokens cost at the rate of a saved run: ome benchmark --save, vLLM, genai-bench, guidellm',
    helpValue: 'FILE.json',
  }),
  ...priceFlags,
  report,
  ...fleet,
  ...output,
}

const services = ['inferenceservices.ome.io']

/** `NOUN NAME`, `NOUN/NAME`, a lone NAME, or nothing for the whole namespace. */
export const costOperand = {
  object: Args.string({description: 'service NAME, workspace NAME … or NAME; all of the namespace without'}),
  name: Args.string({description: 'name of the object', hidden: true}),
}

export const costCompletions = {
  args: {
    object: {
      object: {
        nouns: {service: services, ...kaitoObjectWords.nouns},
        alias: {services: 'service', ...kaitoObjectWords.alias},
        lone: services,
      },
    },
  },
  flags: {
    duration: {values: ['1h', '8h', '24h']},
    since: {values: ['24h', '7d', '30d']},
    prices: {files: ['yaml', 'yml', 'json']},
    benchmark: {files: ['json']},
    report: {files: ['html']},
  },
}
