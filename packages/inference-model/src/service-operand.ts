import {OmeError} from '@ome/sdk/errors'
import {nounOf, splitOperands} from './names.ts'

/** `service NAME`, `service/NAME` or a lone NAME: the one service a verb is about. Throws `usage` for anything else. */
export function serviceName(verb: string, typed: readonly (string | undefined)[]): string {
  const words = typed.filter((word) => word !== undefined)
  const {word, names} = splitOperands(words, 'service')
  if (word !== undefined && nounOf(word) !== 'service') {
    throw new OmeError('usage', `"${verb}" works on services, not on "${word}"`, [`ome ${verb} service NAME`])
  }
  const [name, surplus] = names
  if (name === undefined || name === '') {
    throw new OmeError('usage', 'which service? a name is missing', [
      `ome ${verb} service NAME`,
      'list them: ome get services',
    ])
  }
  if (surplus !== undefined && verb === 'scale' && /^\d+$/.test(surplus)) {
    throw new OmeError('usage', `"${surplus}" is not a second service: the number of replicas is a flag`, [
      `ome scale service ${name} --replicas ${surplus}`,
    ])
  }
  if (surplus !== undefined) throw new OmeError('usage', `one service at a time: "${surplus}" is one too many`)
  return name
}
