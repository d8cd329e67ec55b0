import type {Block, Line, View} from '@ome/sdk/view'
import {type AssistantPlan, namesToType, type PlannedStep, type ToldChange} from '../domain/step.ts'

/** A plan, and what became of it. */
export interface ShownPlan {
  readonly plan: AssistantPlan
  readonly applied: boolean
  readonly results: readonly {readonly line: string; readonly code: number; readonly output?: string}[]
  readonly next: readonly string[]
}

export const planView: View<ShownPlan> = {
  kind: 'AssistantPlan',
  blocks: ({plan}) => [headOf(plan), ...plan.steps.map(stepBlock)],
  json: ({plan, applied, results, next}) => ({
    ...plan,
    namesToType: namesToType(plan.steps),
    applied,
    results,
    next: [...next],
  }),
  name: ({plan}) => `plan/${plan.id}`,
}

const headOf = ({text, notes, by}: AssistantPlan): Block => ({
  type: 'lines',
  lines: [
    {spans: [{text: `Plan for: ${text}`, tone: 'strong'}], hang: 2},
    ...(by === 'rules' ? [] : [{spans: [{text: `proposed by ${by}, checked here`, tone: 'muted'} as const]}]),
    ...notes.map((note): Line => ({spans: [{text: note}], hang: 2})),
  ],
})

const stepBlock = (step: PlannedStep, at: number): Block => ({
  type: 'lines',
  lines: [
    {spans: [{text: `${at + 1}. `}, {text: step.line, tone: 'strong'}], hang: 5},
    ...step.changes.flatMap(changeLines),
    ...step.reasons.map((reason): Line => ({spans: [{text: `   ${reason}`}], hang: 5})),
    ...(step.tried
      ? []
      : [{spans: [{text: '   it has no dry run: what it changes is not known beforehand', tone: 'warn'}]} as Line]),
  ],
})

function changeLines({action, object, reason, fields = []}: ToldChange): readonly Line[] {
  const place = object.namespace === undefined ? '' : ` in ${object.namespace}`
  const what = `   ${action} ${object.kind}/${object.name}${place}${reason === undefined ? '' : `: ${reason}`}`
  const tone = action === 'delete' || action === 'stop' ? 'warn' : 'good'
  return [
    {spans: [{text: what, tone}], hang: 5},
    ...fields
      .filter(({from, to}) => shown(from) !== shown(to))
      .map(({path, from, to}): Line => ({spans: [{text: `     ${path}: ${shown(from)} → ${shown(to)}`}], hang: 7})),
  ]
}

const shown = (value: unknown): string =>
  value === undefined ? '<unset>' : typeof value === 'object' ? JSON.stringify(value) : String(value)
