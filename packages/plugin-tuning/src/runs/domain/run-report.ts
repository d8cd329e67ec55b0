import type {KaitoTrouble} from '@ome/kaito/trouble'
import {jobWord, type Stage, stageOf, type TuningRun} from './run.ts'
import {divergedAt, emptyLog, type TrainingLog} from './training-log.ts'

/** How a run is, with what its trainer wrote. */
export interface RunReport {
  readonly run: TuningRun
  readonly stage: Stage
  readonly log: TrainingLog
  readonly cause?: KaitoTrouble
}

export function reportOf(run: TuningRun, log: TrainingLog = emptyLog): RunReport {
  const stage = stageOf(run)
  const cause =
    (stage === 'failed' ? saidFailure(run, log) : (stickyFailure(run) ?? divergence(run, log))) ?? run.trouble
  return {run, stage, log, ...(cause && {cause})}
}

/** KAITO says Failed once a pod failed, also while the Job tries again and when it succeeds. Source: KAITO v0.12. */
function stickyFailure({workspace, job}: TuningRun): KaitoTrouble | undefined {
  const word = jobWord(job)
  if (workspace.state !== 'Failed' || (word !== 'complete' && word !== 'retrying')) return undefined
  const {name, namespace} = workspace
  return {
    level: 'wait',
    object: `job/${name}`,
    reason: word === 'complete' ? 'JobComplete' : 'JobRetrying',
    says:
      word === 'complete'
        ? 'a pod failed and a later one succeeded: the workspace keeps saying Failed, the adapter is there'
        : `a pod failed (${job?.failed ?? 0}) and the job tries again, while the workspace keeps saying Failed`,
    next: `read what the failed pod wrote: ome tune logs ${name} -n ${namespace}`,
  }
}

function saidFailure({workspace, pod}: TuningRun, {error}: TrainingLog): KaitoTrouble | undefined {
  const {name, namespace} = workspace
  const failed = pod?.containers.find(({state}) => state === 'failed')
  const says = error ?? failed?.reason
  if (says === undefined) return undefined
  const isMemory = /out of memory|OOMKilled/i.test(says)
  return {
    level: 'fail',
    object: `pod/${pod?.name ?? name}`,
    says: failed && failed.name !== pod?.trainer ? `${failed.name}: ${says}` : says,
    next: isMemory
      ? 'take fewer rows at once (--batch-size 1), qlora, or a larger instance type: ome tune start --optimize'
      : `read the whole log: ome tune logs ${name} -n ${namespace}`,
  }
}

/** A loss that is no number stays none: the weights of the adapter are not either. */
export function divergence({workspace}: TuningRun, log: Pick<TrainingLog, 'points'>): KaitoTrouble | undefined {
  const {name, namespace} = workspace
  const bad = divergedAt(log)
  if (!bad) return undefined
  return {
    level: 'fail',
    object: `workspace/${name}`,
    reason: 'LossNotANumber',
    says: `the loss is no number ${bad.step === undefined ? 'any more' : `from step ${bad.step} on`}: the adapter will be of no use`,
    next: `end it, and start it again with smaller steps, such as --set learning-rate=1e-5: ome tune cancel ${name} -n ${namespace}`,
  }
}

/**
 * Whether nothing more will come. A pod whose trainer failed goes on when its result is an image: the pusher beside it
 * waits for ever, and neither Job nor KAITO notices.
 */
export function isOver({run, stage}: RunReport): boolean {
  const {job, pod, workspace} = run
  if (stage === 'done')
    return job?.end === 'complete' && (workspace.state === 'Succeeded' || workspace.state === 'Failed')
  return stage === 'failed' && (job?.end === 'failed' || pod?.phase === 'Running')
}

/** Share of the training that is done, 0 to 100; undefined before its first step. */
export function percentOf({stage, log}: RunReport): number | undefined {
  if (stage === 'done' || stage === 'push') return 100
  const {progress} = log
  return progress && Math.floor((progress.step / progress.totalSteps) * 100)
}

/** What follows a run: its adapter is served, and its node, which costs as long as the run is there, goes. */
export function wayOn({run, stage}: RunReport): Pick<KaitoTrouble, 'next' | 'commands'> | undefined {
  const {workspace, output} = run
  const {name, namespace, model = 'MODEL'} = workspace
  if (stage !== 'done') return undefined
  return {
    next: 'serve its adapter beside a model that runs, or with one of its own; its node is paid for until it is deleted',
    commands: [
      `ome adapters add workspace NAME ${output} -n ${namespace}`,
      `ome deploy ${model} --adapter ${output} -n ${namespace}`,
      `ome tune cancel ${name} -n ${namespace}`,
    ],
  }
}

/** What was said last; perhaps no finite number. */
export const lastLoss = ({points}: TrainingLog): number | undefined =>
  points.findLast(({loss}) => loss !== undefined)?.loss
