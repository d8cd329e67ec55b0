import {kaitoInstances} from '@ome/capacity/kaito-instances'
import {kaitoModel} from '@ome/capacity/kaito-models'
import {catalogueQuote} from '@ome/pricing/catalogue-quote'
import {parseAdapter} from './adapter-source.ts'
import {byPrice, isNvidia, usualMaxNodes} from './instance-choice.ts'
import type {KaitoNodeClaim} from './node-claim.ts'
import type {KaitoRagEngine} from './rag-engine.ts'
import {type SizingRow, sizeOn, usd} from './sizing.ts'
import type {KaitoWorkspace} from './workspace.ts'

/** What to do about it. */
export interface Remedy {
  /** One line. */
  readonly next: string
  /** To run one after the other, as they stand. */
  readonly commands?: readonly string[]
}

const hasNone = /SkuNotAvailable|InsufficientCapacity|ZonalAllocationFailed|OverconstrainedAllocation/i
const overQuota = /quota|VcpuLimit/i

/** What mends that a cloud refuses a machine: another type, with the commands where they can be told, or patience. */
export function remedyOf(
  subject: KaitoWorkspace | KaitoRagEngine,
  {name, reason = '', message = '', instanceType = 'the instance type'}: KaitoNodeClaim,
): Remedy {
  const said = `${reason} ${message}`
  const isQuota = overQuota.test(said)
  if (!isQuota && !hasNone.test(said)) return {next: `read what the cloud says: ome describe nodeclaim ${name}`}
  const patience = isQuota
    ? `or ask the cloud for quota of ${instanceType}: KAITO keeps ordering`
    : `or wait until the region has ${instanceType} again: KAITO keeps ordering`
  if (subject.noun === 'ragengine')
    return {next: `delete it and deploy it with another --instance-type, or with none; ${patience}`}
  if (subject.task === 'tuning') return {next: `${otherRun(subject)}; ${patience}`}
  const other = nextBest(subject, instanceType)
  if (!other) return {next: `see which other types fit: ome models estimate ${subject.model ?? 'MODEL'}; ${patience}`}
  const nodes = `${other.nodes} × ${other.instance.instanceType}`
  const commands = redeployment(subject, other.instance.instanceType)
  return {
    next: `take ${nodes}, which holds it for ${usd(other.usdPerHour)}/h; ${patience}`,
    ...(commands && {commands}),
  }
}

const otherRun = ({name, namespace, model = 'MODEL', tuning}: KaitoWorkspace): string =>
  `cancel it (ome tune cancel ${name} -n ${namespace}) and start it with another --instance-type, of those that fit: ome models estimate ${model} --method ${tuning?.method || 'qlora'}`

/** The cheapest other type of the same cloud that holds the model. */
function nextBest({model}: KaitoWorkspace, refused: string): SizingRow | undefined {
  const known = model === undefined ? undefined : kaitoModel(model)
  const cloud = kaitoInstances().find(({instanceType}) => same(instanceType, refused))?.cloud
  if (!known || !cloud) return undefined
  const others = kaitoInstances(cloud).filter((each) => isNvidia(each) && !same(each.instanceType, refused))
  const rows = sizeOn({...known, name: known.id}, others, {quote: catalogueQuote})
  const [best] = rows.filter(({nodes, usdPerHour}) => nodes <= usualMaxNodes && usdPerHour !== undefined).sort(byPrice)
  return best
}

const same = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase()

/** The type cannot be changed in place. Undefined where the flags of `deploy` do not say all that the object does. */
function redeployment(workspace: KaitoWorkspace, instanceType: string): readonly string[] | undefined {
  const {name, namespace, model, runtime, config, adapters, inferenceSet} = workspace
  const isPlain = adapters.every(
    ({name: called, source, strength}) =>
      strength === undefined && !source.startsWith('<') && parseAdapter(source).name === called,
  )
  if (model === undefined || inferenceSet !== undefined || !isPlain) return undefined
  const words = [
    ['ome deploy', model, '--backend kaito', '--name', name, '-n', namespace, '--instance-type', instanceType],
    runtime === 'transformers' ? ['--runtime transformers'] : [],
    config === undefined ? [] : ['--config', config],
    adapters.flatMap(({source}) => ['--adapter', source]),
  ]
  return [`ome delete workspace ${name} -n ${namespace} --yes --wait`, words.flat().join(' ')]
}
