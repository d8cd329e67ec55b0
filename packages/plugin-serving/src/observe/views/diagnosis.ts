import type {Block, Page, Tone, View} from '@ome/sdk/view'
import {type Diagnosis, type Evidence, evidenceText, type Finding, fixText, type Result} from '../domain/finding.ts'

const tones: Readonly<Record<Result, Tone>> = {ok: 'good', warn: 'warn', fail: 'bad', unknown: 'muted'}

export const diagnosis: View<Diagnosis> = {
  kind: 'ServiceDiagnosis',
  name: ({service}) => `inferenceservice.ome.io/${service.name}`,
  blocks: ({service, cause, findings, unread}, page) => [
    {
      type: 'fields',
      rows: cause ? causeRows(cause) : [{label: 'Cause', value: noCause(service.status, findings, unread)}],
    },
    rules(findings, cause, page),
    ...(cause?.fix ? [{type: 'text' as const, title: 'Next', text: fixText(cause.fix)}] : []),
  ],
  json: ({service, cause, findings, unread, isBlocked}) => ({
    ...service,
    blocked: isBlocked,
    cause: cause ? face(cause) : null,
    findings: findings.map(face),
    unread,
  }),
}

/** Texts of the cluster may have line ends of their own. */
const line = (evidence: Evidence): string => evidenceText(evidence).replaceAll(/\s*\n\s*/g, ' ')

function noCause(status: string, findings: readonly Finding[], unread: readonly string[]): string {
  const blind = findings.filter(({result}) => result === 'unknown').map(({rule}) => rule)
  const warned = findings.filter(({result}) => result === 'warn').map(({rule}) => rule)
  const well =
    warned.length === 0 ? 'nothing is amiss' : `nothing keeps it from serving; to look at: ${warned.join(', ')}`
  const found = status === 'Ready' ? well : 'no rule finds one'
  if (blind.length === 0 && unread.length === 0) return found
  return `${found} in what may be read${blind.length === 0 ? '' : `; not judged: ${blind.join(', ')}`}`
}

/** The cause and what proves it, for the top of a page. */
export const causeRows = ({says, evidence = [], result}: Finding) => {
  const tone: Tone = tones[result]
  return [
    {label: 'Cause', value: says, tone},
    ...(evidence.length === 0 ? [] : [{label: 'Evidence', value: evidence.map(line).join('\n')}]),
  ]
}

const rules = (findings: readonly Finding[], cause: Finding | undefined, {wide}: Page): Block => ({
  type: 'table',
  header: ['RULE', 'RESULT', 'EVIDENCE', 'FIX'],
  rows: findings.map((finding) => {
    const {rule, result, fix} = finding
    const text = inTable(finding, finding === cause)
    return [rule, result, wide ? text : short(text), result === 'ok' ? '-' : (fix?.command ?? '-')]
  }),
  tones: findings.map(({result}) => (result === 'ok' ? undefined : tones[result])),
  ranks: ['keep', 'keep', 'keep', 0],
})

/** What proves the cause stands above the table already. */
const inTable = ({says, result, evidence = []}: Finding, isCause: boolean): string =>
  result === 'ok' || isCause ? says : [says, ...evidence.slice(0, 1).map(evidenceText)].join('; ')

const longest = 160

const short = (text: string): string => (text.length > longest ? `${text.slice(0, longest - 1)}…` : text)

/** The documented shape of a finding. */
export const face = ({rule, result, says, evidence = [], fix}: Finding) => ({
  rule,
  result,
  says,
  evidence: evidence.map(({object, field, text}) => ({object, field: field ?? null, text})),
  fix: fix ?? null,
})
