import {fields} from '@ome/capacity/fields'
import type {Clique, SetTemplate, Sha256} from './grove-objects.ts'
import {restartedAt} from './labels.ts'

/**
 * Names a template by what makes pods out of date: labels, annotations, pod spec and priority of each clique. Numbers of
 * replicas, what servers fill in, and the mark of a restart do not count. The operator's own hash is another one: it is
 * read and never computed.
 */
export const templateDigest = ({cliques, priorityClassName}: SetTemplate, sha256: Sha256): string =>
  sha256(canonical({cliques: cliques.map(digested), priorityClassName: priorityClassName ?? ''}))

const digested = ({name, labels, annotations, spec}: Clique): unknown => ({
  name,
  labels: labels ?? {},
  annotations: Object.fromEntries(Object.entries(annotations ?? {}).filter(([key]) => key !== restartedAt)),
  podSpec: withoutDefaults(spec.podSpec),
})

/** A template as revisions keep it: as somebody would have written it. */
export const normalTemplate = (template: SetTemplate): SetTemplate => ({
  ...template,
  cliques: template.cliques.map(({annotations, ...clique}) => {
    const {[restartedAt]: _restarted, ...kept} = annotations ?? {}
    return {
      ...clique,
      ...(Object.keys(kept).length > 0 && {annotations: kept}),
      spec: {...clique.spec, podSpec: withoutDefaults(clique.spec.podSpec)},
    }
  }),
})

/** What Grove's webhook and the schema of its CRDs fill in. Source: `internal/webhook/admission/pcs/defaulting`. */
const filledIn: Readonly<Record<string, unknown>> = {restartPolicy: 'Always', terminationGracePeriodSeconds: 30}

function withoutDefaults<Spec extends object>(podSpec: Spec): Spec {
  const kept = Object.entries(podSpec).filter(([key, value]) => filledIn[key] !== value)
  return withoutProtocol(Object.fromEntries(kept)) as Spec
}

/** Ports are TCP unless they say otherwise. */
function withoutProtocol(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((entry) => withoutProtocol(key === 'ports' ? portOf(entry) : entry))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withoutProtocol(part, name)]))
}

function portOf(entry: unknown): unknown {
  const {protocol, ...port} = fields(entry)
  return protocol === 'TCP' || protocol === undefined ? port : {...port, protocol}
}

/** JSON with sorted keys and no blanks; keys without a value are left out. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null)
  const entries = Object.entries(value).filter(([, part]) => part !== undefined)
  const sorted = entries.sort(([left], [right]) => (left < right ? -1 : 1))
  return `{${sorted.map(([key, part]) => `${JSON.stringify(key)}:${canonical(part)}`).join(',')}}`
}
