import type {Need} from '@ome/sdk/need'

/** One request to the API server: its method, and its path with the query. */
export interface Request {
  readonly method: string
  readonly path: string
  /** Status of the answer: an apply that made the object (201) needed the right to create it too. */
  readonly status?: number
}

/** A request in the words of a Kubernetes PolicyRule. */
export interface Access {
  readonly verb: string
  readonly group: string
  /** Plural, with the subresource as `pods/log`. */
  readonly resource: string
}

export interface RightsUse {
  /** Accesses that no need covers, each once, as `verb resource.group`. */
  readonly undeclared: readonly string[]
  /** Rights of needs that are not optional and that no request used. */
  readonly unused: readonly string[]
}

/** Compares what a command asked of the cluster with the rights it declares. Discovery and access reviews need none. */
export function compareRights(needs: readonly Need[], requests: readonly Request[]): RightsUse {
  const used = new Set(requests.flatMap(usedRights))
  const declared = new Set(needs.flatMap(rightsOf))
  const required = new Set(needs.filter(({optional}) => !optional).flatMap(rightsOf))
  return {
    undeclared: [...used].filter((right) => !declared.has(right)).sort(),
    unused: [...required].filter((right) => !used.has(right)).sort(),
  }
}

/** What a request asks for, by the rules of the API server; undefined where no resource is named, or anybody may. */
export function accessOf({method, path}: Request): Access | undefined {
  const url = new URL(path, 'http://server')
  const [root, ...parts] = url.pathname.split('/').slice(1)
  if (root !== 'api' && root !== 'apis') return undefined
  const group = root === 'api' ? '' : (parts[0] ?? '')
  const rest = parts.slice(root === 'api' ? 1 : 2)
  const inside = rest[0] === 'namespaces' && rest.length > 2 && rest[2] !== 'status' ? rest.slice(2) : rest
  const [plural, name, subresource] = inside
  if (plural === undefined || group === 'authorization.k8s.io') return undefined
  return {
    verb: verbOf(method, name !== undefined, url.searchParams.get('watch')),
    group,
    resource: subresource === undefined ? plural : `${plural}/${subresource}`,
  }
}

function verbOf(method: string, named: boolean, watch: string | null): string {
  if (method === 'POST') return 'create'
  if (method === 'PUT') return 'update'
  if (method === 'PATCH') return 'patch'
  if (method === 'DELETE') return named ? 'delete' : 'deletecollection'
  if (watch === 'true' || watch === '1') return 'watch'
  return named ? 'get' : 'list'
}

const text = ({verb, resource, group}: Access): string => `${verb} ${resource}${group === '' ? '' : `.${group}`}`

function usedRights(request: Request): readonly string[] {
  const access = accessOf(request)
  if (access === undefined) return []
  const created = request.method === 'PATCH' && request.status === 201
  return [text(access), ...(created ? [text({...access, verb: 'create'})] : [])]
}

const rightsOf = ({apiGroups, resources, verbs}: Need): readonly string[] =>
  apiGroups.flatMap((group) => resources.flatMap((resource) => verbs.map((verb) => text({verb, resource, group}))))
