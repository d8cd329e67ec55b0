import {at, list, text} from '@ome/capacity/fields'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import {type Bundle, type BundleWriter, type Collected, type Manifest, mostBytes} from '../domain/bundle.ts'
import {type Answer, type EvidenceKind, type EvidenceSource, evidenceKinds} from '../domain/evidence.ts'
import {redactObject, redactText} from '../domain/redact.ts'
import {collectLogs, type LogsAsk} from './collect-logs.ts'
import {noSet} from './see-sets.ts'

export interface CollectBundle extends LogsAsk {
  readonly namespace: string
  readonly set?: string | undefined
  readonly operatorNamespace?: string | undefined
  readonly noLogs: boolean
  readonly tool: string
  readonly now: () => Date
  /** Objects as YAML. */
  readonly toYaml: (objects: readonly unknown[]) => string
  /** The text of `summary.txt`, from what was read. */
  readonly summary: (found: Found) => string
  /** Told as each step ends. */
  readonly onCollected: (collected: Collected) => void
}

/** Objects by folder and plural: `pods/pods`, `operator/pods`. */
export type Found = ReadonlyMap<string, readonly KubeObject[]>

export interface Collection {
  readonly source: EvidenceSource
  readonly writer: BundleWriter
}

/**
 * Collects everything, one thing after the other, and leaves out what may not be read. Throws `denied` where nothing
 * of the namespace may be. What was written is discarded then, and when the command is cancelled.
 */
export async function collectBundle({source, writer}: Collection, ask: CollectBundle): Promise<Omit<Bundle, 'path'>> {
  try {
    const operator = ask.operatorNamespace ?? (await source.operatorNamespace())
    const state = {
      redacted: 0,
      bytes: 0,
      collected: [] as Collected[],
      found: new Map<string, readonly KubeObject[]>(),
      answers: [] as Answer['status'][],
    }
    const note = (one: Collected): void => {
      state.collected.push(one)
      state.bytes += one.bytes
      ask.onCollected(one)
    }
    for (const kind of evidenceKinds) {
      const started = ask.now().getTime()
      const answer = await answerOf(source, kind, ask, operator)
      if (!answer) continue
      if (kind.scope === 'set' || kind.scope === 'namespace') state.answers.push(answer.status)
      const objects = kept(answer, kind, ask)
      refuseUnknown(answer, kind, objects, ask)
      state.found.set(`${kind.folder}/${kind.plural}`, objects)
      const written = await writeObjects(writer, kind, objects, ask)
      state.redacted += written.redacted
      note({...written.collected, ...outcomeOf(answer), ms: ask.now().getTime() - started})
    }
    if (state.answers.every((status) => status === 'denied' || status === 'absent'))
      throw allDenied(state.collected, ask)
    if (!ask.noLogs) {
      const room = mostBytes - state.bytes
      for await (const logs of collectLogs({source, writer}, state.found, {...ask, operator, room})) {
        state.redacted += logs.redacted
        note(logs.collected)
      }
    }
    const summary = redactText(ask.summary(state.found))
    state.redacted += summary.count
    await writer.write('summary.txt', summary.value)
    const manifest = await manifestOf(source, state, ask, operator)
    await writer.write('manifest.json', `${JSON.stringify(manifest, undefined, 2)}\n`)
    await writer.finish()
    return {...manifest, bytes: state.bytes}
  } catch (error) {
    await writer.discard()
    throw error
  }
}

async function answerOf(
  source: EvidenceSource,
  kind: EvidenceKind,
  {namespace, set}: CollectBundle,
  operator: string | undefined,
): Promise<Answer | undefined> {
  if (kind.scope !== 'operator') return await source.list(kind, {namespace, set})
  return operator === undefined ? undefined : await source.list(kind, {namespace: operator})
}

