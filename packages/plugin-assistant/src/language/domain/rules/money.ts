import type {Frame} from '../frame.ts'
import {asks, callOf, open, type Rule, withTarget} from './answer.ts'

export const budgets: Rule = (frame) => {
  const {has, quantities, namespace} = frame
  if (!has('budget')) return undefined
  if (has('deploy')) return undefined
  if (has('delete'))
    return withTarget(frame, 'look at', ({name, namespace: place}) =>
      asks('budget', callOf('cost budget delete', {object: name, namespace: place})),
    )
  if (quantities.usd !== undefined)
    return withTarget(frame, 'limit', ({name, namespace: place}) =>
      asks(
        'budget',
        callOf('cost budget set', {
          object: name,
          limit: quantities.usd,
          'alert-at': quantities.percent === undefined ? undefined : `${quantities.percent}%`,
          namespace: place,
        }),
      ),
    )
  const object = frame.services[0]?.name
  if (has('set', 'create'))
    return open('how much may it cost in a month?', [`say: set a budget of $3000 for ${object ?? 'prod-llama'}`])
  return asks(
    'budget',
    callOf(has('over', 'exceeded', 'check', 'within') ? 'cost budget check' : 'cost budget show', {object, namespace}),
  )
}

export const costs: Rule = (frame) => {
  const {has, quantities, namespace, services, strange} = frame
  const [model] = frame.models
  if (asksPrice(frame) && services.length === 0 && model?.kind === 'one')
    return open(
      `what ${model.name} costs is told by its plan, before anything is done`,
      [`see it: ome deploy ${model.name} --dry-run`],
      ['models'],
    )
  if (!has('cost', 'cheap') || has('deploy', 'create', 'make')) return undefined
  const since = quantities.duration
  const projected = has('next', 'will', 'projected', 'forecast') && !has('past', 'last') ? true : undefined
  if (services.length + strange.length === 0) return asks('cost', callOf('cost', {since, namespace}))
  return withTarget(frame, 'price', ({name, namespace: place}) =>
    asks('cost', callOf('cost', {object: 'service', name, since, projected, namespace: place})),
  )
}

/** The price is asked for before a verb is said: `what would it cost to run llama 70b`. */
const asksPrice = ({words, quantities}: Frame): boolean =>
  quantities.usd === undefined && words.includes('cost') && !words.slice(0, words.indexOf('cost')).includes('deploy')
