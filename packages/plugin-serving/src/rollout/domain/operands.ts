import {OmeError} from '@ome/sdk/errors'
import {omeService} from '../../domain/operand.ts'
import {checkedShare} from './traffic-split.ts'

/** `25 service NAME` in any order: no name of a service begins with a digit. Throws `usage`. */
export function shareAndService(typed: readonly (string | undefined)[]): {
  readonly name: string
  readonly percent: number
} {
  const words = typed.filter((word) => word !== undefined)
  const share = words.find((word) => /^-?\d/.test(word))
  const digits = /^(\d{1,3})%?$/.exec(share ?? '')?.[1]
  if (share === undefined || digits === undefined) {
    throw new OmeError('usage', share === undefined ? 'which share? a number is missing' : `"${share}" is no share`, [
      'ome rollout set 25 service NAME',
    ])
  }
  const rest = words.filter((word) => word !== share)
  const name = omeService(`rollout set ${digits}`, rest)
  return {name, percent: checkedShare(Number(digits), name)}
}
