import {nextText} from '@ome/kaito/next-text'
import {oneLine} from '@ome/sdk/text'
import {formatDuration} from '@ome/sdk/units'
import type {Block, FieldRow, Tone, View} from '@ome/sdk/view'
import {jobWord, stages} from '../domain/run.ts'
import {lastLoss, percentOf, type RunReport, wayOn} from '../domain/run-report.ts'
import {finite, lossWord} from './loss-word.ts'
import {stateTone} from './state-tone.ts'

const barWidth = 20

export const runStatus: View<RunReport> = {
  kind: 'TuningRun',
  blocks: (report) => [{type: 'fields', rows: rowsOf(report)}, ...causeBlock(report)],
  json: (report) => {
    const {run, stage, log, cause} = report
    const {workspace, job, input, output, pod} = run
    const percent = percentOf(report)
    return {
      name: workspace.name,
      namespace: workspace.namespace,
      model: workspace.model ?? null,
      method: workspace.tuning?.method ?? null,
      state: workspace.state,
      job: jobWord(job),
      jobPods: job ? {active: job.active, succeeded: job.succeeded, failed: job.failed} : null,
      stage,
      step: log.progress?.step ?? null,
      totalSteps: log.progress?.totalSteps ?? null,
      percent: percent ?? null,
      epoch: log.points.at(-1)?.epoch ?? null,
      etaSeconds: stage === 'train' ? (log.progress?.etaSeconds ?? null) : null,
      loss: finite(lastLoss(log)),
      input,
      output,
      config: workspace.config ?? null,
      instanceType: workspace.instanceType ?? null,
      pod: pod?.name ?? null,
      cause: cause ? {reason: cause.reason ?? null, object: cause.object, message: cause.says} : null,
      next: cause?.next ?? wayOn(report)?.next ?? null,
    }
  },
  name: ({run}) => `workspace/${run.workspace.name}`,
  line: (report) => {
    const {run, stage, log, cause} = report
    const [percent, loss] = [percentOf(report), lastLoss(log)]
    return [
      run.workspace.name,
      run.workspace.state,
      stage,
      ...(log.progress ? [`step ${log.progress.step}/${log.progress.totalSteps}`] : []),
      ...(percent === undefined ? [] : [`${percent}%`]),
      ...(loss === undefined ? [] : [`loss ${lossWord(loss)}`]),
      ...(cause?.level === 'fail' ? [oneLine(cause.says)] : []),
    ].join('  ')
  },
}

function rowsOf(report: RunReport): readonly FieldRow[] {
  const {run, stage, log} = report
  const {workspace, job, input, output} = run
  const method = workspace.tuning?.method ?? ''
  const loss = lastLoss(log)
  const epoch = log.points.at(-1)?.epoch
  return [
    {label: 'Workspace', value: `${workspace.namespace}/${workspace.name}`},
    {label: 'Model', value: `${workspace.model ?? '<unknown>'} (${method})`},
    {label: 'State', value: workspace.state, ...toned(stateTone(workspace.state))},
    {label: 'Job', value: jobText(run), ...toned(job?.end === 'failed' ? 'bad' : undefined)},
    {label: 'Stage', value: stageText(stage), ...toned(stage === 'failed' ? 'bad' : undefined)},
    ...(log.progress ? [{label: 'Progress', value: progressText(report)}] : []),
    ...(epoch === undefined ? [] : [{label: 'Epoch', value: epoch}]),
    ...(loss === undefined ? [] : [{label: 'Loss', value: lossText(report, loss)}]),
    {label: 'Data', value: input},
    {label: 'Result', value: output},
    {label: 'Config', value: workspace.config ?? `${method}-params-template (KAITO's default)`},
    {label: 'Instance type', value: workspace.instanceType},
  ]
}

const toned = (tone: Tone | undefined): {readonly tone?: Tone} => (tone ? {tone} : {})

function jobText({job}: RunReport['run']): string {
  const word = jobWord(job)
  return job && job.failed > 0 ? `${word} (${job.failed} failed)` : word
}

/** `node > weights > data > [train] > push`. */
const stageText = (stage: RunReport['stage']): string =>
  stages.some((each) => each === stage)
    ? stages.map((each) => (each === stage ? `[${each}]` : each)).join(' > ')
    : stage

function progressText(report: RunReport): string {
  const {log, stage} = report
  const percent = percentOf(report) ?? 0
  const filled = Math.round((percent / 100) * barWidth)
  const bar = `[${'#'.repeat(filled)}${'.'.repeat(barWidth - filled)}]`
  const eta = stage === 'train' ? log.progress?.etaSeconds : undefined
  const left = eta === undefined ? '' : `, ${formatDuration(eta * 1000)} left`
  return `${bar} ${percent}%, step ${log.progress?.step} of ${log.progress?.totalSteps}${left}`
}

function lossText({log}: RunReport, loss: number): string {
  const first = log.points.find((point) => point.loss !== undefined && Number.isFinite(point.loss))
  const from = first?.loss === undefined || first.loss === loss ? '' : ` (${first.loss} at step ${first.step ?? '?'})`
  return `${lossWord(loss)}${from}`
}

const next = (way: Parameters<typeof nextText>[0] | undefined): readonly Block[] =>
  way ? [{type: 'text', title: 'Next', text: nextText(way)}] : []

function causeBlock(report: RunReport): readonly Block[] {
  const {cause} = report
  if (!cause) return next(wayOn(report))
  const reason = cause.reason === undefined || cause.reason === cause.says ? '' : `${cause.reason}: `
  return [
    {
      type: 'fields',
      rows: [{label: 'Cause', value: `${reason}${cause.says}`, tone: cause.level === 'fail' ? 'bad' : 'warn'}],
    },
    ...next(cause),
  ]
}
