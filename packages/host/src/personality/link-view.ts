import type {Personality} from '@ome/installer/artifact/personality'
import type {View} from '@ome/sdk/view'

export interface KnownPersonality {
  readonly name: string
  readonly programs: readonly string[]
  readonly summary: string
  /** Words that differ from the canonical ones. */
  readonly words: number
  /** Where its programs are found, of those that are. */
  readonly linked: readonly string[]
}

export const knownPersonality = (
  {name, bins, summary, rows}: Personality,
  linked: readonly string[],
): KnownPersonality => ({name, programs: bins, summary, words: rows.filter(({words}) => words !== '').length, linked})

export const personalityTable: View<readonly KnownPersonality[]> = {
  kind: 'PersonalityList',
  columns: [
    {header: 'NAME', value: ({name}) => name},
    {header: 'PROGRAMS', value: ({programs}) => programs.join(', ')},
    {header: 'LINKED', value: ({linked}) => linked.join(', ') || undefined},
    {header: 'SUMMARY', value: ({summary}) => summary},
  ],
  name: ({name}) => `personality/${name}`,
}