/** Of ConfigMaps the operator's own, of definitions and webhooks those of Grove, and of sets the one that is meant. */
function kept(answer: Answer, {plural, folder}: EvidenceKind, {set}: CollectBundle): readonly KubeObject[] {
  if (answer.status !== 'ok') return []
  const isOurs = ({metadata}: KubeObject): boolean => /grove|kai\.scheduler|run\.ai/.test(metadata.name)
  switch (plural) {
    case 'configmaps':
      return answer.objects.filter(({metadata}) => metadata.name.startsWith('grove-operator-cm-'))
    case 'customresourcedefinitions':
      return answer.objects.filter(isOurs).map(definitionOf)
    case 'validatingwebhookconfigurations':
    case 'mutatingwebhookconfigurations':
      return answer.objects.filter(isOurs)
    case 'podcliquesets':
      return answer.objects.filter(({metadata}) => set === undefined || metadata.name === set)
    case 'deployments':
      return folder === 'operator' ? answer.objects.filter(isOurs) : answer.objects
    default:
      return answer.objects
  }
}

/** Nothing is collected for a set that is not there. */
function refuseUnknown(
  answer: Answer,
  {plural}: EvidenceKind,
  objects: readonly KubeObject[],
  {set, namespace}: CollectBundle,
): void {
  if (plural !== 'podcliquesets' || answer.status !== 'ok' || set === undefined || objects.length > 0) return
  const names = answer.objects.map(({metadata}) => metadata.name)
  throw noSet(set, namespace, names)
}

/** Names and versions: the schemas are those of the release. */
const definitionOf = ({apiVersion, kind, metadata, spec}: KubeObject): KubeObject => ({
  apiVersion,
  kind,
  metadata: {name: metadata.name},
  versions: list(at(spec, 'versions')).map((version) => text(at(version, 'name'))),
})

async function writeObjects(
  writer: BundleWriter,
  {folder, plural}: EvidenceKind,
  objects: readonly KubeObject[],
  {toYaml}: CollectBundle,
): Promise<{readonly redacted: number; readonly collected: Omit<Collected, 'status' | 'ms'>}> {
  const clean = objects.map((object) => redactObject(object))
  const path = `${folder}/${plural}.yaml`
  const bytes = clean.length === 0 ? 0 : await writer.write(path, toYaml(clean.map(({value}) => value)))
  const name = folder === 'operator' ? `operator ${plural}` : plural
  return {redacted: clean.reduce((sum, {count}) => sum + count, 0), collected: {name, path, items: clean.length, bytes}}
}

const outcomeOf = (answer: Answer): Pick<Collected, 'status' | 'message'> =>
  answer.status === 'ok'
    ? {status: 'ok'}
    : answer.status === 'absent'
      ? {status: 'ok', message: answer.message}
      : {status: answer.status, message: answer.message}

function allDenied(collected: readonly Collected[], {namespace}: CollectBundle): OmeError {
  const first = collected.find(({status}) => status === 'denied')
  const resources =
    'podcliquesets.grove.io,podcliques.grove.io,podcliquescalinggroups.grove.io,podgangs.scheduler.grove.io,pods,pods/log,events'
  return new OmeError('denied', first?.message ?? 'nothing may be read', [
    `ask for: kubectl create role grove-viewer -n ${namespace} --verb=get,list,watch --resource=${resources}`,
  ])
}

interface State {
  readonly redacted: number
  readonly collected: readonly Collected[]
  readonly found: Found
}

async function manifestOf(
  source: EvidenceSource,
  {redacted, collected, found}: State,
  {tool, namespace, set, now}: CollectBundle,
  operator: string | undefined,
): Promise<Manifest> {
  const version = await source.serverVersion()
  const release = imageOf(found.get('operator/deployments')?.[0])
  return {
    version: 1,
    tool,
    cluster: {
      server: source.server,
      ...(source.contextName !== undefined && {context: source.contextName}),
      ...(version !== undefined && {version}),
    },
    operator: {
      ...(operator !== undefined && {namespace: operator}),
      ...(release !== undefined && {version: release.split(':').at(-1) ?? ''}),
    },
    namespace,
    ...(set !== undefined && {set}),
    collectedAt: now().toISOString(),
    redacted,
    collectors: collected,
  }
}

const imageOf = (deployment: KubeObject | undefined): string | undefined =>
  text(at(list(at(deployment, 'spec', 'template', 'spec', 'containers'))[0], 'image'))
