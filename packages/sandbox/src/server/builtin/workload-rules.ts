import {type Cause, forbiddenField, invalidValue, notSupported, required} from '@ome/kinds/validation/cause'
import {asObject, asText, equalJson, isObject, type JsonObject} from '@ome/kinds/validation/json'
import {CronError, cronSchedule} from '../../controllers/cron-schedule.ts'
import {podSpecCauses} from './pod-spec-rules.ts'
import {countOrPercentCauses, negativeCauses, objectsOf} from './value-rules.ts'

/** What a template says is read again only when it has changed. */
function templateCauses(spec: JsonObject, before: JsonObject | undefined, path: string): Cause[] {
  if (before && equalJson(before['template'], spec['template'])) return []
  const claimed = objectsOf(spec['volumeClaimTemplates']).map(({metadata}) => asText(asObject(metadata)['name']))
  return podSpecCauses(asObject(asObject(spec['template'])['spec']), `${path}.template.spec`, false, claimed)
}

/** Pods that are kept running are always restarted. */
function alwaysCauses(spec: JsonObject): Cause[] {
  const policy = asText(asObject(asObject(spec['template'])['spec'])['restartPolicy'])
  return policy === 'Never' || policy === 'OnFailure'
    ? [notSupported('spec.template.spec.restartPolicy', policy, ['Always'])]
    : []
}

/** A workload's selector is required, cannot change, and must select its own template. */
export function workloadCauses(workload: JsonObject, old: JsonObject | undefined): Cause[] {
  const spec = asObject(workload['spec'])
  const before = old && asObject(old['spec'])
  const template = asObject(spec['template'])
  const selector = spec['selector']
  const causes = [...templateCauses(spec, before, 'spec'), ...alwaysCauses(spec)]
  if (!isObject(selector) || Object.keys(selector).length === 0) return [required('spec.selector'), ...causes]
  const labels = asObject(asObject(template['metadata'])['labels'])
  const selects = Object.entries(asObject(selector['matchLabels'])).every(([key, value]) => labels[key] === value)
  if (!selects)
    causes.push(invalidValue('spec.template.metadata.labels', labels, '`selector` does not match template `labels`'))
  if (before?.['selector'] !== undefined && !equalJson(before['selector'], selector))
    causes.push(invalidValue('spec.selector', selector, 'field is immutable'))
  return [...causes, ...negativeCauses(spec, ['replicas', 'minReadySeconds', 'revisionHistoryLimit'], 'spec')]
}

/** A deployment is a workload whose strategy must let it get on. */
export function deploymentCauses(deployment: JsonObject, old: JsonObject | undefined): Cause[] {
  const spec = asObject(deployment['spec'])
  const strategy = asObject(spec['strategy'])
  const [deadline, ready] = [spec['progressDeadlineSeconds'], spec['minReadySeconds'] ?? 0]
  const causes = [...workloadCauses(deployment, old), ...negativeCauses(spec, ['progressDeadlineSeconds'], 'spec')]
  if (typeof deadline === 'number' && typeof ready === 'number' && deadline <= ready)
    causes.push(invalidValue('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds'))
  const rolling = strategy['rollingUpdate']
  if (!isObject(rolling)) return causes
  const path = 'spec.strategy.rollingUpdate'
  if (strategy['type'] === 'Recreate')
    return [...causes, forbiddenField(path, "may not be specified when strategy `type` is 'Recreate'")]
  const {maxUnavailable, maxSurge} = rolling
  causes.push(
    ...countOrPercentCauses(maxUnavailable, `${path}.maxUnavailable`),
    ...countOrPercentCauses(maxSurge, `${path}.maxSurge`),
  )
  if (isNone(maxUnavailable) && isNone(maxSurge))
    causes.push(invalidValue(`${path}.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0'))
  if (typeof maxUnavailable === 'string' && /^\d+%$/.test(maxUnavailable) && Number.parseInt(maxUnavailable, 10) > 100)
    causes.push(invalidValue(`${path}.maxUnavailable`, maxUnavailable, 'must not be greater than 100%'))
  return causes
}

const isNone = (value: unknown): boolean => value === 0 || (typeof value === 'string' && /^0+%$/.test(value))

const jobNumbers = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
] as const

/** What is wrong with a Job: its numbers and the restart policy of its pods. */
export const jobCauses = (job: JsonObject, old: JsonObject | undefined): Cause[] =>
  jobSpecCauses(asObject(job['spec']), old && asObject(old['spec']), 'spec')

function jobSpecCauses(spec: JsonObject, before: JsonObject | undefined, path: string): Cause[] {
  const causes = [...negativeCauses(spec, jobNumbers, path), ...templateCauses(spec, before, path)]
  if (spec['completionMode'] === 'Indexed' && spec['completions'] === undefined)
    causes.push(required(`${path}.completions`, 'when completion mode is Indexed'))
  // Templates without a policy get Always, which jobs cannot have.
  const policy = asObject(asObject(spec['template'])['spec'])['restartPolicy'] ?? 'Always'
  if (!before && policy === 'Always')
    causes.push(required(`${path}.template.spec.restartPolicy`, 'valid values: "OnFailure", "Never"'))
  return causes
}

/** What is wrong with a CronJob: schedule, time zone and the Job that it makes. */
export function cronJobCauses(cronJob: JsonObject, old: JsonObject | undefined): Cause[] {
  const spec = asObject(cronJob['spec'])
  const before = old && asObject(asObject(asObject(old['spec'])['jobTemplate'])['spec'])
  const name = asText(asObject(cronJob['metadata'])['name'])
  return [
    ...(!old && name.length > 52 ? [invalidValue('metadata.name', name, 'must be no more than 52 characters')] : []),
    ...(asText(spec['schedule']) ? scheduleCauses(asText(spec['schedule'])) : [required('spec.schedule')]),
    ...timeZoneCauses(spec['timeZone']),
    ...negativeCauses(
      spec,
      ['startingDeadlineSeconds', 'successfulJobsHistoryLimit', 'failedJobsHistoryLimit'],
      'spec',
    ),
    ...jobSpecCauses(asObject(asObject(spec['jobTemplate'])['spec']), before, 'spec.jobTemplate.spec'),
  ]
}

function scheduleCauses(schedule: string): Cause[] {
  const fail = (why: string) => [invalidValue('spec.schedule', schedule, why)]
  if (schedule.includes('TZ')) return fail('cannot use TZ or CRON_TZ in schedule, use timeZone field instead')
  // Of the words, `@every` alone is read by the controller only.
  if (/^@every [\d.hmsuµn]+$/.test(schedule)) return []
  return cronProblem(() => cronSchedule(schedule), fail)
}

function timeZoneCauses(zone: unknown): Cause[] {
  if (zone === undefined) return []
  const fail = (why: string) => [invalidValue('spec.timeZone', zone, why)]
  if (zone === '') return fail('timeZone must be nil or non-empty string')
  if (String(zone).toLowerCase() === 'local')
    return fail('timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones')
  return cronProblem(
    () => cronSchedule('* * * * *', asText(zone)),
    () => fail(`unknown time zone ${asText(zone)}`),
  )
}

function cronProblem(read: () => unknown, fail: (why: string) => Cause[]): Cause[] {
  try {
    read()
    return []
  } catch (error) {
    if (error instanceof CronError) return fail(error.message)
    throw error
  }
}
