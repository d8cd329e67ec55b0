import type {Block, View} from '@ome/sdk/view'
import {amount, limitOf, metricName} from '../domain/gates.ts'
import type {Rollout} from '../domain/rollout.ts'

/** Where a driven rollout stands. */
export const rolloutState: View<Rollout> = {
  kind: 'GroveRollout',
  blocks,
  json: (rollout) => ({
    id: rollout.id,
    name: rollout.pcs.name,
    verb: rollout.verb,
    phase: rollout.phase,
    reason: rollout.reason ?? null,
    message: rollout.message ?? null,
    step: rollout.step + 1,
    steps: rollout.steps,
    roles: rollout.roles,
    order: rollout.order,
    fromRevision: rollout.fromRevision ?? null,
    toRevision: rollout.toRevision ?? null,
    samples: rollout.samples,
    approvals: rollout.approvals,
    holder: rollout.holder?.by ?? null,
    startedBy: rollout.startedBy,
    startedAt: rollout.startedAt,
    endedAt: rollout.endedAt ?? null,
  }),
  name: ({pcs}) => `podcliqueset/${pcs.name}`,
}

function blocks(rollout: Rollout): readonly Block[] {
  const {verb, phase, message, step, steps, gates, samples} = rollout
  const said = message === undefined ? '' : `: ${message}`
  const where = phase === 'Done' || phase === 'Aborted' ? '' : ` (step ${step + 1} of ${steps.length})`
  const rows = samples
    .filter((sample) => sample.step === step)
    .map(({metric, value, count, verdict, baseline}) => {
      const gate = gates.find((one) => one.metric === metric)
      const limit = gate ? limitOf(gate, baseline) : Number.POSITIVE_INFINITY
      return [
        metricName(metric),
        value === null ? '-' : amount(metric, value),
        Number.isFinite(limit) ? amount(metric, limit) : '-',
        baseline === undefined ? '-' : amount(metric, baseline),
        count,
        verdict,
      ]
    })
  const table: Block[] =
    rows.length === 0 ? [] : [{type: 'table', header: ['GATE', 'NEW', 'LIMIT', 'BEFORE', 'SAMPLES', 'VERDICT'], rows}]
  return [{type: 'text', text: `${rollout.pcs.name} ${verb} ${phase}${where}${said}`}, ...table]
}
