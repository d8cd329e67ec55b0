import {type GetService, getService, missingService} from '@ome/inference-model/get-service'
import type {Service} from '@ome/inference-model/service'
import type {ServiceStore} from '@ome/inference-model/service-store'
import {causeOf, diagnose} from '../domain/diagnosis.ts'
import {lastError} from '../domain/log-record.ts'
import {hintsFor, type ServiceReport} from '../domain/service-report.ts'
import {type Depth, type FactSources, type Gathered, gatherFacts} from './gather-facts.ts'

/** Where a report is read from. */
export interface ReportSources extends FactSources {
  readonly services: ServiceStore
}

export async function reportService(
  sources: ReportSources,
  input: GetService,
  depth: Depth = 'state',
): Promise<ServiceReport> {
  const service = await getService(sources.services, input)
  return toReport(await gatherFacts(sources, service, depth))
}

/** A report after every change, until the service is gone. */
export async function* followService(
  sources: ReportSources,
  input: GetService,
  depth: Depth = 'state',
): AsyncGenerator<ServiceReport> {
  const gather = gatherer(sources, depth)
  for await (const service of sources.services.follow(input.namespace, input.name)) {
    if (!service) throw await missingService(sources.services, input)
    yield toReport(await gather(service))
  }
}

/** Reads again what stands around a service only when its trouble is another one. */
function gatherer(sources: ReportSources, depth: Depth): (service: Service) => Promise<Gathered> {
  let before: {readonly trouble: string; readonly gathered: Gathered} | undefined
  return async (service) => {
    const trouble = troubleOf(service)
    if (before?.trouble === trouble && trouble !== '')
      return {...before.gathered, facts: {...before.gathered.facts, service, now: sources.now()}}
    const gathered = await gatherFacts(sources, service, depth)
    before = {trouble, gathered}
    return gathered
  }
}

/** What the facts depend on; counts and ages change all the time and tell nothing new. */
const troubleOf = ({status, pods, components}: Service): string =>
  [
    status,
    ...components.map(({workload, stuck}) => `${workload?.name} ${stuck}`),
    ...pods.map(({name, ready, restarts, problem}) => `${name} ${ready} ${restarts} ${problem?.reason ?? ''}`),
  ].join('\n')

function toReport({facts}: Gathered): ServiceReport {
  const {service, model, lastLines, routes = []} = facts
  const findings = diagnose(facts)
  const cause = causeOf(findings, service.status === 'Ready')
  const error = lastLines && lastError(lastLines.lines)
  return {
    service,
    ...(model?.state === 'found' && {model: model.model}),
    modelGone: model?.state === 'gone',
    ...(error !== undefined && {lastError: error}),
    ...(cause && {cause}),
    warnings: findings.filter((each) => each !== cause && each.result === 'warn' && !each.follows),
    routes,
    hints: hintsFor(service, cause),
  }
}
