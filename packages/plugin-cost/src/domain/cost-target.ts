import {nounOf, splitOperands} from '@ome/inference-model/names'
import {OmeError} from '@ome/sdk/errors'

/** The service that a command is about; undefined when none is named. */
export function costTarget(typed: readonly (string | undefined)[]): string | undefined {
  const {word, names} = splitOperands(
    typed.filter((each) => each !== undefined),
    'service',
  )
  const [name, surplus] = names
  if (word === undefined || (name === undefined && nounOf(word) === 'service')) return undefined
  if (nounOf(word) !== 'service')
    throw new OmeError('usage', `"cost" tells what services cost, not "${word}"`, ['ome cost service NAME'])
  if (surplus !== undefined) throw new OmeError('usage', `one service at a time: "${surplus}" is one too many`)
  return name
}

/** The one service whose budget is meant. Throws `usage` when none is named. */
export function budgetTarget(verb: string, typed: readonly (string | undefined)[]): string {
  const name = costTarget(typed)
  if (name !== undefined) return name
  throw new OmeError('usage', 'which service? a name is missing', [`ome cost budget ${verb} NAME`])
}
