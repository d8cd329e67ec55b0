import type {View} from '@ome/sdk/view'
import type {Capability} from '../domain/capability.ts'

const tones = {works: 'good', 'golden-tested': 'good', missing: 'warn'} as const

/** What the emulated cluster can do. */
export const capabilityList: View<readonly Capability[]> = {
  kind: 'CapabilityList',
  columns: [
    {header: 'AREA', value: ({area}) => area},
    {header: 'FEATURE', value: ({feature}) => feature, rank: 'keep'},
    {header: 'STATE', value: ({state}) => state, tone: ({state}) => tones[state], rank: 'keep'},
    {header: 'TEST', value: ({test}) => test, wide: true},
  ],
  name: ({area, feature}) => `${area.toLowerCase()}/${feature}`,
  empty: 'no such feature',
}
