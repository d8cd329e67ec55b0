import {OmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import type {View} from '@ome/sdk/view'
import {type Answer, askAccess, type Question} from './reviews.ts'
import {questionText} from './rights.ts'

/** How many reviews are under way at once. */
const atOnce = 10

/** Verbs of the API (k8s.io/kubernetes, rbac and the verbs of virtual resources), as kubectl knows them. */
const apiVerbs: ReadonlySet<string> = new Set([
  'get',
  'list',
  'watch',
  'create',
  'update',
  'patch',
  'delete',
  'deletecollection',
  'use',
  'bind',
  'impersonate',
  'escalate',
  'approve',
  'sign',
  'attest',
  '*',
])

export const isVerb = (word: string): boolean => apiVerbs.has(word)

/** The review for `VERB RESOURCE [NAME]` in kubectl's words: `get pods`, `pods/log`, `deployments.apps`, `*`. */
export async function questionOf(
  kube: KubeClient,
  typed: {verb: string; resource: string; name?: string | undefined; namespace?: string | undefined},
): Promise<Question> {
  const [word = '', subresource] = typed.resource.split('/')
  const named = {verb: typed.verb, ...(subresource ? {subresource} : {}), ...(typed.name ? {name: typed.name} : {})}
  if (word === '*') return {...named, group: '*', resource: '*', ...within(typed.namespace)}
  const found = await kube.resolve(word)
  if (!found)
    throw new OmeError('not-found', `the cluster has no resource type "${word}"`, ['list them: kubectl api-resources'])
  return {...named, group: found.group, resource: found.plural, ...(found.namespaced ? within(typed.namespace) : {})}
}

const within = (namespace: string | undefined): {namespace?: string} => (namespace === undefined ? {} : {namespace})

export interface Verdict {
  readonly answer: Answer
  /** What is not granted, as `patch pods/log`. */
  readonly missing: readonly string[]
}

export const verdictView: View<Verdict> = {
  kind: 'AccessVerdict',
  blocks: ({answer}) => [{type: 'text', text: answer}],
}

/** `yes` when all are granted, `no` when one is refused, else `unknown`. */
export async function askAll(kube: KubeClient, questions: readonly Question[]): Promise<Verdict> {
  const answers: Answer[] = []
  for (let at = 0; at < questions.length; at += atOnce) {
    answers.push(...(await Promise.all(questions.slice(at, at + atOnce).map((question) => askAccess(kube, question)))))
  }
  const missing = questions.filter((_, at) => answers[at] !== 'yes').map(questionText)
  return {answer: answers.includes('no') ? 'no' : answers.includes('unknown') ? 'unknown' : 'yes', missing}
}
