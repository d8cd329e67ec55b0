import {age} from '@ome/sdk/units'
import type {Block, Page, View} from '@ome/sdk/view'
import {humanSeconds} from '../../change/domain/amounts.ts'
import {eventLine} from '../../look/views/event-line.ts'
import {amount, limitOf, metricName} from '../domain/gates.ts'
import type {Rollout} from '../domain/rollout.ts'
import type {RoleReport, RolloutReport} from '../domain/rollout-report.ts'

/** A rollout, role by role and worker by worker. */
export const rolloutStatus: View<RolloutReport> = {
  kind: 'GroveRolloutStatus',
  blocks: (report, page) => [
    {type: 'text', text: headLines(report, page).join('\n')},
    ...gateBlocks(report.rollout),
    ...(report.state === 'complete' && !page.wide ? [] : [workerTable(report, page)]),
    ...warningBlocks(report, page),
  ],
  json: (report) => ({
    name: report.set.name,
    namespace: report.set.namespace,
    state: report.state,
    revision: report.set.revision?.number ?? null,
    update: {updated: report.set.update.updated, total: report.set.update.total, strategy: report.set.update.strategy},
    rollout: report.rollout ? driverJson(report.rollout) : null,
    roles: report.roles.map(({name, updated, total, image, workers}) => ({
      name,
      image,
      updated,
      total,
      workers: workers.map((worker) => ({
        id: worker.id,
        state: worker.state,
        isNew: worker.isNew,
        ready: worker.isReady,
        nodes: worker.pods.flatMap(({node}) => node ?? []),
      })),
    })),
    latencies: {
      source: 'since-start',
      ...report.latencies,
      ...(report.sides && {new: report.sides.fresh, old: report.sides.old}),
    },
    warnings: report.warnings,
    placement: {score: report.set.placement.score ?? null, atStart: report.rollout?.placement?.score ?? null},
    secondsLeft: report.leftSeconds === undefined ? null : {value: report.leftSeconds, source: 'estimate'},
    problem: report.problem ?? null,
  }),
  line: (report) =>
    `${headLines(report, undefined)[0]} ${report.roles.map(({name, updated, total}) => `${name} ${updated}/${total}`).join(', ')}`,
}

const driverJson = ({
  id,
  verb,
  phase,
  reason,
  message,
  step,
  steps,
  holder,
  startedBy,
  startedAt,
  samples,
}: Rollout) => ({
  id,
  verb,
  phase,
  reason: reason ?? null,
  message: message ?? null,
  step: step + 1,
  steps,
  holder: holder ?? null,
  startedBy,
  startedAt,
  samples,
})

function headLines(report: RolloutReport, page: Page | undefined): readonly string[] {
  const {set, rollout, state, roles, latencies, leftSeconds, problem} = report
  const width = Math.max(0, ...roles.map(({name}) => name.length))
  const bars = roles.map(
    (role) =>
      `  ${role.name.padEnd(width)}  ${bar(role)} ${role.updated}/${role.total} new${latencyOf(role, report)}  ${shortImage(role.image)}`,
  )
  const score = set.placement.score
  const before = rollout?.placement?.score
  if (state === 'complete' || page === undefined)
    return [
      title(report, page),
      ...(page && Object.keys(latencies).length > 0 ? bars : []),
      ...(problem ? [`  ! ${problem}`] : []),
    ]
  return [
    title(report, page),
    ...bars,
    ...(score === undefined
      ? []
      : [`  placement score ${score.toFixed(2)}${before === undefined ? '' : `, ${before.toFixed(2)} at the start`}`]),
    ...(leftSeconds === undefined ? [] : [`  about ${humanSeconds(leftSeconds)} left (estimate)`]),
    ...(problem === undefined ? [] : [`  ! ${problem}`]),
    ...(report.drift > 0 ? [`  ${report.drift} pods came back with the new template meanwhile`] : []),
  ]
}

