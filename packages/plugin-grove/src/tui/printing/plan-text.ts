import type {Io} from '@ome/sdk/context'
import {planLines} from '@ome/sdk/plan-text'
import {templateDiff} from '../../printing/template-diff.ts'
import type {Act} from '../usecases/plan-act.ts'

/** A plan as its command shows it, without colours, with the risk it names. */
export function planText({plan, undo}: Pick<Act, 'plan' | 'undo'>, io: Io): readonly string[] {
  const pale: Io = Object.create(io, {colour: {value: false}})
  const risk = plan.asks?.replace(/\.? ?Proceed\?$/, '') ?? ''
  const difference = undo ? ['', ...differenceOf(undo)] : []
  return [...planLines(plan, pale), ...(risk === '' ? [] : ['', `risk: ${risk}`]), ...difference]
}

function differenceOf({found: {set}, to}: NonNullable<Act['undo']>): readonly string[] {
  const live = {title: 'live', template: set.object.spec.template}
  return templateDiff(set.name, live, {title: `revision ${to.number}`, template: to.template})
}
