import type {Risk} from '@ome/inference-model/manifests/risk'

/** One thing that a check of manifests found. */
export interface Finding {
  readonly source: string
  /** `inferenceservice/chat in ml-team`; `-` where there is none. */
  readonly object: string
  readonly level: 'error' | 'warning'
  readonly rule: string
  readonly message: string
}

/** What only gets stuck harms nobody else. */
export const riskFinding = ({effect, rule, message}: Risk): Pick<Finding, 'level' | 'rule' | 'message'> => ({
  level: effect === 'crash' ? 'error' : 'warning',
  rule,
  message,
})

/** A file that holds nothing that can be read. */
export const fileFinding = (source: string, message: string): Finding => ({
  source,
  object: '-',
  level: 'error',
  rule: 'file',
  message: message.replace(`${source}: `, ''),
})

const inCluster = new Set(['model', 'runtime', 'accelerator', 'secret'])

/** What was found and is not shown; things that could not be looked up are told apart. */
export function hiddenNote(found: readonly Finding[], shown: readonly Finding[]): string | undefined {
  const hidden = found.filter((each) => !shown.includes(each))
  const unknown = hidden.filter(({rule}) => inCluster.has(rule)).length
  const parts = [
    ...(unknown > 0 ? [`${unknown} ${unknown === 1 ? 'reference' : 'references'} could not be checked`] : []),
    ...(hidden.length > unknown
      ? [`${hidden.length - unknown} ${hidden.length - unknown === 1 ? 'warning' : 'warnings'} left out`]
      : []),
  ]
  return parts.length === 0 ? undefined : `${parts.join(', ')}: see them with --warnings`
}