function title({set, rollout, state}: RolloutReport, page: Page | undefined): string {
  const revision = set.revision === undefined ? 'unrecorded template' : `revision ${set.revision.number}`
  if (state === 'complete')
    return `${set.name}: ${revision}, complete${rollout?.fromDigest === set.digest ? lastOf(rollout) : ''}`
  if (state === 'operator') {
    return `${set.name}: ${revision}, rolled by the operator (${set.update.strategy}), ${set.update.updated} of ${set.update.total} workers new`
  }
  if (!rollout) return `${set.name}: held by a rollout without a record`
  const {verb, phase, step, steps, holder, startedBy, message} = rollout
  const since = page ? ` ${age(rollout.startedAt, page.now)} ago` : ''
  const driver = holder ? `driven by ${holder.by}` : 'driven by nobody now'
  return `${set.name}: ${verb} ${phase}, step ${step + 1} of ${steps.length} (${steps[step]}), begun by ${startedBy}${since}, ${driver}${message === undefined ? '' : `: ${message}`}`
}

const lastOf = (rollout: Rollout | undefined): string =>
  rollout?.phase === 'Aborted' ? ` (the last rollout was aborted${rollout.message ? `: ${rollout.message}` : ''})` : ''

const barWidth = 20

const bar = ({updated, total}: RoleReport): string => {
  const filled = total === 0 ? 0 : Math.round((updated / total) * barWidth)
  return `[${'#'.repeat(filled)}${'.'.repeat(barWidth - filled)}]`
}

const shortImage = (image: string): string => image.split('/').at(-1) ?? image

/** The time that users notice, of the role that makes it; of new workers beside that of old ones. */
function latencyOf({name}: RoleReport, {set, latencies, sides}: RolloutReport): string {
  const duty = set.roles.find((role) => role.name === name)?.duty
  const metric = duty === 'decode' ? 'tpot' : duty === undefined ? undefined : 'ttft'
  if (metric === undefined) return ''
  const told = (values: RolloutReport['latencies'] | undefined): string | undefined => {
    const value = values?.[metric]?.value
    return typeof value === 'number' ? amount(metric, value) : undefined
  }
  const [fresh, old, all] = [told(sides?.fresh), told(sides?.old), told(latencies)]
  const both = fresh !== undefined && old !== undefined ? `new ${fresh}, old ${old}` : all
  return both === undefined ? '' : `  ${metricName(metric)} ${both} (since start)`
}

/** What new workers and old ones say, role by role, where both do. */
export const sideLines = (report: RolloutReport): readonly string[] =>
  report.sides === undefined
    ? []
    : report.roles.flatMap((role) => {
        const text = latencyOf(role, report).trim()
        return text.includes(' old ') ? [`${role.name}: ${text}`] : []
      })

const mostWarnings = 5

function warningBlocks({warnings}: RolloutReport, page: Page): readonly Block[] {
  if (warnings.length === 0) return []
  return [{type: 'lines', lines: warnings.slice(-mostWarnings).map((event) => eventLine(event, page))}]
}

function gateBlocks(rollout: Rollout | undefined): readonly Block[] {
  if (!rollout || rollout.gates.length === 0) return []
  const rows = rollout.gates.map((gate) => {
    const sample = rollout.samples.findLast(({metric}) => metric === gate.metric)
    const limit = limitOf(gate, rollout.baseline?.[gate.metric])
    return [
      metricName(gate.metric),
      sample?.value == null ? '-' : amount(gate.metric, sample.value),
      Number.isFinite(limit) ? amount(gate.metric, limit) : '-',
      sample?.verdict ?? '-',
    ]
  })
  return [{type: 'table', header: ['GATE', 'NEW', 'LIMIT', 'VERDICT'], rows}]
}

function workerTable({roles}: RolloutReport, page: Page): Block {
  const rows = roles.flatMap(({workers}) =>
    workers.map((worker) => [
      worker.label,
      worker.state,
      age(worker.pods[0]?.createdAt, page.now),
      worker.isNew ? 'new' : 'old',
      [...new Set(worker.pods.flatMap(({node}) => node ?? []))].join(', ') || '<none>',
    ]),
  )
  return {type: 'table', header: ['WORKER', 'STATUS', 'AGE', 'INFO', 'NODE'], rows}
}
