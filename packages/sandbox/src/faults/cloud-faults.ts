import {cloudRefusals} from '../cloud-stock.ts'
import {FaultError} from './fault.ts'
import type {FaultKind} from './fault-kind.ts'

const prefix = 'instance-type/'

function typeOf(target: string | undefined): string {
  const type = target?.startsWith(prefix) ? target.slice(prefix.length) : ''
  if (!type) throw new FaultError(`"${target}" is no instance type; write ${prefix}NAME`)
  return type
}

const refusing = (name: keyof typeof cloudRefusals, summary: string, why: string): FaultKind => ({
  name,
  summary,
  target: 'instance-type',
  begin({cloud}, {target}) {
    const type = typeOf(target)
    return {
      effect: `the cloud gives no machine of type ${type}: ${why}`,
      end: cloud.refuse(type, cloudRefusals[name](type)),
    }
  },
})

/** What can go wrong where machines are ordered. */
export const cloudFaults: readonly FaultKind[] = [
  refusing('quota', 'the cloud gives no machine of a type: its quota is used up', 'the quota is used up'),
  refusing('no-capacity', 'the cloud has no machine of a type left in the region', 'the region has none left'),
]
