import type {Need, ObjectWords} from '@ome/sdk/need'

/** One request to the API server: its method, and its path with the query. */
export interface Request {
  readonly method: string
  readonly path: string
  /** Status of the answer: an apply that made the object (201) needed the right to create it too. */
  readonly status?: number
  /** What the server knows of the resource; a request without it is not checked for what only the server knows. */
  readonly served?: ServedResource
}

export interface ServedResource {
  readonly namespaced: boolean
  /** All words it goes by: plural, plural.group, singular, short names, kind, categories. */
  readonly words: readonly string[]
}

/** A request in the words of a Kubernetes PolicyRule. */
export interface Access {
  readonly verb: string
  readonly group: string
  /** Plural, with the subresource as `pods/log`. */
  readonly resource: string
  readonly namespace?: string
  /** Name of the one object it is about, also where a list is narrowed to it. */
  readonly name?: string
}

/** What one run of a command asked of the cluster. */
export interface Run {
  readonly argv: readonly string[]
  /** Namespace of the context, before any flag. */
  readonly namespace: string
  readonly requests: Iterable<Request>
}

export interface Declared {
  readonly needs: readonly Need[]
  /** Nouns of the plugin, which `{noun}` may stand for beside the words of the server. */
  readonly nouns?: ObjectWords
}

export interface RightsUse {
  /** Accesses that no need covers, each once, as `verb resource.group`, with the namespace where it is a foreign one. */
  readonly undeclared: readonly string[]
  /** Rights of needs that are not optional and that no run used. */
  readonly unused: readonly string[]
}

/** Compares what runs of a command asked of the cluster with the rights it declares. Discovery and reviews of oneself need none. */
export function compareRights({needs, nouns}: Declared, runs: Iterable<Run>): RightsUse {
  const undeclared = new Set<string>()
  const rights = needs.filter(({optional}) => !optional).flatMap(rightsOf)
  const unused = new Set(rights)
  for (const run of runs) {
    const place = placeOf(run, nouns)
    for (const request of run.requests) {
      for (const access of accessesOf(request)) {
        const use = {access, request, place}
        if (!needs.some((need) => covers(need, use))) undeclared.add(shown(use))
        // A refused request shows nothing of what the right is good for.
        if (request.status === 403) continue
        for (const right of unused) if (covers(right, use) && reaches(right, use)) unused.delete(right)
      }
    }
  }
  return {undeclared: [...undeclared].sort(), unused: [...new Set([...unused].map(rightText))].sort()}
}

interface Use {
  readonly access: Access
  readonly request: Request
  readonly place: Place
}

/** Where a run works, by its command line. */
interface Place {
  readonly namespace: string
  readonly everywhere: boolean
  /** Every word typed, or undefined where a file says what it is about. */
  readonly words: ReadonlySet<string> | undefined
}

function placeOf({argv, namespace}: Run, nouns?: ObjectWords): Place {
  const typed = argv.slice(0, argv.includes('--') ? argv.indexOf('--') : argv.length)
  const at = typed.findIndex((word) => word === '-n' || word === '--namespace')
  const joined = typed.map((word) => /^(?:--namespace=|-n=?)(.+)$/.exec(word)?.[1]).find((found) => found !== undefined)
  const fromFile = typed.some((word) => /^(?:-f|--filename)/.test(word))
  const words = typed.flatMap((word) => word.toLowerCase().split(/[,/:]/)).flatMap((word) => [word, word.split('.')[0]])
  return {
    namespace: (at < 0 ? joined : typed[at + 1]) ?? namespace,
    everywhere: typed.includes('-A') || typed.includes('--all-namespaces'),
    words: fromFile ? undefined : new Set(words.flatMap((word = '') => [word, ...resourcesOf(word, nouns)])),
  }
}

const resourcesOf = (word: string, {nouns, alias = {}}: ObjectWords = {nouns: {}}): readonly string[] =>
  nouns[alias[word] ?? word] ?? []

/** RBAC's matching, and in whose namespace the right has to hold. */
function covers(need: Need, use: Use): boolean {
  const {access} = use
  const matches = need.resources.some((resource) => {
    const [noun, subresource] = resource.split('/')
    if (noun === '{manifest}') return true
    if (noun !== '{noun}') return resource === access.resource && need.apiGroups.includes(access.group)
    return isTyped(use) && subresource === access.resource.split('/')[1]
  })
  if (!matches || !need.verbs.includes(access.verb)) return false
  if (need.resourceNames && (access.name === undefined || !need.resourceNames.includes(access.name))) return false
  return (
    need.scope === 'cluster' ||
    isAtHome(use) ||
    need.resources.some((resource) => /^\{(noun|manifest)\}/.test(resource))
  )
}

