import {Flags} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {goals} from './domain/choice.ts'

const amount = (what: string) =>
  Flags.custom<number>({
    async parse(input) {
      const value = Number(input)
      if (input.trim() !== '' && Number.isFinite(value) && value > 0) return value
      throw new OmeError('usage', `"${input}" is no ${what} above 0`)
    },
  })

const search = {helpGroup: 'SEARCH'}

/** Flags of the search for other ways to run a service. */
export const optionFlags = {
  goal: Flags.option({options: goals})({
    description: 'what the recommended row is best at; cost when not given',
    ...search,
  }),
  'max-hourly': amount('number of dollars')({
    description: 'dollars an hour that it may cost; for throughput and latency what it costs now, when not given',
    helpValue: 'USD',
    ...search,
  }),
  'min-throughput': amount('number of tokens a second')({
    description: 'tokens a second that it has to make; what takes the load now, when not given',
    helpValue: 'TOKENS',
    ...search,
  }),
  slo: Flags.string({
    description: 'latency that it has to keep; may be repeated',
    helpValue: 'ttft.p95<=500ms',
    multiple: true,
    multipleNonGreedy: true,
    ...search,
  }),
  'context-length': Flags.integer({
    description: 'shortest context that serves, in tokens; that of now, when not given',
    min: 1,
    ...search,
  }),
  'input-tokens': Flags.integer({description: 'tokens of a prompt; as measured, when not given', min: 1, ...search}),
  'output-tokens': Flags.integer({description: 'tokens of an answer; as measured, when not given', min: 1, ...search}),
  'max-replicas': Flags.integer({
    description: 'most replicas that are tried; 8 when not given',
    min: 1,
    max: 64,
    ...search,
  }),
  measured: Flags.string({
    description: 'load test of the present configuration: a file of benchmark --save',
    helpValue: 'FILE',
    ...search,
  }),
  price: amount('number of dollars')({
    description: 'dollars of one GPU for one hour, over all other prices',
    helpValue: 'USD',
    ...search,
  }),
  prices: Flags.string({
    description: 'file with own prices; the setting prices.file when not given',
    helpValue: 'FILE',
    ...search,
  }),
  online: Flags.boolean({description: 'ask the clouds for their price lists', ...search}),
  row: Flags.integer({
    description: 'tell how this row of the table is reached; with --apply do it, where only replicas differ',
    min: 1,
    ...search,
  }),
  limit: Flags.integer({description: 'most rows that are shown', min: 1, default: 12, ...search}),
  explain: Flags.boolean({description: 'tell why other combinations fell out', ...search}),
}

export const optionCompletions = {
  measured: {files: ['json']},
  prices: {files: ['yaml', 'yml', 'json', 'csv']},
  slo: {values: ['ttft.p95<=500ms', 'itl.p95<=50ms']},
}
