import type {Context, TypedLine} from '@ome/sdk/context'
import type {OmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import type {Need} from '@ome/sdk/need'
import {accessStore} from './access-store.ts'
import {callerFolder} from './caller-folder.ts'
import {shellWord} from './connection-words.ts'
import {forbiddenQuestion, refusedQuestion} from './forbidden.ts'
import {hasNoun} from './has-noun.ts'
import {explainWords, rightsError, type Scene} from './refusals.ts'
import type {Question} from './reviews.ts'
import {nounsOf, questionKey, type Right, resourceText, rightsOf} from './rights.ts'
import type {RunningCommand} from './running-command.ts'
import {sceneOf} from './take-off.ts'

interface Refused {
  readonly command: RunningCommand
  readonly line: TypedLine
  readonly kube: KubeClient
  readonly context: Pick<Context, 'namespace' | 'now'>
}

/** A server's refusal in the words of the preflight; refusals by others than its authorizer stay as they are. */
export async function explainForbidden(error: OmeError, {command, line, kube, context}: Refused): Promise<OmeError> {
  const first = forbiddenQuestion(error)
  if (first === undefined) return error
  const {missing, others} = refusedIn(error, first)
  if (kube.caller !== undefined)
    for (const question of missing) remember(callerFolder(command.cache, kube.caller), question, context.now)
  const {needs = [], completions} = command.manifest() ?? {}
  const ran = await sceneOf(command, line, context)
  const nouns = hasNoun({needs}) ? await nounsOf(line.operands, completions, kube) : []
  const scene = {...ran, namespace: missing.find(({namespace}) => namespace !== undefined)?.namespace ?? ran.namespace}
  const rights = missing.map((question) => declared(rightsOf(needs, question.namespace, nouns), question))
  return rightsError(scene, {
    missing,
    unsent: false,
    optional: rights.some((right) => right?.optional),
    cause: error,
    ...(rights.every((right) => right !== undefined) ? {} : {role: roleWords(scene, missing, needs)}),
    also: {lines: others, hints: error.hints},
  })
}

/** A command that tries several things says all that was refused, a line each. */
function refusedIn({message}: OmeError, first: Question): {missing: readonly Question[]; others: readonly string[]} {
  const lines = message.split('\n').map((text) => ({text, question: refusedQuestion(text)}))
  const found = lines.flatMap(({question}) => (question ? [question] : []))
  if (found.length === 0) return {missing: [first], others: []}
  const unique = new Map(found.map((question) => [`${question.namespace ?? ''} ${questionKey(question)}`, question]))
  return {missing: [...unique.values()], others: lines.flatMap(({text, question}) => (question ? [] : [text]))}
}

const declared = (rights: readonly Right[], question: Question): Right | undefined =>
  rights.find((right) => questionKey(right.question) === questionKey(question))

/** What prints a Role with rights that depend on files, or that the command did not declare. */
function roleWords(scene: Scene, missing: readonly Question[], needs: readonly Need[]): string {
  const byFiles = needs.filter(({resources}) => resources.includes('{manifest}'))
  const [fitting] = missing.map(({verb}) => byFiles.filter(({verbs}) => verbs.includes(verb)))
  const kinds = [...new Set(missing.map(resourceText))].join(',')
  const areKnown = missing.every(
    ({verb, subresource}) => subresource === undefined && byFiles.some(({verbs}) => verbs.includes(verb)),
  )
  if (areKnown && fitting) {
    const isOptional = fitting.every(({optional}) => optional)
    return `${explainWords({...scene, command: `${scene.command} ${kinds}`}, isOptional)} -o yaml`
  }
  const verbs = [...new Set(missing.map(({verb}) => verb))].join(',')
  const isRole = missing.every(({namespace}) => namespace !== undefined)
  const name = `ome-${scene.command.toLowerCase().replaceAll(/[^a-z0-9.]+/g, '-')}`
  return [
    `kubectl create ${isRole ? 'role' : 'clusterrole'} ${name} --verb=${verbs} --resource=${shellWord(kinds)}`,
    ...(isRole && scene.namespace !== undefined ? [`-n ${scene.namespace}`] : []),
    '--dry-run=client -o yaml',
  ].join(' ')
}

/** The server knows better than what was remembered. */
function remember(folder: string, question: Question, now: () => Date): void {
  const store = accessStore(folder, now)
  const known = store.load(question.namespace)
  const before = known ?? {readAt: now().getTime(), incomplete: true, answers: {}}
  store.save(question.namespace, {...before, answers: {...before.answers, [questionKey(question)]: 'no'}})
}
