import {parseQuantity} from '@ome/capacity/quantity'
import {inVersion, type KnownKind, knownKinds} from '@ome/kinds/known-kinds'
import type {Cause} from '@ome/kinds/validation/cause'
import {type Cel, loadCel} from '@ome/kinds/validation/cel/engine'
import {hasRules, ruleCheck} from '@ome/kinds/validation/cel/rules'
import {applyDefaults} from '@ome/kinds/validation/defaults'
import {asObject} from '@ome/kinds/validation/json'
import {prune} from '@ome/kinds/validation/prune'
import {validateSchema} from '@ome/kinds/validation/validate'
import type {KubeObject} from '@ome/sdk/kube'
import type {Manifest} from '@ome/sdk/manifest'

/** What one form of a kind has against an object. */
export interface SchemaReport {
  readonly form: KnownKind
  readonly problems: readonly {readonly rule: 'schema' | 'cel'; readonly message: string}[]
}

/** Checks objects as an API server does on their way in: unknown fields, types, limits, rules in CEL. */
export type SchemaCheck = (object: KubeObject) => Promise<readonly SchemaReport[]>

/** A check that knows Kubernetes, the stacks, and what the manifests define themselves; empty for other kinds. */
export function schemaCheck(manifests: readonly Manifest[]): SchemaCheck {
  const defined = manifests.map(({object}) => object).filter(({kind}) => kind === 'CustomResourceDefinition')
  let cel: Promise<Cel> | undefined
  return async (object) => {
    const own = formsIn(defined, object)
    const forms = own.length > 0 ? own : knownKinds(object.apiVersion, object.kind)
    if (forms.some(({schema}) => hasRules(schema))) cel ??= loadCel({parseQuantity})
    const engine = await cel
    return forms.map((form) => ({form, problems: problemsOf(object, form, engine)}))
  }
}

function formsIn(definitions: readonly KubeObject[], {apiVersion, kind}: KubeObject): readonly KnownKind[] {
  const [version = '', group = ''] = apiVersion.split('/').reverse()
  const found = definitions.find(({spec}) => spec?.group === group && spec?.names?.kind === kind)
  return found && Array.isArray(found['spec'].versions) ? inVersion({spec: found['spec']}, version) : []
}

function problemsOf(object: KubeObject, {schema}: KnownKind, cel: Cel | undefined): SchemaReport['problems'] {
  const {status: _status, ...written} = object
  const unknown: string[] = []
  const known = applyDefaults(prune(asObject(written), schema, unknown), schema)
  const broken = new Set<Cause>()
  const check = cel && ruleCheck(cel)
  const causes = validateSchema(known, undefined, schema, (...node) => {
    const found = check?.(...node) ?? []
    for (const cause of found) broken.add(cause)
    return found
  })
  return [
    ...unknown.map((path) => ({rule: 'schema' as const, message: `unknown field "${path}"`})),
    ...causes.map((cause) => ({
      rule: broken.has(cause) ? ('cel' as const) : ('schema' as const),
      message: told(cause),
    })),
  ]
}

/** The texts of a server name the field already where it makes them clearer. */
const told = ({field, message}: Cause): string => (field === '<nil>' ? message : `${field}: ${message}`)
