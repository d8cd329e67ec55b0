import type {Block, View} from '@ome/sdk/view'
import type {Answer, Question} from './reviews.ts'
import {questionText, type Right, resourceText} from './rights.ts'
import {rulesOf} from './roles.ts'

export interface JudgedRight extends Right {
  readonly access: Answer
}

/** What is asked for (a command, a plugin, a tier), and what the person has of it. */
export interface Explanation {
  readonly subject: string
  readonly user: string | undefined
  /** Absent: all namespaces. */
  readonly namespace: string | undefined
  readonly rights: readonly JudgedRight[]
  /** Some rights depend on a resource, and none was named. */
  readonly lacksNoun: boolean
}

/** `no` when a right that cannot be done without is missing, `unknown` when it is not known of one, else `yes`. */
export function accessOf({rights, lacksNoun}: Pick<Explanation, 'rights' | 'lacksNoun'>): Answer {
  const required = rights.filter(({optional}) => !optional)
  if (required.some(({access}) => access === 'no')) return 'no'
  return lacksNoun || required.some(({access}) => access === 'unknown') ? 'unknown' : 'yes'
}

/** The questions that were answered with no; optional ones when they are asked for. */
export const missingOf = (rights: readonly JudgedRight[], withOptional = false): readonly Question[] =>
  rights.filter(({access, optional}) => access === 'no' && (withOptional || !optional)).map(({question}) => question)

const tones = {yes: 'good', no: 'bad', unknown: 'warn'} as const

export const explanationView: View<Explanation> = {
  kind: 'AccessExplanation',
  blocks: (model): Block[] => {
    const {subject, user, namespace, rights} = model
    const rows = joined(rights)
    return [
      {
        type: 'fields',
        rows: [
          {label: 'For', value: subject},
          {label: 'User', value: user ?? '<unknown>'},
          {label: 'Namespace', value: namespace ?? '<all>'},
          {label: 'Access', value: accessOf(model), tone: tones[accessOf(model)]},
        ],
      },
      {
        type: 'table',
        header: ['ACCESS', 'VERBS', 'RESOURCE', 'SCOPE', 'NEEDED', 'WHY'],
        rows: rows.map(({right, verbs}) => [
          right.access,
          verbs.join(','),
          resourceText(right.question),
          right.question.namespace === undefined ? 'cluster' : 'namespace',
          right.optional ? 'optional' : 'yes',
          right.why,
        ]),
        tones: rows.map(({right}) =>
          right.access === 'yes' ? undefined : right.optional ? 'muted' : tones[right.access],
        ),
      },
    ]
  },
  json: (model) => ({
    for: model.subject,
    user: model.user ?? null,
    namespace: model.namespace ?? null,
    access: accessOf(model),
    rights: model.rights.map(({question, access, optional, why}) => ({
      right: questionText(question),
      scope: question.namespace === undefined ? 'cluster' : 'namespace',
      access,
      optional,
      why,
    })),
    missing: rulesOf(missingOf(model.rights)),
  }),
}

/** Verbs on one resource that share all else stand in one row. */
function joined(
  rights: readonly JudgedRight[],
): readonly {readonly right: JudgedRight; readonly verbs: readonly string[]}[] {
  const rows = new Map<string, {right: JudgedRight; verbs: string[]}>()
  for (const right of rights) {
    const {question, access, optional, why} = right
    const key = JSON.stringify([resourceText(question), question.namespace, access, optional, why])
    const row = rows.get(key) ?? {right, verbs: []}
    row.verbs.push(question.verb)
    rows.set(key, row)
  }
  return [...rows.values()]
}
