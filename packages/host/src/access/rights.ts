import type {KubeClient} from '@ome/sdk/kube'
import type {Completions, Need} from '@ome/sdk/need'
import type {Question} from './reviews.ts'

/** What a typed word stands for. */
export interface Noun {
  readonly group: string
  readonly plural: string
  readonly namespaced: boolean
}

/** One right of a command: what would be asked, and why the command wants it. */
export interface Right {
  readonly question: Question
  readonly optional: boolean
  readonly why: string
  /** Ways of doing the work that take it; absent: every one. */
  readonly ways?: readonly string[]
}

/**
 * The rights that needs come to in a namespace (absent: all of them). `{noun}` becomes the nouns that were typed, and
 * nothing where none was; a right of a noun without namespaces is asked for the whole cluster.
 */
export function rightsOf(
  needs: readonly Need[],
  namespace: string | undefined,
  nouns: readonly Noun[] = [],
): readonly Right[] {
  const rights = needs.flatMap((need) =>
    questionsOf(need, namespace, nouns).map((question) => ({
      question,
      optional: need.optional === true,
      why: need.why,
      ...(need.way === undefined ? {} : {ways: [need.way]}),
    })),
  )
  const seen = new Map<string, Right>()
  for (const right of rights) {
    const key = questionKey(right.question)
    const known = seen.get(key)
    if (!known || (known.optional && !right.optional)) seen.set(key, right)
    else if (known.optional === right.optional) seen.set(key, both(known, right))
  }
  return [...seen.values()]
}

/**
 * What of the needs counts for what was typed: where a flag names a way, no other; a way that a flag alone calls does
 * not count where it was not typed and there is another.
 */
export function needsTyped(needs: readonly Need[], flags: Readonly<Record<string, unknown>>): readonly Need[] {
  const isTyped = (way: string): boolean => {
    const {flag, value} = calledBy(way) ?? {}
    if (flag === undefined) return false
    return value === undefined ? flags[flag] !== undefined && flags[flag] !== false : flags[flag] === value
  }
  const ways = [...new Set(needs.flatMap(({way}) => (way === undefined ? [] : [way])))]
  const typed = ways.find(isTyped)
  const rest = ways.filter((way) => calledBy(way)?.value !== undefined || calledBy(way) === undefined)
  const open = typed === undefined ? (rest.length > 0 ? rest : ways) : [typed]
  return needs.filter(({way}) => way === undefined || open.includes(way))
}

function calledBy(way: string): {readonly flag: string; readonly value?: string} | undefined {
  const [, flag, value] = /^--([a-z-]+)(?: (.+))?$/.exec(way) ?? []
  return flag === undefined ? undefined : {flag, ...(value !== undefined && {value})}
}

/** A right that two needs ask for. */
function both({ways, ...known}: Right, other: Right): Right {
  return ways && other.ways ? {...known, ways: [...new Set([...ways, ...other.ways])]} : known
}

/** The rights that a command cannot do without, for each way of doing its work: it needs all of one of these lists. */
export function requiredRights<Item extends Pick<Right, 'optional' | 'ways'>>(
  rights: readonly Item[],
): readonly (readonly Item[])[] {
  const required = rights.filter(({optional}) => !optional)
  const ways = new Set(required.flatMap((right) => right.ways ?? []))
  if (ways.size === 0) return [required]
  return [...ways].map((way) => required.filter((right) => right.ways?.includes(way) ?? true))
}

function questionsOf(need: Need, namespace: string | undefined, nouns: readonly Noun[]): readonly Question[] {
  const within = need.scope === 'namespace' && namespace !== undefined ? {namespace} : {}
  return need.resources.flatMap((word) => {
    const [resource = '', subresource] = word.split('/')
    if (resource === '{manifest}') return []
    const targets =
      resource === '{noun}'
        ? nouns.map(({group, plural, namespaced}) => ({group, resource: plural, within: namespaced ? within : {}}))
        : need.apiGroups.map((group) => ({group, resource, within}))
    return targets.flatMap((target) =>
      need.verbs.flatMap((verb) =>
        (need.resourceNames ?? [undefined]).map(
          (name): Question => ({
            verb,
            group: target.group,
            resource: target.resource,
            ...(subresource === undefined ? {} : {subresource}),
            ...(name === undefined ? {} : {name}),
            ...target.within,
          }),
        ),
      ),
    )
  })
}

/** Tells questions apart, whatever namespace they are about. */
export const questionKey = ({verb, group, resource, subresource = '', name = ''}: Question): string =>
  [verb, group, resource, subresource, name].join(' ')

/** `deployments.apps/scale`, as error messages of Kubernetes have it. */
export function resourceText({group, resource, subresource, name}: Question): string {
  const plural = group === '' ? resource : `${resource}.${group}`
  return `${subresource ? `${plural}/${subresource}` : plural}${name ? ` "${name}"` : ''}`
}

export const questionText = (question: Question): string => `${question.verb} ${resourceText(question)}`

/** The resources that the operands of a command speak of; a word that stands for several of them is left out. */
export async function nounsOf(
  operands: readonly string[],
  completions: Completions | undefined,
  kube: Pick<KubeClient, 'resolve'>,
): Promise<readonly Noun[]> {
  const objects = Object.values(completions?.args ?? {}).flatMap((source) =>
    'object' in source ? [source.object] : [],
  )
  const found = await Promise.all(
    nounWords(operands).map(async (word) => {
      for (const {nouns, alias = {}} of objects) {
        const resources = nouns[alias[word] ?? word]
        if (resources) return resources.length === 1 ? await kube.resolve(resources[0] ?? '') : undefined
      }
      return kube.resolve(word)
    }),
  )
  return found.filter((resource) => resource !== undefined)
}

export function nounWords(operands: readonly string[]): readonly string[] {
  const slashed = operands.flatMap((word) => (word.includes('/') ? [word.split('/', 1)[0] ?? ''] : []))
  const words = slashed.length > 0 ? slashed : (operands[0]?.split(',') ?? [])
  return [...new Set(words)].filter(Boolean)
}

/** Names that the operands may be: what a rule for some objects only is compared with. */
export const namesOf = (operands: readonly string[]): ReadonlySet<string> =>
  new Set(operands.flatMap((word) => [word, word.slice(word.indexOf('/') + 1)]))
