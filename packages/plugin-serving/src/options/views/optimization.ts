import type {View} from '@ome/sdk/view'
import type {Finding} from '../../judge/domain/finding.ts'
import {findingBlocks, findingJson} from '../../judge/views/finding-list.ts'
import {optionBlocks, optionsDocument, type ShownOptions} from './option-table.ts'

/** What was found about a service, and what else could run it. */
export interface Optimization {
  readonly findings: readonly Finding[]
  readonly options: ShownOptions | {readonly why: string}
}

export const optimization: View<Optimization> = {
  kind: 'OptimizationList',
  blocks: ({findings, options}, page) => [
    ...findingBlocks(findings, page),
    ...('why' in options
      ? [{type: 'text', title: 'Options', text: `not searched: ${options.why}`, tone: 'muted'} as const]
      : optionBlocks(options)),
  ],
  json: ({findings, options}) => ({
    items: findings.map(findingJson),
    search: 'why' in options ? {notSearched: options.why} : optionsDocument(options),
  }),
}
