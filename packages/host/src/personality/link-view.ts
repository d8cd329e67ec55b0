import type {Personality} from '@ome/installer/artifact/personality'
import type {View} from '@ome/sdk/view'
import type {Wordless} from './wordless.ts'

export interface KnownPersonality {
  readonly name: string
  readonly programs: readonly string[]
  readonly summary: string
  /** Words that differ from the canonical ones. */
  readonly words: number
  /** Where its programs are found, of those that are. */
  readonly linked: readonly string[]
  readonly state: 'ready' | 'not installed' | 'no plugin yet'
}

export const knownPersonality = (
  {name, bins, summary, rows}: Personality,
  linked: readonly string[],
): KnownPersonality => ({
  name,
  programs: bins,
  summary,
  words: rows.filter(({words}) => words !== '').length,
  linked,
  state: 'ready',
})

/** A name that leads here and has no words on this machine. */
export const namedOnly = ({program, plugin}: Wordless, linked: readonly string[]): KnownPersonality => ({
  name: program,
  programs: [program],
  summary:
    plugin === undefined
      ? 'No plugin that is installed or in a known registry brings its words'
      : `Install its words: ome plugin install ${plugin}`,
  words: 0,
  linked,
  state: plugin === undefined ? 'no plugin yet' : 'not installed',
})

export const personalityTable: View<readonly KnownPersonality[]> = {
  kind: 'PersonalityList',
  columns: [
    {header: 'NAME', value: ({name}) => name},
    {header: 'PROGRAMS', value: ({programs}) => programs.join(', ')},
    {
      header: 'STATE',
      value: ({state}) => state,
      tone: ({state}) => (state === 'ready' ? 'good' : 'muted'),
    },
    {header: 'LINKED', value: ({linked}) => linked.join(', ') || undefined},
    {header: 'SUMMARY', value: ({summary}) => summary},
  ],
  name: ({name}) => `personality/${name}`,
}
