import {type Call, type Definition, type Parameter, parametersOf} from './definition.ts'

/**
 * Who makes a call. A person may use what a person may type; a `model` (also the client of a tool server) gets neither
 * addresses nor files nor another cluster, because what it writes may come from a log line or a model card.
 */
export type Caller = 'person' | 'model'

/** A command as it may be called, with the parameters that may be given. */
export interface Offer {
  readonly caller: Caller
  readonly definition: Definition
  readonly operands: readonly Parameter[]
  readonly flags: readonly Parameter[]
}

/** Commands that are for people alone: they change this tool or this machine, hold a terminal, or would call themselves. */
const ownTopics = new Set(
  'ai interactive mcp alias auth command completion doctor personality plugin registry sandbox version'.split(' '),
)
const forPeople = new Set([
  ...[
    'cluster connect',
    'cluster use',
    'grove tui',
    'kf shell',
    'kf run',
    'kf notebook open',
    'kf use',
    'console',
    'chat',
    'exec',
    'port-forward',
  ],
  ...['config edit', 'config get', 'config path', 'config set', 'config unset', 'config view'],
])
/** They write files on this machine. */
const writesFiles = new Set(['backup', 'export', 'grove diagnostics', 'cost record', 'rag backup'])

/** Flags that say how a command behaves; whoever runs it sets them. */
const conduct = new Set(
  'yes dry-run diff output json quiet watch follow interactive wait timeout interval poll-interval skip-preflight include-secrets'.split(
    ' ',
  ),
)
const overriding = /^(force(-.*)?|take-over|overwrite|read-only|no-gates|skip-gates|replace)$/
const addressNames =
  /(^|-)(url|uri|file|filename|files|dir|path|header|webhook|endpoint|prometheus|repo|via|kustomize|dataset|trace|prices)$/
const addressValues = /\b(FILE|DIR|PATH|URL)\b|^https?:/

const isConnection = ({global, name}: Parameter): boolean => global === true || name === 'cluster'

/** Whether its value is a file of this machine or an address that something is sent to or read from. */
const isPlace = ({name, helpValue, files}: Parameter): boolean =>
  files === true || addressNames.test(name) || addressValues.test(helpValue ?? '')

/** What the caller may call, in the order of the definitions. */
export const offersTo = (caller: Caller, definitions: readonly Definition[]): readonly Offer[] =>
  definitions.flatMap((definition) => offerTo(caller, definition) ?? [])

function offerTo(caller: Caller, definition: Definition): Offer | undefined {
  const {words, risk} = definition
  if (risk === 'admin') return undefined
  const parameters = parametersOf(definition).filter((parameter) => !isConnection(parameter))
  const isOperand = (parameter: Parameter): boolean => definition.operands.includes(parameter)
  const split = (left: readonly Parameter[]): Offer => ({
    caller,
    definition,
    operands: left.filter(isOperand),
    flags: left.filter((parameter) => !isOperand(parameter)),
  })
  if (caller === 'person') return split(parameters.filter(({name}) => name !== 'yes' && name !== 'dry-run'))
  const [topic = ''] = words.split(' ')
  if (ownTopics.has(topic) || forPeople.has(words) || writesFiles.has(words)) return undefined
  const left = parameters.filter(
    (parameter) =>
      !parameter.hidden && !conduct.has(parameter.name) && !overriding.test(parameter.name) && !isPlace(parameter),
  )
  const leftNames = new Set(left.map(({name}) => name))
  const isWhole = definition.operands.every(({required, name}) => !required || leftNames.has(name))
  return isWhole ? split(left) : undefined
}

/** `read` changes nothing, `write` is shown and confirmed first, `destructive` is confirmed by typing a name. */
export type Effect = 'read' | 'write' | 'destructive'

const looks = new Set(['get', 'list', 'watch'])

/**
 * What a call does. For a model a command that reads but sends something into the cluster (a question, load, a Job) is
 * a write: it runs after a yes.
 */
export function effectOf({caller, definition: {risk, needs, flags}}: Offer, {input}: Call): Effect {
  if (risk === 'destructive') return 'destructive'
  const changesOnlyWith = flags.find(({name, type}) => name === 'apply' && type === 'boolean')
  if (risk === 'write' && changesOnlyWith && input['apply'] !== true) return 'read'
  if (risk !== 'read') return 'write'
  if (caller === 'person') return 'read'
  const onlyLooks = needs.every(
    ({verbs, resources}) => verbs.every((verb) => looks.has(verb)) || resources.every((name) => /reviews$/.test(name)),
  )
  return onlyLooks ? 'read' : 'write'
}
