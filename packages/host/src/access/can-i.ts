import {OmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import type {Need} from '@ome/sdk/need'
import {type Answer, askAccess, type Question} from './reviews.ts'

/** How many reviews are under way at once. */
const atOnce = 10

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

/** All reviews that a command's rights come to. `noun` stands in for `{noun}`; what is optional is not asked. */
export function questionsOf(
  needs: readonly Need[],
  namespace: string | undefined,
  noun?: {readonly group: string; readonly plural: string},
): Question[] {
  return needs
    .filter(({optional}) => !optional)
    .flatMap(({apiGroups, resources, verbs, scope, resourceNames}) =>
      verbs.flatMap((verb) =>
        resources.flatMap((typed) => {
          const isNoun = typed.split('/')[0] === '{noun}'
          if (isNoun && !noun) return []
          const [resource = '', subresource] = (isNoun && noun ? typed.replace('{noun}', noun.plural) : typed).split(
            '/',
          )
          const groups = isNoun && noun ? [noun.group] : apiGroups
          return groups.flatMap((group) =>
            (resourceNames ?? [undefined]).map(
              (name): Question => ({
                verb,
                group,
                resource,
                ...(subresource ? {subresource} : {}),
                ...(name ? {name} : {}),
                ...(scope === 'namespace' ? within(namespace) : {}),
              }),
            ),
          )
        }),
      ),
    )
}

export interface Verdict {
  readonly answer: Answer
  /** What is not granted, as `patch pods/log`. */
  readonly missing: readonly string[]
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

function questionText({verb, group, resource, subresource}: Question): string {
  const name = group === '' ? resource : `${resource}.${group}`
  return `${verb} ${subresource ? `${name}/${subresource}` : name}`
}