const isTyped = ({place, request: {served}}: Use): boolean =>
  place.words === undefined || served === undefined || served.words.some((word) => place.words?.has(word))

function isAtHome({access, request, place}: Use): boolean {
  const {namespace} = access
  // A namespace may be part of an operand or lie in a file as well.
  if (namespace !== undefined)
    return place.everywhere || namespace === place.namespace || (place.words?.has(namespace) ?? true)
  return place.everywhere && request.served?.namespaced !== false
}

/** Whether a use shows that the right is needed as widely as it is declared. */
const reaches = ({scope, resources}: Need, use: Use): boolean =>
  scope === 'namespace' || resources[0]?.startsWith('{') === true || !isAtHome(use) || use.place.everywhere

const shown = (use: Use): string => {
  const {namespace} = use.access
  const where = isAtHome(use) || namespace === undefined ? '' : ` in namespace ${namespace}`
  return `${text(use.access)}${where}${!isAtHome(use) && namespace === undefined ? ' (scope cluster)' : ''}`
}

/** What a request asks for, by the rules of the API server; undefined where no resource is named, or anybody may. */
export function accessOf({method, path}: Request): Access | undefined {
  const url = new URL(path, 'http://server')
  const [root, ...parts] = url.pathname.split('/').slice(1)
  if (root !== 'api' && root !== 'apis') return undefined
  const group = root === 'api' ? '' : (parts[0] ?? '')
  const rest = parts.slice(root === 'api' ? 1 : 2).map(decodeURIComponent)
  const isInside = rest[0] === 'namespaces' && rest.length > 2 && rest[2] !== 'status' && rest[2] !== 'finalize'
  const [plural, name = selectedName(url), subresource] = isInside ? rest.slice(2) : rest
  if (plural === undefined || isReviewOfOneself(plural)) return undefined
  const isNamed = (isInside ? rest[3] : rest[1]) !== undefined
  return {
    verb: verbOf(method, isNamed, url.searchParams.get('watch')),
    group,
    resource: subresource === undefined ? plural : `${plural}/${subresource}`,
    ...(isInside && rest[1] !== undefined ? {namespace: rest[1]} : {}),
    ...(name === undefined ? {} : {name}),
  }
}

const isReviewOfOneself = (plural: string): boolean => /^selfsubject(?:access|rules)?reviews$/.test(plural)

const selectedName = (url: URL): string | undefined =>
  /(?:^|,)metadata\.name=([^,]+)/.exec(url.searchParams.get('fieldSelector') ?? '')?.[1]

function verbOf(method: string, named: boolean, watch: string | null): string {
  if (method === 'POST') return 'create'
  if (method === 'PUT') return 'update'
  if (method === 'PATCH') return 'patch'
  if (method === 'DELETE') return named ? 'delete' : 'deletecollection'
  if (watch === 'true' || watch === '1') return 'watch'
  return named ? 'get' : 'list'
}

function accessesOf(request: Request): readonly Access[] {
  const access = accessOf(request)
  if (access === undefined) return []
  // A stream asks for `create` in newer servers and for `get` in older ones.
  const isStream = /^pods\/(exec|attach|portforward)$/.test(access.resource)
  const created = isStream || (request.method === 'PATCH' && request.status === 201)
  return created ? [access, {...access, verb: 'create'}] : [access]
}

const text = ({verb, resource, group}: Access): string => `${verb} ${resource}${group === '' ? '' : `.${group}`}`

/** A need taken apart into needs of one right each. */
const rightsOf = (need: Need): readonly Need[] =>
  need.apiGroups.flatMap((group) =>
    need.resources.flatMap((resource) =>
      need.verbs.flatMap((verb) =>
        (need.resourceNames ?? [undefined]).map((name) => ({
          ...need,
          apiGroups: [group],
          resources: [resource],
          verbs: [verb],
          ...(name === undefined ? {} : {resourceNames: [name]}),
        })),
      ),
    ),
  )

function rightText({apiGroups, resources, verbs, scope, resourceNames}: Need): string {
  const [group = '', resource = '', verb = ''] = [apiGroups[0], resources[0], verbs[0]]
  const name = resourceNames?.[0] === undefined ? '' : ` "${resourceNames[0]}"`
  return `${text({verb, resource, group: group === '*' ? '' : group})}${name}${scope === 'cluster' ? ' (scope cluster)' : ''}`
}
