import {hoursPerMonth, rateText} from '@ome/pricing/quote'
import type {View} from '@ome/sdk/view'
import {totalText, unknownPrice} from '../../domain/money.ts'
import {savingOf} from '../domain/budget-choice.ts'
import type {Candidate, Workload} from '../domain/candidates.ts'
import {candidateJson, over, rate, workloadJson} from './candidates.ts'
import {scopeNote} from './kaito-cost.ts'
import {priceNotes} from './price-notes.ts'

/** Other machines for an object that runs. */
export interface AlternativesOf {
  readonly subject: {readonly noun: string; readonly namespace: string; readonly name: string}
  readonly usdPerHour: number
  readonly workload: Workload
  readonly candidates: readonly Candidate[]
}

export const alternativesView: View<AlternativesOf> = {
  kind: 'CostAlternatives',
  blocks: ({subject, usdPerHour, candidates}) => [
    {
      type: 'fields',
      rows: [
        {label: 'Object', value: `${subject.noun} ${subject.namespace}/${subject.name}`},
        {label: 'Now', value: `${rateText(usdPerHour)} USD an hour, ${totalText(usdPerHour * hoursPerMonth)} a month`},
      ],
    },
    candidates.length === 0
      ? {type: 'text', text: 'nothing that holds the model is cheaper'}
      : {
          type: 'table',
          header: ['TYPE', 'NODES', 'USD/H', 'MONTH', 'SAVING', 'EFFECT'],
          rows: candidates.map((each) => [
            each.row.instance.instanceType,
            each.nodes,
            rate(each),
            over(each, hoursPerMonth),
            saving(usdPerHour, each),
            each.isCurrent ? 'runs there' : 'needs recreate',
          ]),
        },
    {
      type: 'text',
      text: `SAVING is of a month; the type of an object cannot be changed, so it is made anew. ${priceNotes(candidates)}${scopeNote}`,
      tone: 'muted',
    },
  ],
  json: ({subject, usdPerHour, workload, candidates}) => ({
    ...subject,
    ...workloadJson(workload),
    usdPerHour,
    monthUsd: usdPerHour * hoursPerMonth,
    items: candidates.map((each) => ({
      ...candidateJson(each, hoursPerMonth),
      savingPerMonthUsd: savingOf(usdPerHour, each, hoursPerMonth) ?? null,
      effect: each.isCurrent ? 'none' : 'needs recreate',
    })),
  }),
}

function saving(now: number, candidate: Candidate): string {
  const usd = savingOf(now, candidate, hoursPerMonth)
  return usd === undefined ? unknownPrice : totalText(usd)
}
