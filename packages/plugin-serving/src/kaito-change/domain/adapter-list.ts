import type {KaitoReport} from '@ome/kaito/kaito-report'
import type {Asked} from '../../kaito-observe/domain/kaito-status.ts'

/** One adapter as it is written, and whether the engine answers to it. */
export interface AdapterRow {
  readonly name: string
  readonly source: string
  readonly strength: string
  /** `merged`: transformers has no name for it; absent where the engine did not answer. */
  readonly served?: 'yes' | 'no' | 'merged'
}

export function adapterRows({subject}: KaitoReport, {served}: Pick<Asked, 'served'>): readonly AdapterRow[] {
  if (subject.noun === 'ragengine') return []
  const merges = subject.runtime === 'transformers'
  return subject.adapters.map(({name, source, strength}) => ({
    name,
    source,
    strength: strength ?? '1',
    ...(served && {served: merges ? ('merged' as const) : served.includes(name) ? ('yes' as const) : ('no' as const)}),
  }))
}
