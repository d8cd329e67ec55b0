import {Flags} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {output} from '@ome/sdk/flags'
import {indexFlag, reach} from '../flags.ts'

const topK = Flags.integer({
  description: 'passages to ask with, 1 to 300; without it the service chooses',
  min: 1,
  max: 300,
})

const chat = {
  model: Flags.string({description: 'name of the model for the service behind; its own choice when absent'}),
  'max-tokens': Flags.integer({description: 'longest answer, in tokens', min: 1}),
  temperature: Flags.custom<number>({
    helpValue: '0.2',
    async parse(input) {
      const value = Number(input)
      if (input.trim() !== '' && value >= 0 && value <= 2) return value
      throw new OmeError('usage', `"${input}" is not a number from 0 to 2`)
    },
  })({description: 'randomness, 0 to 2'}),
}

export const queryFlags = {
  ...reach,
  ...indexFlag,
  'top-k': topK,
  'show-context': Flags.boolean({description: 'print the passages behind the answer'}),
  'retrieve-only': Flags.boolean({description: 'print the passages and ask no model'}),
  ...chat,
  ...output,
}

const share = Flags.custom<number>({
  helpValue: '0.8',
  async parse(input) {
    const value = Number(input)
    if (input.trim() !== '' && value >= 0 && value <= 1) return value
    throw new OmeError('usage', `"${input}" is not a share from 0 to 1`)
  },
})

export const testFlags = {
  ...reach,
  ...indexFlag,
  'top-k': Flags.integer({description: 'passages in which the expected one must be', default: 5, min: 1, max: 300}),
  'min-hit-rate': share({description: 'least share of hits; fewer end with 3'}),
  'retrieve-only': Flags.boolean({description: 'ask no model: passages alone are scored'}),
  report: Flags.string({description: 'file for the whole result, as JSON', helpValue: 'FILE'}),
  ...output,
}
