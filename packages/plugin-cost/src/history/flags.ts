import {Flags} from '@ome/sdk/command'
import {namespaced, output} from '@ome/sdk/flags'
import {costCompletions, priceFlags, report} from '../flags.ts'

export const historyFlags = {
  ...namespaced,
  days: Flags.integer({description: 'how many', default: 30, min: 1, max: 365}),
  trends: Flags.boolean({description: 'also the last 7 days against the 7 before'}),
  region: Flags.string({description: 'of objects of KAITO: region of the prices; that of their nodes when not given'}),
  ...priceFlags,
  report,
  ...output,
}

export const recordFlags = {
  ...namespaced,
  region: Flags.string({description: 'of objects of KAITO: region of the prices; that of their nodes when not given'}),
  ...priceFlags,
  ...output,
}

export const historyCompletions = {
  args: costCompletions.args,
  flags: {days: {values: ['7', '14', '30', '90']}, prices: {files: ['yaml', 'yml', 'json']}, report: {files: ['html']}},
}
