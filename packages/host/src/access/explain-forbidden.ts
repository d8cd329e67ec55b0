import type {Context, TypedLine} from '@ome/sdk/context'
import type {OmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import {accessStore} from './access-store.ts'
import {callerFolder} from './caller-folder.ts'
import {forbiddenQuestion} from './forbidden.ts'
import {hasNoun} from './has-noun.ts'
import {rightsError} from './refusals.ts'
import type {Question} from './reviews.ts'
import {nounsOf, questionKey, rightsOf} from './rights.ts'
import type {RunningCommand} from './running-command.ts'
import {sceneOf} from './take-off.ts'

interface Refused {
  readonly command: RunningCommand
  readonly line: TypedLine
  readonly kube: KubeClient
  readonly context: Pick<Context, 'namespace' | 'now'>
}

/** A server's refusal in the words of the preflight, where the command declares the right; other errors stay as they are. */
export async function explainForbidden(error: OmeError, {command, line, kube, context}: Refused): Promise<OmeError> {
  const question = forbiddenQuestion(error)
  if (question === undefined) return error
  if (kube.caller !== undefined) remember(callerFolder(command.cache, kube.caller), question, context.now)
  const {needs = [], completions} = command.manifest() ?? {}
  const scene = await sceneOf(command, line, context)
  const nouns = hasNoun({needs}) ? await nounsOf(line.operands, completions, kube) : []
  const right = rightsOf(needs, question.namespace, nouns).find(
    (one) => questionKey(one.question) === questionKey(question),
  )
  if (right === undefined) return error
  const namespace = question.namespace ?? scene.namespace
  return rightsError(
    {...scene, namespace},
    {missing: [question], unsent: false, optional: right.optional, cause: error},
  )
}

/** The server knows better than what was remembered. */
function remember(folder: string, question: Question, now: () => Date): void {
  const store = accessStore(folder, now)
  const known = store.load(question.namespace)
  const before = known ?? {readAt: now().getTime(), incomplete: true, answers: {}}
  store.save(question.namespace, {...before, answers: {...before.answers, [questionKey(question)]: 'no'}})
}
