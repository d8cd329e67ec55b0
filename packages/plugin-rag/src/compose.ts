import type {KaitoStore} from '@ome/kaito/kaito-store'
import type {OperatorProfile, ProfileOverrides} from '@ome/kaito/operator-profile'
import type {Context} from '@ome/sdk/context'
import type {FileLimits, FileReader, Finder} from './documents/domain/source-file.ts'
import type {Access, EngineName} from './domain/engine-name.ts'
import type {RagService} from './domain/rag-service.ts'
import {glance, type Patience, type Transport} from './domain/transport.ts'
import type {DeployWorld} from './engine/domain/deploy-world.ts'
import type {EngineLogs} from './engine/domain/engine-logs.ts'
import type {Prices} from './engine/domain/prices.ts'
import type {StatusSources} from './engine/domain/status-sources.ts'
import {ragService} from './http/rag-service.ts'
import type {BackupFolder} from './keep/domain/backup.ts'
import type {EngineObjects} from './keep/domain/kept-engine.ts'

/** The service of an engine, by the way that was chosen. */
export async function serviceOf(
  context: Context,
  engine: EngineName,
  access: Access,
  patience?: Patience,
): Promise<RagService> {
  return ragService(await transportTo(context, engine, {...access, ...(patience && {patience})}), engine)
}

type Reach = Access & {readonly patience?: Patience}

async function transportTo(context: Context, engine: EngineName, reach: Reach): Promise<Transport> {
  const {signal, onExit} = context
  const {via, url, patience} = reach
  if (url !== undefined) return await direct(context, url, reach)
  const kube = await context.kube()
  if (via === 'proxy') {
    const {proxyTransport} = await import('./kube/proxy-transport.ts')
    return proxyTransport(kube, engine, patience)
  }
  const {openTunnel} = await import('./kube/tunnel.ts')
  const tunnel = await openTunnel(kube, engine, signal)
  onExit(() => tunnel.close())
  return await direct(context, tunnel.address, reach)
}

async function direct({env, signal, onExit}: Context, address: string, reach: Reach): Promise<Transport> {
  const [{httpClient}, {urlTransport}] = await Promise.all([import('@ome/sdk/http'), import('./http/url-transport.ts')])
  const http = httpClient({env, signal, userAgent: 'ome (rag)'})
  onExit(() => http.close())
  return urlTransport(http, address, {...reach, timeoutMs: reach['request-timeout']})
}

/** What finds documents on this machine and reads them. */
export async function documentFiles(
  {cwd, signal, onExit}: Context,
  limits: FileLimits,
): Promise<{readonly finder: Finder; readonly reader: FileReader}> {
  const [{finder}, {fileReader}, {readerProcess}] = await Promise.all([
    import('./documents/files/finder.ts'),
    import('./documents/files/file-reader.ts'),
    import('./documents/process/reader-process.ts'),
  ])
  const reader = fileReader(readerProcess(), limits)
  onExit(() => reader.close())
  return {finder: finder(cwd, signal), reader}
}

export async function deployWorldOf(
  context: Context,
  {offline, ...overrides}: ProfileOverrides & {readonly offline: boolean},
): Promise<DeployWorld> {
  const {deployWorld, offlineWorld} = await import('./engine/kube/deploy-world.ts')
  return offline ? offlineWorld(overrides) : deployWorld(await context.kube(), overrides)
}

/** Prices of machines: a person's own file, the clouds when that is asked for, the bundled catalogue. */
export const pricesOf = (
  context: Context,
  {
    prices: file,
    online,
    offline = false,
  }: {readonly prices?: string | undefined; readonly online?: boolean | undefined; readonly offline?: boolean},
  note: (text: string) => void,
): Prices => {
  return async (profile, region) => {
    const {loadQuotes} = await import('@ome/kaito/load-quotes')
    const kube = offline ? undefined : await context.kube()
    return await loadQuotes(context, profile, {region, file, online, note, kube})
  }
}

export async function engineStore(context: Context): Promise<KaitoStore> {
  const {kaitoStore} = await import('@ome/kaito/kaito-store')
  return kaitoStore(await context.kube())
}

/** A text file of this machine is small; documents are read otherwise. */
const mostTextBytes = 16 * 2 ** 20

export async function localText({cwd}: Context): Promise<{
  read(path: string): string
  write(path: string, text: string): void
}> {
  const {readLocalText, writeLocalText} = await import('./files/local-text.ts')
  return {
    read: (path) => readLocalText(cwd, path, mostTextBytes),
    write: (path, text) => writeLocalText(cwd, path, text),
  }
}

export async function engineLogsOf(context: Context, signal: AbortSignal): Promise<EngineLogs> {
  const {engineLogs} = await import('./engine/kube/engine-logs.ts')
  return engineLogs(await context.kube(), signal)
}

/** What `status` and `health` ask about an engine. */
export async function statusSources(context: Context, engine: EngineName, access: Access): Promise<StatusSources> {
  const kube = await context.kube()
  const [{kaitoStore}, {llmProbe}, {readOperator}, {assumedProfile}] = await Promise.all([
    import('@ome/kaito/kaito-store'),
    import('./engine/kube/llm-probe.ts'),
    import('@ome/kaito/operator-reader'),
    import('@ome/kaito/operator-profile'),
  ])
  let profile: Promise<OperatorProfile> | undefined
  return {
    store: kaitoStore(kube),
    service: await serviceOf(context, engine, access, glance),
    probe: llmProbe(kube),
    profile: () => {
      profile ??= readOperator(kube).then((found) => found ?? assumedProfile())
      return profile
    },
  }
}

/** What a backup reads and where it writes. */
export async function keeping(
  context: Context,
): Promise<{readonly objects: EngineObjects; folderAt(path: string): BackupFolder}> {
  const [{engineObjects}, {backupFolder}] = await Promise.all([
    import('./keep/kube/engine-objects.ts'),
    import('./keep/files/backup-folder.ts'),
  ])
  return {objects: engineObjects(await context.kube()), folderAt: (path) => backupFolder(context.cwd, path)}
}

/** What a restore reads. */
export async function restoring(
  {cwd}: Context,
  from: string,
): Promise<{readonly folder: BackupFolder; readonly digest: (text: string) => string}> {
  const [{backupFolder}, {textDigest}] = await Promise.all([
    import('./keep/files/backup-folder.ts'),
    import('./files/text-digest.ts'),
  ])
  return {folder: backupFolder(cwd, from), digest: textDigest}
}
