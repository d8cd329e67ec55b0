import {type GetService, getService} from '@ome/inference-model/get-service'
import {causeOf, diagnose, isBlocked} from '../domain/diagnosis.ts'
import type {Diagnosis} from '../domain/finding.ts'
import {gatherFacts} from './gather-facts.ts'
import type {ReportSources} from './report-service.ts'

/** Everything the rules have to say about a service. */
export async function debugService(sources: ReportSources, input: GetService): Promise<Diagnosis> {
  const service = await getService(sources.services, input)
  const {facts, unread} = await gatherFacts(sources, service, 'all')
  const findings = diagnose(facts, unread)
  const cause = causeOf(findings, service.status === 'Ready')
  const {name, namespace, status} = service
  return {
    service: {name, namespace, status},
    ...(cause && {cause}),
    findings,
    unread: [...new Set(unread.map(({right}) => right))],
    isBlocked: isBlocked(findings, status),
  }
}
