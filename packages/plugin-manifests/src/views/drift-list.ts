import type {FieldChange} from '@ome/sdk/plan'
import {shownFields} from '@ome/sdk/secret-values'
import type {View} from '@ome/sdk/view'
import type {Comparison} from '../domain/comparison.ts'
import {driftOf, nounName} from '../domain/drift.ts'

/** One line per object and field: what the repository says, and what the cluster has. */
export const driftList: View<readonly Comparison[]> = {
  kind: 'DriftList',
  blocks: (drifted) => [{type: 'text', text: drifted.flatMap(driftLines).join('\n')}],
  json: (drifted) => ({
    object: {kind: drifted.kind, name: drifted.name, namespace: drifted.namespace ?? null},
    state: drifted.state === 'missing' ? 'missing' : 'drifted',
    fields: shownDrift(drifted),
  }),
  name: nounName,
}

function driftLines(drifted: Comparison): readonly string[] {
  if (drifted.state === 'missing') return [`${nounName(drifted)}: missing`]
  return shownDrift(drifted).map(({path, from, to}) => `${nounName(drifted)}: ${path} (${text(from)} → ${text(to)})`)
}

const shownDrift = (drifted: Comparison): readonly FieldChange[] =>
  shownFields({object: drifted, fields: driftOf(drifted)})

const longest = 60

function text(value: unknown): string {
  if (value === undefined) return '<none>'
  const whole = typeof value === 'string' ? value : JSON.stringify(value)
  return whole.length > longest ? `${whole.slice(0, longest - 1)}…` : whole
}
