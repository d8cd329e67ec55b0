import {Flags} from '@ome/sdk/command'
import {output, scope} from '@ome/sdk/flags'

export const flags = {
  ...scope,
  ...output,
  prices: Flags.string({description: 'YAML file with prices per GPU-hour; AWS list prices when not given'}),
}

export const completions = {flags: {prices: {files: ['yaml', 'json']}}}
