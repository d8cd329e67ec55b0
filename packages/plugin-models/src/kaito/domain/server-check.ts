import type {Node} from '@ome/inference-model/node'
import {annotation, workspaceDraft} from '@ome/kaito/draft'
import {chooseNodes} from '@ome/kaito/node-selector'
import {provisions} from '@ome/kaito/operator-profile'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import type {Market, Rule, Verdict, VerdictQuestion} from './verdict.ts'

/** The API server with KAITO's webhooks, asked without anything being created. */
export interface Admission {
  nodes(): Promise<readonly Node[]>
  /** Why it would not take the object, in its own words; undefined when it would. */
  refuses(draft: KubeObject): Promise<string | undefined>
}

/** What the admission of the cluster says of a Workspace that serves the model. Throws `usage` where nothing can be drafted. */
export async function serverRule(
  server: Admission,
  {profile}: Pick<Market, 'profile'>,
  {
    verdict,
    question,
    namespace,
  }: {readonly verdict: Verdict; readonly question: VerdictQuestion; readonly namespace: string},
): Promise<Rule> {
  if (question.method !== undefined)
    throw new OmeError('usage', '--admission is about serving: a training needs its data and its output', [
      'try it as a whole: ome tune start NAME ... --dry-run=server',
    ])
  const name = 'ome-validate'
  const nodes = provisions(profile) ? [] : await server.nodes()
  const {matchLabels} = chooseNodes(profile, name, {}, nodes)
  const instanceType = provisions(profile) ? typeOf(verdict, question) : undefined
  const refused = await server.refuses(
    workspaceDraft({
      name,
      namespace,
      ...(question.runtime && {annotations: {[annotation.runtime]: question.runtime}}),
      place: {matchLabels, ...(instanceType !== undefined && {instanceType})},
      inference: {preset: verdict.model.preset},
    }),
  )
  const on = instanceType === undefined ? 'on nodes of its own' : `on ${instanceType}`
  return {
    rule: 'server',
    result: refused === undefined ? 'ok' : 'fail',
    detail:
      refused ?? `the admission of KAITO${profile.version === undefined ? '' : ` ${profile.version}`} takes it ${on}`,
  }
}

function typeOf({rows}: Verdict, {instanceType}: VerdictQuestion): string {
  const type = instanceType ?? rows[0]?.instance.instanceType
  if (type !== undefined) return type
  throw new OmeError('usage', '--admission needs a machine, and none is known to hold the model', [
    'name one: --instance-type TYPE',
  ])
}
