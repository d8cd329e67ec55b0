import {leftOver, refusedRest} from './accounted.ts'
import {changes, linesOf} from './changes.ts'
import type {Frame} from './frame.ts'
import type {Understanding} from './intent.ts'
import {open} from './rules/answer.ts'

type Calls = Extract<Understanding, {readonly kind: 'calls'}>

/** A change is asked for with nothing but words that are understood; what looks says what it left out. */
export function whole(meant: Calls, frame: Frame): Understanding {
  const {slips, quantities, vocabulary} = frame
  const isChange = meant.calls.some((call) => changes(call, vocabulary))
  const left = leftOver(frame, meant.calls)
  if (isChange && left.length > 0)
    return refusedRest(
      left,
      linesOf(meant.calls, vocabulary).join('; '),
      frame.isPlaceGuessed ? frame.namespace : undefined,
    )
  const misspelt = slips.find(({isName}) => isName)
  if (misspelt && meant.intent === 'delete')
    return open(
      `there is no ${misspelt.typed}: nothing is deleted`,
      [`if ${misspelt.meant} is meant, say: delete ${misspelt.meant}`],
      meant.topics,
    )
  const isTimed = meant.calls.some(({input}) => input['since'] !== undefined)
  const notes = [
    ...meant.notes,
    ...slips.filter(({isName}) => isName || isChange).map(({typed, meant: right}) => `"${typed}" is read as ${right}`),
    ...(isTimed && quantities.told !== undefined ? [quantities.told] : []),
    ...(isChange ? [] : unheard(meant, frame)),
  ]
  return {...meant, notes}
}

/** What looking does not take into account. */
export function unheard({calls}: Calls, {quantities, strange}: Frame): readonly string[] {
  const used = calls.flatMap(({input}) => Object.values(input).flat().map(String))
  const isShown = calls.some(({command}) => /^(?:logs|events|metrics|get|cost|top|status|describe)/.test(command))
  const left = [
    ...(isShown ? strange.filter((word) => !used.some((each) => each.includes(word) || word.includes(each))) : []),
    ...(quantities.leftOut === undefined ? [] : [quantities.leftOut]),
  ]
  return left.length === 0 ? [] : [`not understood and left out: ${left.join(', ')}`]
}
