import {quoteSource} from '@ome/pricing/quote'
import {oneLine} from '@ome/sdk/text'
import {hourlyCost} from './hourly-cost.ts'
import type {KaitoReport, KaitoSubject} from './kaito-report.ts'
import type {KaitoRagEngine} from './rag-engine.ts'
import {usd} from './sizing.ts'

/** What ends with an object beyond the objects it owns, one sentence each. */
export function farewell(report: KaitoReport, engines: readonly KaitoRagEngine[]): readonly string[] {
  const {subject} = report
  const said = [...machines(report), ...money(report), ...work(subject), ...askers(subject, engines), ...again(subject)]
  // Names from the cluster may hold line breaks.
  return said.map((text) => oneLine(`${subject.noun}/${subject.name}: ${text}`))
}

function machines({subject, claims, unread}: KaitoReport): readonly string[] {
  if (claims === undefined) return unread.map((right) => `which machines go with it is not known: you may not ${right}`)
  if (claims.length > 0)
    return [
      `${claims.length === 1 ? 'a machine goes' : `${claims.length} machines go`} with it: ${claims
        .map(({name, instanceType = 'of an unknown type'}) => `nodeclaim/${name} (${instanceType})`)
        .join(', ')}`,
    ]
  return subject.instanceType === undefined && subject.noun !== 'ragengine'
    ? ["its nodes are the cluster's own, and stay"]
    : []
}

function money(report: KaitoReport): readonly string[] {
  const cost = report.claims?.length === 0 ? undefined : hourlyCost(report)
  return cost ? [`${usd(cost.usdPerHour)}/h end with it (${quoteSource(cost.quote)}; GPU nodes alone)`] : []
}

function work(subject: KaitoSubject): readonly string[] {
  if (subject.noun === 'ragengine')
    return [
      subject.claim === undefined
        ? `its index is in memory, and is lost; keep it: ome rag backup ${subject.name} --to DIR -n ${subject.namespace}`
        : `its index stays on volume claim ${subject.claim}`,
    ]
  const {adapters} = subject
  const names = adapters.map(({name, source}) => `${name} (${source})`).join(', ')
  const isTraining = subject.noun === 'workspace' && subject.task === 'tuning' && subject.state === 'Running'
  return [
    ...(adapters.length === 0 ? [] : [`${adapters.length === 1 ? 'adapter' : 'adapters'} no longer served: ${names}`]),
    ...(isTraining ? ['its training ends, and what it learned so far is lost'] : []),
  ]
}

/** Engines whose questions go to it. */
function askers(subject: KaitoSubject, engines: readonly KaitoRagEngine[]): readonly string[] {
  if (subject.noun === 'ragengine') return []
  const hosts = new Set([
    subject.name,
    ...(subject.noun === 'inferenceset' ? subject.children.map(({name}) => name) : []),
  ])
  return engines
    .filter(({llmUrl, namespace}) => {
      const [host = '', place = namespace] = hostOf(llmUrl).split('.')
      return hosts.has(host) && place === subject.namespace
    })
    .map(({name}) => `ragengine/${name} asks it, and will have no answers`)
}

const hostOf = (url: string | undefined): string =>
  url !== undefined && URL.canParse(url) ? new URL(url).hostname : ''

/** A set makes anew what is taken from it. */
const again = (subject: KaitoSubject): readonly string[] =>
  subject.noun !== 'workspace' || subject.inferenceSet === undefined
    ? []
    : [
        `it is a replica of inferenceset ${subject.inferenceSet}, which makes another one; to have fewer: ome scale inferenceset ${subject.inferenceSet} -n ${subject.namespace} --replicas N`,
      ]
