import type {Refusal} from '@ome/installer/policy/policy'
import type {Block, View} from '@ome/sdk/view'
import type {Dependence} from './has-noun.ts'
import type {Answer, Question} from './reviews.ts'
import {questionText, type Right, requiredRights, resourceText} from './rights.ts'
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
  /** What some rights depend on, where it was not named. */
  readonly dependsOn: Dependence | undefined
  /** What a policy says against it. */
  readonly refusal?: Refusal | undefined
}

/**
 * `no` when a policy forbids it or a right that cannot be done without is missing, `unknown` when it is not known of one,
 * else `yes`.
 */
export function accessOf({rights, dependsOn, refusal}: Pick<Explanation, 'rights' | 'dependsOn' | 'refusal'>): Answer {
  if (refusal) return 'no'
  const ways = requiredRights(rights).map((way) => way.map(({access}) => access))
  if (ways.every((way) => way.includes('no'))) return 'no'
  return dependsOn || ways.every((way) => way.some((access) => access !== 'yes')) ? 'unknown' : 'yes'
}

/** The questions that were answered with no; optional ones when they are asked for. */
export function missingOf(rights: readonly JudgedRight[], withOptional = false): readonly Question[] {
  const refused = (some: readonly JudgedRight[]) => some.filter(({access}) => access === 'no')
  const [least = []] = requiredRights(rights)
    .map(refused)
    .sort((left, right) => left.length - right.length)
  return refused(rights)
    .filter((right) => (right.optional ? withOptional : least.includes(right)))
    .map(({question}) => question)
}

/** What is to be done where rights depend on something that was not named. */
export const dependenceNotes: Readonly<Record<Dependence, string>> = {
  resource: 'rights on the resource that is typed are left out: name one behind the command',
  files: 'the rights depend on the objects in the files: name their kinds behind the command',
}

const tones = {yes: 'good', no: 'bad', unknown: 'warn'} as const

export const explanationView: View<Explanation> = {
  kind: 'AccessExplanation',
  blocks: (model): Block[] => {
    const {subject, user, namespace, rights, dependsOn, refusal} = model
    const rows = joined(rights)
    return [
      {
        type: 'fields',
        rows: [
          {label: 'For', value: subject},
          {label: 'User', value: user ?? '<unknown>'},
          {label: 'Namespace', value: namespace ?? '<all>'},
          {label: 'Access', value: accessOf(model), tone: tones[accessOf(model)]},
          ...(dependsOn === 'files' ? [{label: 'Depends on', value: 'the objects in the files'}] : []),
          ...(refusal ? policyRows(refusal) : []),
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
    ...(model.dependsOn === undefined ? {} : {dependsOn: model.dependsOn}),
    ...(model.refusal === undefined ? {} : {policy: model.refusal}),
  }),
}

const policyRows = ({origin, message, contact}: Refusal) => [
  {label: 'Policy', value: `${origin}: ${message}`, tone: 'bad' as const},
  ...(contact === undefined ? [] : [{label: 'Whom to ask', value: contact}]),
]

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
