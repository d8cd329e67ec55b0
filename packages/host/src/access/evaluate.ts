import {isOmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import type {AccessStore, KnownAccess} from './access-store.ts'
import {coverage} from './coverage.ts'
import {type Answer, askAccess, askRules, type Question} from './reviews.ts'
import {questionKey} from './rights.ts'

/** How many reviews are under way at once. */
const atOnce = 10

export interface Evaluation {
  readonly kube: KubeClient
  readonly store: AccessStore
  readonly now: () => Date
  /** Names typed on the command line, for rules about some objects only. */
  readonly names?: ReadonlySet<string>
}

/**
 * What the person may do, an answer per question. Questions about a namespace are matched against its rules; questions
 * about the cluster, and what an incomplete list of rules does not cover, are asked one by one. `unknown` is what
 * nobody could answer.
 *
 * @param trust what is taken without asking: everything that is known, what is known to be allowed, or nothing.
 */
export async function evaluate(
  questions: readonly Question[],
  given: Evaluation,
  trust: 'known' | 'allowed' | 'nothing',
): Promise<readonly Answer[]> {
  const unique = new Map(questions.map((question) => [fullKey(question), question]))
  const answers = new Map<string, Answer>()
  const places = new Set(questions.map(({namespace}) => namespace))
  await Promise.all(
    [...places].map(async (place) => {
      const here = [...unique.values()].filter(({namespace}) => namespace === place)
      const known = trust === 'nothing' ? undefined : given.store.load(place)
      const first = here.map((question) => known && fromKnown(known, question, given.names))
      const open = here.filter((_, at) => !(first[at] === 'yes' || (trust === 'known' && first[at] !== undefined)))
      const asked = open.length > 0 ? await askPlace(place, open, given) : new Map<Question, Answer>()
      for (const [at, question] of here.entries())
        answers.set(fullKey(question), asked.get(question) ?? first[at] ?? 'unknown')
    }),
  )
  return questions.map((question) => answers.get(fullKey(question)) ?? 'unknown')
}

const fullKey = (question: Question): string => `${question.namespace ?? '~'} ${questionKey(question)}`

/** What is known without asking; undefined where it was never asked. */
export function fromKnown(
  {rules, incomplete, answers}: KnownAccess,
  question: Question,
  names?: ReadonlySet<string>,
): Answer | undefined {
  const single = answers[questionKey(question)]
  if (single !== undefined) return single
  if (rules === undefined) return undefined
  const answer = coverage(rules, question, names)
  return answer === 'no' && incomplete ? undefined : answer
}

async function askPlace(
  namespace: string | undefined,
  questions: readonly Question[],
  {kube, store, now, names}: Evaluation,
): Promise<ReadonlyMap<Question, Answer>> {
  const listed = namespace === undefined ? undefined : await settled(askRules(kube, namespace))
  const fresh: KnownAccess = {
    readAt: now().getTime(),
    ...(listed ? {rules: listed.rules} : {}),
    incomplete: listed?.incomplete ?? true,
    answers: {},
  }
  const byRules = questions.map((question) => fromKnown(fresh, question, names))
  const open = questions.filter((_, at) => byRules[at] === undefined)
  const single = await askEach(kube, open)
  const answers = Object.fromEntries(
    open.flatMap((question, at) =>
      single[at] === undefined || single[at] === 'unknown' ? [] : [[questionKey(question), single[at]]],
    ),
  )
  // A complete list of rules is all there is to know. Single answers are kept together until the oldest one expires.
  const before = fresh.incomplete ? store.load(namespace) : undefined
  if (listed || Object.keys(answers).length > 0)
    store.save(namespace, {
      ...fresh,
      readAt: before?.readAt ?? fresh.readAt,
      answers: {...before?.answers, ...answers},
    })
  return new Map(
    questions.map((question, at) => [question, byRules[at] ?? answers[questionKey(question)] ?? 'unknown']),
  )
}

async function askEach(kube: KubeClient, questions: readonly Question[]): Promise<readonly (Answer | undefined)[]> {
  const answers: (Answer | undefined)[] = []
  for (let at = 0; at < questions.length; at += atOnce) {
    const some = questions.slice(at, at + atOnce)
    answers.push(...(await Promise.all(some.map((question) => settled(askAccess(kube, question))))))
  }
  return answers
}

/** A review that fails leaves the question open: the server itself has the last word anyway. */
async function settled<Value>(asking: Promise<Value>): Promise<Value | undefined> {
  try {
    return await asking
  } catch (error) {
    if (isOmeError(error) && error.kind !== 'cancelled') return undefined
    throw error
  }
}
