import {nounOf, splitOperands} from '@ome/inference-model/names'
import {type KaitoName, kaitoNameIn} from '@ome/kaito/kaito-nouns'
import {OmeError} from '@ome/sdk/errors'

/** What a cost is asked of; undefined for all of a namespace. */
export type CostTarget = {readonly noun: 'service'; readonly name: string} | KaitoName

type Typed = readonly (string | undefined)[]

/** `NOUN NAME`, `NOUN/NAME`, or a lone NAME, which is a service. */
export function costTarget(typed: Typed): CostTarget | undefined {
  refuseTopic(typed)
  const named = kaitoNameIn('cost', typed)
  if (named) return named
  const name = serviceIn('cost', typed)
  return name === undefined ? undefined : {noun: 'service', name}
}

/** `cost budget` alone begins a command and is no service; one of that name is `service budget`. */
function refuseTopic([word, ...others]: Typed): void {
  if (word !== 'budget' || others.some((each) => each !== undefined)) return
  throw new OmeError('usage', '"cost budget" is the beginning of a command', [
    'ome cost budget show',
    'ome cost budget set NAME --limit USD',
    'a service of that name: ome cost service budget',
  ])
}

/** The service that a verb is about; undefined when none is named. */
export function serviceIn(verb: string, typed: Typed): string | undefined {
  const words = typed.filter((each) => each !== undefined)
  const {word, names} = splitOperands(words, 'service')
  const [name, surplus] = names
  if (word === undefined || (name === undefined && nounOf(word) === 'service')) return undefined
  if (nounOf(word) !== 'service')
    throw new OmeError('usage', `"${verb}" is about services and objects of KAITO, not "${word}"`, [
      `ome ${verb} service NAME`,
    ])
  if (surplus !== undefined) throw new OmeError('usage', `one service at a time: "${surplus}" is one too many`)
  return name
}

/** The one object whose budget is meant, a service where no noun is named; undefined when nothing is. */
export function someBudgeted(verb: string, typed: Typed): CostTarget | undefined {
  const named = kaitoNameIn(`cost budget ${verb}`, typed)
  if (named) return named
  const name = serviceIn(`cost budget ${verb}`, typed)
  return name === undefined ? undefined : {noun: 'service', name}
}

/** {@link someBudgeted}. Throws `usage` when nothing is named. */
export function budgetTarget(verb: string, typed: Typed): CostTarget {
  const target = someBudgeted(verb, typed)
  if (target !== undefined) return target
  throw new OmeError('usage', 'whose budget? a name is missing', [
    `ome cost budget ${verb} NAME`,
    `ome cost budget ${verb} workspace NAME`,
  ])
}
